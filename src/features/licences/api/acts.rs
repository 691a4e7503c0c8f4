//! What the licence holder does to a licence, as bodies of requests.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{IssuanceGround, Licence, LicenceKind};
use crate::ids::{OrganisationId, PersonId};

/// What the licence holder issues.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({ "personId": "01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11", "kind": "A", "issuedOn": "2026-03-10" }))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceFields {
    pub person_id: PersonId,
    pub kind: LicenceKind,
    /// The first day of validity; not in the future.
    pub issued_on: NaiveDate,
    /// `training` when absent: what it takes must have been attended by `issuedOn`. `transferred`: a licence A from
    /// before this system, with `evidence`.
    pub ground: Option<IssuanceGround>,
    /// The last day of a transferred licence; a year from `issuedOn` when absent.
    pub valid_until: Option<NaiveDate>,
    /// What shows that there was such a licence; with `transferred` only, and then needed.
    #[schema(min_length = 1, max_length = 2000, example = "Certificaat 2021-044, gezien door S. Staf")]
    pub evidence: Option<String>,
    /// For licence B: the organisation that it is given for; elsewhere it counts once confirmed.
    pub organisation_id: Option<OrganisationId>,
}

/// A suspension or revocation of a licence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLicenceMeasure {
    /// The first day on which the licence does not count.
    pub from: NaiveDate,
    #[schema(min_length = 1, max_length = 2000, example = "Onderzoek naar een klacht")]
    pub reason: String,
}

/// The end of whatever measure runs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceReinstatement {
    /// The first day on which the licence counts again.
    pub from: NaiveDate,
    #[schema(min_length = 1, max_length = 2000, example = "Klacht ongegrond")]
    pub reason: String,
}

/// Another training after a long gap, or another issue where none stands any more.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({ "issuedOn": "2026-03-10" }))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceRenewal {
    /// The first day on which the licence counts again, after the last period; not in the future.
    pub issued_on: NaiveDate,
    /// As with issuing: `training` when absent.
    pub ground: Option<IssuanceGround>,
    /// The last day of a transferred licence; a year from `issuedOn` when absent.
    pub valid_until: Option<NaiveDate>,
    /// With `transferred` only, and then needed.
    #[schema(min_length = 1, max_length = 2000, example = "Certificaat 2021-044, gezien door S. Staf")]
    pub evidence: Option<String>,
    /// For licence B: the organisation that it is given for.
    pub organisation_id: Option<OrganisationId>,
}

impl LicenceRenewal {
    /// What would be issued to the person now.
    pub(in crate::features::licences) fn fields(self, licence: &Licence) -> LicenceFields {
        let Self { issued_on, ground, valid_until, evidence, organisation_id } = self;
        let (person_id, kind) = (licence.person_id, licence.kind);
        LicenceFields { person_id, kind, issued_on, ground, valid_until, evidence, organisation_id }
    }
}

/// A period without a refresher.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLicenceDispensation {
    /// A day inside a period grants the next one; a day after a lapse starts one on that day.
    pub from: NaiveDate,
    #[schema(min_length = 1, max_length = 2000, example = "Langdurig ziek")]
    pub reason: String,
}

/// Where a licence B counts as well.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceConfirmation {
    pub organisation_id: OrganisationId,
}
