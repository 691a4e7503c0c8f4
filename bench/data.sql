-- The data of the measurements, one step at a time, each over numbers :lo to :hi of what is named after 'over'.
-- Organisation (i - 1) % 200 + 1 and practitioner (i - 1) % 1000 + 1 have trajectory i; practitioner p sits in organisation
-- (p - 1) % 200 + 1. Visit j belongs to trajectory (j - 1) % trajectories + 1: as in life, the visits of one family lie
-- far apart. Runs as superuser with the triggers of foreign keys off; `check.sql` looks afterwards.

-- step organisations over organisations
INSERT INTO organisations (id, name, kvk_number, address, billing, contact, status, version, created_at, updated_at)
SELECT bench.id(1, i), 'Stichting Proef ' || i, (90000000 + i)::text,
    '{"street": "Proefstraat 1", "postalCode": "1234 AB", "city": "Proefdam"}', '{"email": "factuur@proef.example"}',
    '{"email": "info@proef.example"}', 'active', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step subscriptions over organisations
INSERT INTO subscriptions (organisation_id, id, starts_on, version, created_at, updated_at)
SELECT bench.id(1, i), bench.id(9, i), '2026-01-01', 1, bench.midnight(), bench.midnight() FROM generate_series(:lo, :hi) i;

-- step schools over organisations
INSERT INTO schools (organisation_id, id, name, kind, version, created_at, updated_at)
SELECT bench.id(1, i), bench.id(13, i), 'Basisschool De Proef', 'regular', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- The accounts of practitioners have their numbers, those of project leaders 2000 + the organisation's. Nobody can sign
-- in to them (the hash is none); the bench signs its tokens itself.
-- step accounts over users
INSERT INTO accounts (id, email, name, language, status, password_hash, totp_secret, created_at, updated_at)
SELECT bench.id(2, i), 'mens' || i || '@proef.example', 'Mens ' || i, 'nl', 'active', '!', '\x00', bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i WHERE i <= 1000 OR i > 2000;

-- step memberships over users
INSERT INTO memberships (organisation_id, id, account_id, roles, status, version, created_at, updated_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(3, i), bench.id(2, i),
    ARRAY[CASE WHEN i > 2000 THEN 'project_leader' ELSE 'practitioner' END], 'active', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i WHERE i <= 1000 OR i > 2000;

-- step sessions over users
INSERT INTO sessions (id, account_id, organisation_id, membership_id, refresh_hash, device, created_at, last_used_at, expires_at)
SELECT bench.id(4, i), bench.id(2, i), bench.id(1, (i - 1) % 200 + 1), bench.id(3, i), sha256(i::text::bytea), 'bench',
    bench.midnight(), bench.midnight(), '2040-01-01'
FROM generate_series(:lo, :hi) i WHERE i <= 1000 OR i > 2000;

-- step persons over practitioners
INSERT INTO persons (id, name, email, version, created_at, updated_at)
SELECT bench.id(5, i), 'Mens ' || i, 'mens' || i || '@proef.example', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step practitioners over practitioners
INSERT INTO practitioners (organisation_id, id, person_id, user_id, name, status, version, created_at, updated_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(6, i), bench.id(5, i), bench.id(3, i), 'Mens ' || i, 'active', 1,
    bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step licences over practitioners
INSERT INTO licences (id, person_id, kind, issued_on, version, created_at, updated_at)
SELECT bench.id(7, i), bench.id(5, i), 'A', '2026-01-01', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step licence periods over practitioners
INSERT INTO licence_periods (id, licence_id, person_id, kind, valid_from, valid_until, ground, created_at)
SELECT bench.id(8, i), bench.id(7, i), bench.id(5, i), 'A', '2026-01-01', '2026-12-31', 'training', bench.midnight()
FROM generate_series(:lo, :hi) i;
-- They were reminded: a service that mails all of them is not what is measured.
INSERT INTO licence_reminders (person_id, valid_until, term, recipient, name, language, attempts, next_attempt_at, sent_at)
SELECT bench.id(5, i), '2026-12-31', term, 'begeleider@proef.example', 'Begeleider', 'nl', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i, unnest(ARRAY['reminder_days_first', 'reminder_days_second', 'reminder_days_third']) term;

-- Organisation 201 is the large one: 200 practitioners, 1001 to 1200, each with a licence A, and project leader 2201.
-- step large organisation over large
INSERT INTO organisations (id, name, kvk_number, address, billing, contact, status, version, created_at, updated_at)
SELECT bench.id(1, 200 + i), 'Stichting Grote Proef', '91000000', '{"street": "Proefstraat 1", "postalCode": "1234 AB", "city": "Proefdam"}',
    '{"email": "factuur@proef.example"}', '{"email": "info@proef.example"}', 'active', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;
INSERT INTO subscriptions (organisation_id, id, starts_on, version, created_at, updated_at)
SELECT bench.id(1, 200 + i), bench.id(9, 200 + i), '2026-01-01', 1, bench.midnight(), bench.midnight() FROM generate_series(:lo, :hi) i;
INSERT INTO accounts (id, email, name, language, status, password_hash, totp_secret, created_at, updated_at)
SELECT bench.id(2, 2200 + i), 'mens' || 2200 + i || '@proef.example', 'Mens ' || 2200 + i, 'nl', 'active', '!', '\x00', bench.midnight(),
    bench.midnight()
FROM generate_series(:lo, :hi) i;
INSERT INTO memberships (organisation_id, id, account_id, roles, status, version, created_at, updated_at)
SELECT bench.id(1, 200 + i), bench.id(3, 2200 + i), bench.id(2, 2200 + i), '{project_leader}', 'active', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;
INSERT INTO sessions (id, account_id, organisation_id, membership_id, refresh_hash, device, created_at, last_used_at, expires_at)
SELECT bench.id(4, 2200 + i), bench.id(2, 2200 + i), bench.id(1, 200 + i), bench.id(3, 2200 + i), sha256((2200 + i)::text::bytea), 'bench',
    bench.midnight(), bench.midnight(), '2040-01-01'
FROM generate_series(:lo, :hi) i;

-- step colleagues over colleagues
INSERT INTO persons (id, name, email, version, created_at, updated_at)
SELECT bench.id(5, 1000 + i), 'Collega ' || i, 'collega' || i || '@proef.example', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;
INSERT INTO practitioners (organisation_id, id, person_id, user_id, name, status, version, created_at, updated_at)
SELECT bench.id(1, 201), bench.id(6, 1000 + i), bench.id(5, 1000 + i), NULL, 'Collega ' || i, 'active', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;
INSERT INTO licences (id, person_id, kind, issued_on, version, created_at, updated_at)
SELECT bench.id(7, 1000 + i), bench.id(5, 1000 + i), 'A', '2026-01-01', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;
INSERT INTO licence_periods (id, licence_id, person_id, kind, valid_from, valid_until, ground, created_at)
SELECT bench.id(8, 1000 + i), bench.id(7, 1000 + i), bench.id(5, 1000 + i), 'A', '2026-01-01', '2026-12-31', 'training', bench.midnight()
FROM generate_series(:lo, :hi) i;
INSERT INTO licence_reminders (person_id, valid_until, term, recipient, name, language, attempts, next_attempt_at, sent_at)
SELECT bench.id(5, 1000 + i), '2026-12-31', term, 'begeleider@proef.example', 'Begeleider', 'nl', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i, unnest(ARRAY['reminder_days_first', 'reminder_days_second', 'reminder_days_third']) term;

-- step families over trajectories
INSERT INTO families (organisation_id, id, name, languages, interpreter_needed, communication, version, created_at, updated_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(10, i), 'Familie Proef ' || i, '{nl,ar}', false, 'dutch', 1,
    bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step parents over trajectories
INSERT INTO parents (organisation_id, id, family_id, name, phone, language, address_secret, version, created_at, updated_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(11, i), bench.id(10, i), 'Ouder ' || i, '0600000000', 'nl', false, 1,
    bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step children over trajectories
INSERT INTO children (organisation_id, id, family_id, given_name, family_name, birth_date, version, created_at, updated_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(12, i), bench.id(10, i), 'Kind ' || i, 'Proef', date '2016-01-01' + (i % 2000)::int, 1,
    bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step placements over trajectories
INSERT INTO placements (organisation_id, child_id, from_on, school_id, group_number)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(12, i), '2025-09-01', bench.id(13, (i - 1) % 200 + 1), i % 8 + 1
FROM generate_series(:lo, :hi) i;

-- step trajectories over trajectories
INSERT INTO trajectories (organisation_id, id, family_id, phase, status, started_on, version, created_at, updated_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(14, i), bench.id(10, i), 'goal_work', 'active', '2026-01-05', 1,
    bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step focus children over trajectories
INSERT INTO focus_children (organisation_id, trajectory_id, family_id, child_id)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(14, i), bench.id(10, i), bench.id(12, i) FROM generate_series(:lo, :hi) i;

-- step assignments over trajectories
INSERT INTO assignments (organisation_id, id, trajectory_id, practitioner_id, kind, from_on, version, created_at, updated_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(15, i), bench.id(14, i), bench.id(6, (i - 1) % 1000 + 1), 'performer', '2026-01-05',
    1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step plans over trajectories
INSERT INTO plan_versions (organisation_id, trajectory_id, family_id, version, agreed_on, practitioner_id, goals, created_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(14, i), bench.id(10, i), 1, '2026-01-10', bench.id(6, (i - 1) % 1000 + 1),
    '[{"goal": 2, "subgoals": ["2.2", "2.6"], "startScore": 2, "targetScore": 4, "scoredBy": null, "plannedVisits": {"parents": 1, "family": 1}},
      {"goal": 6, "subgoals": ["6.1", "6.4"], "startScore": 2, "targetScore": 4, "scoredBy": null, "plannedVisits": {"parents": 1, "family": 1}},
      {"goal": 8, "subgoals": ["8.1"], "startScore": 3, "targetScore": 5, "scoredBy": null, "plannedVisits": {"parents": 1, "family": 1}}]',
    bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step transitions over trajectories
INSERT INTO transitions (organisation_id, id, trajectory_id, family_id, number, moved_to, moved_on, from_phase, from_status, to_phase,
    to_status, created_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(20, i), bench.id(14, i), bench.id(10, i), 1, 'goal_work', '2026-01-11', 'alignment', 'active',
    'goal_work', 'active', bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step evaluations over trajectories
INSERT INTO evaluations (organisation_id, id, trajectory_id, family_id, kind, questionnaire_version_id, status, outcome, held_on,
    practitioner_id, answers, goal_scores, decision, version, created_at, updated_at)
SELECT bench.id(1, (i - 1) % 200 + 1), bench.id(21, i), bench.id(14, i), bench.id(10, i), 'mid',
    (SELECT id FROM questionnaire_versions WHERE code = 'evaluation' ORDER BY version DESC LIMIT 1), 'final', 'answered', '2026-06-01',
    bench.id(6, (i - 1) % 1000 + 1), '{}', '[]', 'extend', 1, bench.midnight(), bench.midnight()
FROM generate_series(:lo, :hi) i;

-- step visits over visits
INSERT INTO visits (organisation_id, id, trajectory_id, family_id, step, mode, communication, status, planned_at, planned_minutes,
    held_on, minutes, travel_minutes, attendance, goal_work, notes, version, created_at, updated_at)
SELECT bench.id(1, (t - 1) % 200 + 1), bench.id(16, j), bench.id(14, t), bench.id(10, t), 'goal_visit', 'home', 'dutch', 'held',
    held + time '10:00' at time zone 'UTC', 60, held, 55 + (j % 20)::int, 20, 'parents',
    '[{"subgoal": "2.2", "stages": ["discuss", "try"]}, {"subgoal": "6.1", "stages": ["inform"]}]',
    'Samen geoefend met voorlezen en tellen; ouder ziet vooruitgang en wil hier volgende keer mee verder.', 2,
    held + time '18:00' at time zone 'UTC', held + time '18:00' at time zone 'UTC'
FROM generate_series(:lo, :hi) j, LATERAL (SELECT (j - 1) % :trajectories + 1 AS t,
    date '2026-01-12' + ((j - 1) / :trajectories * 14)::int AS held) facts;

-- step visit performers over visits
INSERT INTO visit_performers (organisation_id, visit_id, practitioner_id, minutes, licence_id, licence_period_id)
SELECT bench.id(1, (t - 1) % 200 + 1), bench.id(16, j), bench.id(6, (t - 1) % 1000 + 1), 60, bench.id(7, (t - 1) % 1000 + 1),
    bench.id(8, (t - 1) % 1000 + 1)
FROM generate_series(:lo, :hi) j, LATERAL (SELECT (j - 1) % :trajectories + 1 AS t) facts;

-- step visit parents over visits
INSERT INTO visit_parents (organisation_id, visit_id, family_id, parent_id)
SELECT bench.id(1, (t - 1) % 200 + 1), bench.id(16, j), bench.id(10, t), bench.id(11, t)
FROM generate_series(:lo, :hi) j, LATERAL (SELECT (j - 1) % :trajectories + 1 AS t) facts;

-- step audit events over visits
INSERT INTO audit_events (organisation_id, id, at, actor_kind, actor_id, session_id, action, outcome, object_type, object_id, family_ids,
    changed, request_id, address)
SELECT bench.id(1, (t - 1) % 200 + 1), bench.id(18, j), bench.midnight(), 'person', bench.id(2, (t - 1) % 1000 + 1),
    bench.id(4, (t - 1) % 1000 + 1), 'createVisit', 'done', 'visit', bench.id(16, j), ARRAY[bench.id(10, t)], '{}',
    '0199aaaa-0000-7000-8000-000000000000', '127.0.0.1'
FROM generate_series(:lo, :hi) j, LATERAL (SELECT (j - 1) % :trajectories + 1 AS t) facts;
