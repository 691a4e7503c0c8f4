//! The audit's pen: who did or saw what, in the same transaction as the deed. It holds ids, never contents
//! (`domain.md` §10). Reading the audit is a feature; writing it is part of every transaction.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Tenant, Tx};
use crate::ids::{AuditEventId, FamilyId};
use crate::problem::Code;
use crate::schema::audit_events;

/// One line for the audit.
#[derive(Debug, Clone)]
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

impl<D> Tx<D> {
    /// Writes one line of the audit in this transaction, when it commits.
    pub fn trace(&mut self, trace: Trace) {
        let organisation = self.organisation();
        let context = &self.context;
        let session = match &context.actor {
            crate::context::Actor::Person { session, .. } => Some(session.0),
            _ => None,
        };
        let row = (
            audit_events::organisation_id.eq(organisation.0),
            audit_events::id.eq(AuditEventId::new().0),
            audit_events::at.eq(context.now),
            audit_events::actor_kind.eq(context.actor.kind()),
            audit_events::actor_id.eq(Some(context.actor.id())),
            audit_events::session_id.eq(session),
            audit_events::action.eq(context.operation.clone()),
            audit_events::outcome.eq(trace.outcome),
            audit_events::object_type.eq(trace.object_type),
            audit_events::object_id.eq(trace.object_id),
            audit_events::family_ids.eq(trace.family_ids),
            audit_events::changed.eq(trace.changed),
            audit_events::problem.eq(trace.problem),
            audit_events::request_id.eq(context.request_id.clone()),
            audit_events::address.eq(context.address.clone()),
        );
        self.at_last(diesel::insert_into(audit_events::table).values(row));
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
}
