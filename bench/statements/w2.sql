-- W2, GET /v1/visits?limit=50 by a project leader: one page of the organisation's visits with what belongs to each, one row
-- more than the page holds. How this file is read: see w1.sql. The ids of the page and its families are known here,
-- because the data are; the peer takes them from the first answer.

-- statement enter 1
SELECT set_config('app.organisation_id', :organisation_id, true), set_config('synchronous_commit', 'off', true);

-- statement standing 1
SELECT standings.roles, standings.practitioner_id, standings.in_good_standing, standings.expires_at, standings.organisation_status
FROM standings WHERE standings.session_id = :session_id::uuid LIMIT 1;

-- statement visits 51
SELECT v.id, v.trajectory_id, v.family_id, v.step, v.mode, v.communication, v.status, v.planned_at, v.planned_minutes, v.held_on,
    v.started_at, v.minutes, v.travel_minutes, v.attendance, v.within_school_hours, v.cancel_reason, v.cancelled_from, v.goal_work,
    v.notes, v.version, v.created_at, v.updated_at
FROM visits v WHERE v.organisation_id = :organisation_id::uuid ORDER BY v.id LIMIT 51;

-- statement performers 50
SELECT p.visit_id, p.practitioner_id, p.minutes, p.licence_id, p.licence_period_id FROM visit_performers p
WHERE p.organisation_id = :organisation_id::uuid AND p.visit_id = ANY (:visit_ids::uuid[]) ORDER BY p.practitioner_id;

-- statement observers 0
SELECT o.visit_id, o.practitioner_id FROM visit_observers o
WHERE o.organisation_id = :organisation_id::uuid AND o.visit_id = ANY (:visit_ids::uuid[]) ORDER BY o.practitioner_id;

-- statement parents 50
SELECT p.visit_id, p.parent_id FROM visit_parents p
WHERE p.organisation_id = :organisation_id::uuid AND p.visit_id = ANY (:visit_ids::uuid[]) ORDER BY p.parent_id;

-- statement audit 0
INSERT INTO audit_events (organisation_id, id, at, actor_kind, actor_id, session_id, action, outcome, object_type, object_id,
    family_ids, changed, problem, request_id, address)
VALUES (:organisation_id::uuid, :audit_id::uuid, now(), 'person', :account_id::uuid, :session_id::uuid, 'listVisits', 'read',
    'visit', NULL, :family_ids::uuid[], '{}', NULL, '0199aaaa-0000-7000-8000-000000000000', '127.0.0.1');
