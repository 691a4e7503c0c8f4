//! Lines of the audit as callers see them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::db::columns::text_enum;
use crate::ids::{AuditEventId, FamilyId};
use crate::schema::audit_events;

text_enum! {
    /// Something was changed, personal content was disclosed, or a rule refused the act.
    AuditOutcome { Done = "done", Read = "read", Refused = "refused" }
}

text_enum! {
    /// What acted: a person, an integration, the service itself, or somebody not (yet) known.
    AuditActorKind { Person = "person", Integration = "integration", System = "system", Anonymous = "anonymous" }
}

/// What the table holds.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_events)]
pub struct AuditRow {
    pub id: AuditEventId,
    pub at: DateTime<Utc>,
    pub actor_kind: AuditActorKind,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub outcome: AuditOutcome,
    pub object_type: String,
    pub object_id: Option<Uuid>,
    pub family_ids: Vec<Uuid>,
    pub changed: Vec<String>,
    pub problem: Option<String>,
    pub request_id: String,
    pub address: Option<String>,
}

/// Who acted.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditActor {
    pub kind: AuditActorKind,
    /// The account or integration.
    pub id: Option<Uuid>,
    /// The present name, where it is still known.
    #[schema(example = "Noor Voorbeeld")]
    pub name: Option<String>,
}

/// One line of the audit.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    pub id: AuditEventId,
    pub at: DateTime<Utc>,
    pub actor: AuditActor,
    /// The operation, by its `operationId`.
    #[schema(example = "updateSchool")]
    pub action: String,
    pub outcome: AuditOutcome,
    #[schema(example = "school")]
    pub object_type: String,
    pub object_id: Option<Uuid>,
    /// The dossiers that were changed or disclosed.
    pub family_ids: Vec<Uuid>,
    /// The names of the members that changed.
    pub changed: Vec<String>,
    /// The code of the problem that refused the act.
    #[schema(example = "licence-not-valid")]
    pub problem: Option<String>,
    pub request_id: String,
    /// The network address that the request came from.
    #[schema(example = "192.0.2.7")]
    pub address: Option<String>,
}

impl AuditEvent {
    pub(super) fn new(row: AuditRow, names: &HashMap<Uuid, String>) -> Self {
        let name = row.actor_id.and_then(|id| names.get(&id).cloned());
        Self {
            id: row.id,
            at: row.at,
            actor: AuditActor { kind: row.actor_kind, id: row.actor_id, name },
            action: row.action,
            outcome: row.outcome,
            object_type: row.object_type,
            object_id: row.object_id,
            family_ids: row.family_ids,
            changed: row.changed,
            problem: row.problem,
            request_id: row.request_id,
            address: row.address,
        }
    }
}

/// Which lines.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct AuditFilter {
    /// Only by this account or integration.
    #[serde(default)]
    pub actor_id: Option<Uuid>,
    /// Only on this object.
    #[serde(default)]
    pub object_id: Option<Uuid>,
    /// Only what changed or disclosed this family's dossier. Give `from` and `until` too.
    #[serde(default)]
    pub family_id: Option<FamilyId>,
    /// Only this operation, by its `operationId`.
    #[param(min_length = 1, max_length = 100, pattern = "^[A-Za-z]+$", example = "updateSchool")]
    #[serde(default)]
    pub action: Option<String>,
    /// Only with this outcome.
    #[serde(default)]
    pub outcome: Option<AuditOutcome>,
    /// Only from this moment on.
    #[serde(default)]
    pub from: Option<DateTime<Utc>>,
    /// Only before this moment.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}
