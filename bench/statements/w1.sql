-- W1, GET /v1/trajectories/{id} by a practitioner of its own: the statements between BEGIN and COMMIT, in order, as the
-- service sends them; but the caller's standing and the line of the audit, which it sends for many at once beside its
-- transactions (decisions 0048 and 0043), are part of each here. pgbench and the peer both read this file. '-- statement NAME ROWS' opens each: ROWS is how many
-- rows a good one gives back, so that a ceiling that finds nothing is noticed. Whether the reader is assigned is seen from
-- `assignments`.

-- statement enter 1
SELECT set_config('app.organisation_id', :organisation_id, true), set_config('synchronous_commit', 'off', true);

-- statement standing 1
SELECT standings.roles, standings.practitioner_id, standings.in_good_standing, standings.expires_at, standings.organisation_status
FROM standings WHERE standings.session_id = :session_id::uuid LIMIT 1;

-- statement trajectory 1
SELECT t.id, t.family_id, t.phase, t.status, t.started_on, t.ended_on, t.continued_from_id, t.continued_from_transfer_id, t.notes,
    t.folder_handed_out_on, t.certificates_given_on, t.version, t.created_at, t.updated_at,
    (SELECT count(*) FROM visits v WHERE v.organisation_id = t.organisation_id AND v.trajectory_id = t.id AND v.status = 'planned') AS planned,
    (SELECT count(*) FROM visits v WHERE v.organisation_id = t.organisation_id AND v.trajectory_id = t.id AND v.status = 'held') AS held
FROM trajectories t WHERE t.organisation_id = :organisation_id::uuid AND t.id = :trajectory_id::uuid LIMIT 1;

-- statement focus_children 1
SELECT f.trajectory_id, f.child_id FROM focus_children f
WHERE f.organisation_id = :organisation_id::uuid AND f.trajectory_id = ANY (ARRAY[:trajectory_id::uuid]) ORDER BY f.child_id;

-- statement assignments 1
SELECT a.id, a.trajectory_id, a.practitioner_id, a.kind, a.from_on, a.until_on, a.licence_id, a.licence_period_id, a.version, a.created_at, a.updated_at
FROM assignments a
WHERE a.organisation_id = :organisation_id::uuid AND a.trajectory_id = ANY (ARRAY[:trajectory_id::uuid]) ORDER BY a.from_on, a.id;

-- statement audit 0
INSERT INTO audit_events (organisation_id, id, at, actor_kind, actor_id, session_id, action, outcome, object_type, object_id,
    family_ids, changed, problem, request_id, address)
VALUES (:organisation_id::uuid, :audit_id::uuid, now(), 'person', :account_id::uuid, :session_id::uuid, 'getTrajectory', 'read',
    'trajectory', :trajectory_id::uuid, ARRAY[:family_id::uuid], '{}', NULL, '0199aaaa-0000-7000-8000-000000000000', '127.0.0.1');
