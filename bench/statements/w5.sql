-- W5, GET /v1/licence-standings?on=2026-11-02&limit=200 by the project leader of the large organisation: how the licence of
-- each of its 200 practitioners stands on a day. How this file is read: see w1.sql. Nothing of a dossier is read, so no
-- trace is written.

-- statement enter 1
SELECT set_config('app.organisation_id', :organisation_id, true);

-- statement standing 1
SELECT standings.roles, standings.practitioner_id, standings.in_good_standing, standings.expires_at, standings.organisation_status
FROM standings WHERE standings.session_id = :session_id::uuid LIMIT 1;

-- statement standings 200
SELECT p.id, p.name, l.kind, l.id AS period_id, l.valid_from, l.valid_until, m.kind AS measure_kind, m.id AS measure_id, m.measure,
    m.from_on, m.until_on
FROM practitioners p
LEFT JOIN licence_periods l ON l.person_id = p.person_id AND l.kind = ANY ('{A}') AND l.superseded_at IS NULL
LEFT JOIN licence_measures m ON m.person_id = p.person_id AND m.kind = ANY ('{A}') AND m.superseded_at IS NULL
    AND (m.until_on IS NULL OR m.until_on >= '2026-11-02')
WHERE p.organisation_id = :organisation_id::uuid AND p.id = ANY (SELECT q.id FROM practitioners q
    WHERE q.organisation_id = :organisation_id::uuid AND q.status = 'active' ORDER BY q.id LIMIT 201)
ORDER BY p.id;
