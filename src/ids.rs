//! Typed identifiers: a visit's id can't be passed where a family's is asked. All are UUIDv7, so they sort by
//! creation; a client may choose the id of what it creates (offline use, `api.md` §1).

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, AsExpression, FromSqlRow)]
        #[serde(transparent)]
        #[diesel(sql_type = sql_types::Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id for the moment `now`.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ToSql<sql_types::Uuid, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <Uuid as ToSql<sql_types::Uuid, Pg>>::to_sql(&self.0, out)
            }
        }

        impl FromSql<sql_types::Uuid, Pg> for $name {
            fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
                <Uuid as FromSql<sql_types::Uuid, Pg>>::from_sql(bytes).map(Self)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Uuid)))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+};
}

ids!(
    AccountId,
    ApiClientId,
    AssessmentId,
    AssignmentId,
    AttendanceChangeId,
    AttendanceId,
    AuditEventId,
    BillingRunId,
    ChildId,
    ComplaintId,
    ConsentId,
    DepartureId,
    EvaluationId,
    FamilyId,
    FamilyTransferId,
    HandInId,
    InvitationId,
    InvoiceId,
    InvoiceLineId,
    LicenceDispensationId,
    LicenceGroundId,
    LicenceId,
    LicenceIssuanceId,
    LicenceMeasureId,
    LicencePeriodId,
    LicenceProofId,
    OrderId,
    OrderLineId,
    OrganisationId,
    ParentId,
    PasswordResetId,
    PaymentId,
    PersonId,
    PractitionerId,
    PriceId,
    ProjectEvaluationId,
    QuestionnaireVersionId,
    ReceivedTransferId,
    ReferralId,
    SchoolHolidayId,
    SchoolId,
    SessionId,
    SignalId,
    SubscriptionId,
    SubscriptionMonthId,
    TeacherId,
    TeacherLinkId,
    TimeEntryId,
    TrainingSessionId,
    TrajectoryId,
    TransitionId,
    UserId,
    VisitId,
);

impl OrganisationId {
    /// The licence holder's own rows in shared tables carry this organisation.
    pub const PLATFORM: Self = Self(Uuid::nil());
}
