DROP POLICY worker_read ON api_clients;
REVOKE SELECT (organisation_id, id, scopes, status, tokens_not_before) ON api_clients FROM samen_leren_worker;
REVOKE SELECT (user_id) ON practitioners FROM samen_leren_worker;
REVOKE SELECT (organisation_id, account_id, membership_id, revoked_at) ON sessions FROM samen_leren_worker;
REVOKE SELECT ON standings, platform_standings FROM samen_leren_worker;
DROP VIEW standings;
CREATE VIEW standings WITH (security_invoker = true) AS
    SELECT s.id AS session_id, s.account_id, s.membership_id, m.roles,
        p.id AS practitioner_id,
        (s.revoked_at IS NULL AND a.status = 'active' AND m.status = 'active') AS in_good_standing,
        s.expires_at, o.status AS organisation_status
    FROM sessions s
    JOIN memberships m ON m.organisation_id = s.organisation_id AND m.id = s.membership_id
    JOIN accounts a ON a.id = s.account_id
    JOIN organisations o ON o.id = s.organisation_id
    LEFT JOIN practitioners p ON p.organisation_id = m.organisation_id AND p.user_id = m.id AND p.status = 'active';
GRANT SELECT ON standings TO samen_leren_tenant;
