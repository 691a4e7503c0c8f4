REVOKE SELECT (organisation_id, id, given_name) ON children FROM samen_leren_worker;
DROP POLICY worker_mails ON children;
REVOKE SELECT (organisation_id, id, child_id) ON evaluations FROM samen_leren_worker;
DROP POLICY worker_mails ON evaluations;
REVOKE SELECT (organisation_id, id, evaluation_id, expires_at, revoked_at, submitted_at, version, language, mail_to,
        mailed_at, mail_attempts, mail_next_attempt_at),
    UPDATE (token_hash, version, mail_to, mailed_at, mail_attempts, mail_next_attempt_at)
    ON teacher_links FROM samen_leren_worker;
DROP POLICY worker_mails ON teacher_links;
DROP INDEX teacher_links_addressed, teacher_links_unmailed;
-- The older schema mails nothing: a link whose mail had not left works for nobody.
UPDATE teacher_links SET token_hash = ''::bytea, revoked_at = coalesce(revoked_at, expires_at), mail_to = NULL
    WHERE token_hash IS NULL;
ALTER TABLE teacher_links
    DROP CONSTRAINT teacher_links_address_while_open,
    DROP CONSTRAINT teacher_links_mail_planned,
    DROP COLUMN mail_next_attempt_at,
    DROP COLUMN mail_attempts,
    DROP COLUMN mailed_at,
    DROP COLUMN mail_to,
    DROP COLUMN language,
    ALTER COLUMN token_hash SET NOT NULL;
