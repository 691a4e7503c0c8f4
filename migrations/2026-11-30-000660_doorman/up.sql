-- Who comes in is looked at for many requests at once, of whatever organisations, behind the workers' door: the worker may see of a
-- session whose it is and until when, and of a system's registration what its tokens rest on, never a secret. What the tenant and the
-- licence holder may see stays as it was, for processes of before.
CREATE OR REPLACE VIEW standings WITH (security_invoker = true) AS
    SELECT s.id AS session_id, s.account_id, s.membership_id, m.roles,
        p.id AS practitioner_id,
        (s.revoked_at IS NULL AND a.status = 'active' AND m.status = 'active') AS in_good_standing,
        s.expires_at, o.status AS organisation_status, s.organisation_id
    FROM sessions s
    JOIN memberships m ON m.organisation_id = s.organisation_id AND m.id = s.membership_id
    JOIN accounts a ON a.id = s.account_id
    JOIN organisations o ON o.id = s.organisation_id
    LEFT JOIN practitioners p ON p.organisation_id = m.organisation_id AND p.user_id = m.id AND p.status = 'active';
GRANT SELECT ON standings, platform_standings TO samen_leren_worker;
GRANT SELECT (organisation_id, account_id, membership_id, revoked_at) ON sessions TO samen_leren_worker;
GRANT SELECT (user_id) ON practitioners TO samen_leren_worker;
CREATE POLICY worker_read ON api_clients FOR SELECT TO samen_leren_worker USING (true);
GRANT SELECT (organisation_id, id, scopes, status, tokens_not_before) ON api_clients TO samen_leren_worker;
