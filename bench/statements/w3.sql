-- W3, POST /v1/visits by a practitioner: a held visit of an own trajectory, durable. How this file is read: see w1.sql.

-- statement enter 1
SELECT set_config('app.organisation_id', :organisation_id, true);

-- statement standing 1
SELECT standings.roles, standings.practitioner_id, standings.in_good_standing, standings.expires_at, standings.organisation_status
FROM standings WHERE standings.session_id = :session_id::uuid LIMIT 1;

-- statement trajectory 1
SELECT t.id, t.family_id, t.phase, t.status, t.started_on, t.ended_on, t.continued_from_id, t.continued_from_transfer_id, t.notes,
    t.folder_handed_out_on, t.certificates_given_on, t.version, t.created_at, t.updated_at
FROM trajectories t WHERE t.organisation_id = :organisation_id::uuid AND t.id = :trajectory_id::uuid
    AND t.id = ANY (SELECT a.trajectory_id FROM assignments a WHERE a.organisation_id = :organisation_id::uuid
        AND a.practitioner_id = :practitioner_id::uuid AND (a.until_on IS NULL OR a.until_on >= current_date))
LIMIT 1 FOR NO KEY UPDATE OF t;

-- statement key_lock 1
SELECT pg_try_advisory_xact_lock(:key_lock::bigint) AS locked;

-- statement key_lookup 0
SELECT r.fingerprint, r.status, r.location, r.etag, r.body, r.secret, r.created_at FROM idempotency_records r
WHERE r.organisation_id = :organisation_id::uuid AND r.caller = :account_id::uuid AND r.key = :idempotency_key LIMIT 1;

-- statement subscription 1
SELECT subscription_state(current_date) AS state;

-- statement step 1
SELECT (e.content -> 'steps') @> '[{"code": "goal_visit"}]'::jsonb AS known FROM catalogue_editions e
WHERE e.kind = 'steps' ORDER BY e.edition DESC LIMIT 1;

-- statement licence 1
SELECT p.id, p.left_on, l.id AS licence_period_id, l.licence_id, l.valid_from, l.valid_until, m.id AS measure_id, m.measure, m.from_on,
    m.until_on
FROM practitioners p
LEFT JOIN licence_periods l ON l.person_id = p.person_id AND l.kind = 'A' AND l.superseded_at IS NULL
LEFT JOIN licence_measures m ON m.person_id = p.person_id AND m.kind = 'A' AND m.superseded_at IS NULL
    AND (m.until_on IS NULL OR m.until_on >= '2026-11-02')
WHERE p.organisation_id = :organisation_id::uuid AND p.id = ANY (ARRAY[:practitioner_id::uuid]);

-- statement visit 0
INSERT INTO visits (organisation_id, id, trajectory_id, family_id, step, mode, communication, status, planned_at, planned_minutes,
    held_on, started_at, minutes, travel_minutes, attendance, within_school_hours, cancel_reason, cancelled_from, goal_work,
    notes, version, created_at, updated_at)
VALUES (:organisation_id::uuid, :visit_id::uuid, :trajectory_id::uuid, :family_id::uuid, 'goal_visit', 'home', NULL, 'held', NULL, NULL,
    '2026-11-02', NULL, 60, NULL, 'parents', NULL, NULL, NULL, '[]', NULL, 1, now(), now());

-- statement performer 0
INSERT INTO visit_performers (organisation_id, visit_id, practitioner_id, minutes, licence_id, licence_period_id)
VALUES (:organisation_id::uuid, :visit_id::uuid, :practitioner_id::uuid, NULL, :licence_id::uuid, :licence_period_id::uuid);

-- statement touch 0
UPDATE trajectories SET version = version + 1, updated_at = now()
WHERE organisation_id = :organisation_id::uuid AND id = :trajectory_id::uuid;

-- statement audit 0
INSERT INTO audit_events (organisation_id, id, at, actor_kind, actor_id, session_id, action, outcome, object_type, object_id,
    family_ids, changed, problem, request_id, address)
VALUES (:organisation_id::uuid, :audit_id::uuid, now(), 'person', :account_id::uuid, :session_id::uuid, 'createVisit', 'done',
    'visit', :visit_id::uuid, ARRAY[:family_id::uuid], '{}', NULL, '0199aaaa-0000-7000-8000-000000000000', '127.0.0.1');

-- statement key_store 0
INSERT INTO idempotency_records (organisation_id, caller, key, fingerprint, status, location, etag, body, secret, created_at)
VALUES (:organisation_id::uuid, :account_id::uuid, :idempotency_key, :fingerprint::bytea, 201, :location, '"1"', :body, false, now());
