//! Lines of the audit: who did or saw what; a change's are in its transaction, a read's are written before it is told. They
//! hold ids, never contents (`domain.md` §10). Reading the audit is a feature; writing it is part of every request.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{Telling, Tenant, Tx};
use crate::context::{Actor, Context};
use crate::ids::{AuditEventId, FamilyId, OrganisationId};
use crate::problem::Code;
use crate::schema::audit_events;

/// What one line of the audit says.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub struct Trace {
    outcome: &'static str,
    object_type: &'static str,
    object_id: Option<Uuid>,
    family_ids: Vec<Uuid>,
    changed: Vec<String>,
    problem: Option<&'static str>,
}

impl Trace {
    fn new(outcome: &'static str, object_type: &'static str, object_id: Option<Uuid>) -> Self {
        Self { outcome, object_type, object_id, family_ids: Vec::new(), changed: Vec::new(), problem: None }
    }

    /// Something was changed.
    pub fn done(object_type: &'static str, object_id: Uuid) -> Self {
        Self::new("done", object_type, Some(object_id))
    }

    /// Personal content was disclosed.
    pub fn read(object_type: &'static str, object_id: Option<Uuid>) -> Self {
        Self::new("read", object_type, object_id)
    }

    /// A rule refused the act, on this object if the request named one.
    pub fn refused(code: Code, object_type: &'static str, object_id: Option<Uuid>) -> Self {
        Self { problem: Some(code.entry().code), ..Self::new("refused", object_type, object_id) }
    }

    /// Which dossiers were changed or disclosed.
    pub fn families(mut self, families: impl IntoIterator<Item = FamilyId>) -> Self {
        self.family_ids = families.into_iter().map(|family| family.0).collect();
        self.family_ids.sort_unstable();
        self.family_ids.dedup();
        self
    }

    /// The names of the members that changed.
    pub fn changed(mut self, members: impl IntoIterator<Item = String>) -> Self {
        self.changed = members.into_iter().collect();
        self
    }
}

/// A trace with who left it, where and when: a row.
#[derive(Debug, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub(super) struct AuditLine {
    organisation_id: Uuid,
    id: Uuid,
    at: DateTime<Utc>,
    actor_kind: &'static str,
    actor_id: Option<Uuid>,
    session_id: Option<Uuid>,
    action: String,
    request_id: String,
    address: Option<String>,
    #[diesel(embed)]
    trace: Trace,
}

impl AuditLine {
    fn new(organisation: OrganisationId, context: &Context, trace: Trace) -> Self {
        let session = match &context.actor {
            Actor::Person { session, .. } => Some(session.0),
            _ => None,
        };
        Self {
            organisation_id: organisation.0,
            id: AuditEventId::new().0,
            at: context.now,
            actor_kind: context.actor.kind(),
            actor_id: Some(context.actor.id()),
            session_id: session,
            action: context.operation.clone(),
            request_id: context.request_id.clone(),
            address: context.address.clone(),
            trace,
        }
    }
}

impl<D> Tx<D> {
    /// Writes one line of the audit: about a change in this transaction, when it commits; about a read before anything is
    /// told.
    pub fn trace(&mut self, trace: Trace) {
        let line = AuditLine::new(self.organisation(), &self.context, trace);
        match self.telling() {
            Some(telling) => telling.add(line),
            None => self.at_last(diesel::insert_into(audit_events::table).values(line)),
        }
    }
}

impl Tx<Tenant> {
    /// Says in the audit which dossiers this read disclosed.
    pub fn disclose(
        &mut self,
        object_type: &'static str,
        object_id: Option<Uuid>,
        families: impl IntoIterator<Item = FamilyId>,
    ) {
        self.trace(Trace::read(object_type, object_id).families(families));
    }

    /// The same ahead of the end, for a read that nothing can refuse any more: it is written while the rest is found.
    pub fn disclose_ahead(&mut self, object_type: &'static str, families: impl IntoIterator<Item = FamilyId>) {
        self.disclose(object_type, None, families);
        self.telling().into_iter().for_each(Telling::be_certain);
    }
}
