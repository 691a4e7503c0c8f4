-- A teacher's link can be mailed: the token is then made when the mail leaves. The address is kept only while the link
-- is open (domain.md §10); whoever closes a link forgets it in the same statement.
ALTER TABLE teacher_links
    ALTER COLUMN token_hash DROP NOT NULL,
    ADD COLUMN language text NOT NULL DEFAULT 'nl' CHECK (language IN ('nl', 'en')),
    ADD COLUMN mail_to text CHECK (length(mail_to) BETWEEN 3 AND 254),
    ADD COLUMN mailed_at timestamptz,
    ADD COLUMN mail_attempts integer NOT NULL DEFAULT 0,
    -- Set from the beginning for a link that is mailed, and never for another.
    ADD COLUMN mail_next_attempt_at timestamptz,
    ADD CONSTRAINT teacher_links_mail_planned CHECK (mail_to IS NULL OR mail_next_attempt_at IS NOT NULL),
    ADD CONSTRAINT teacher_links_address_while_open
        CHECK (mail_to IS NULL OR (revoked_at IS NULL AND submitted_at IS NULL));
-- Across organisations, for the job.
CREATE INDEX teacher_links_unmailed ON teacher_links (mail_next_attempt_at) WHERE mail_to IS NOT NULL AND mailed_at IS NULL;
-- With an address still there, for tidying up.
CREATE INDEX teacher_links_addressed ON teacher_links (expires_at) WHERE mail_to IS NOT NULL;

-- The job sees the links that are mailed, and of the child nothing but the first name.
CREATE POLICY worker_mails ON teacher_links TO samen_leren_worker
    USING (mail_next_attempt_at IS NOT NULL) WITH CHECK (mail_next_attempt_at IS NOT NULL);
GRANT SELECT (organisation_id, id, evaluation_id, expires_at, revoked_at, submitted_at, version, language, mail_to,
        mailed_at, mail_attempts, mail_next_attempt_at),
    UPDATE (token_hash, version, mail_to, mailed_at, mail_attempts, mail_next_attempt_at)
    ON teacher_links TO samen_leren_worker;
CREATE POLICY worker_mails ON evaluations FOR SELECT TO samen_leren_worker
    USING (EXISTS (SELECT FROM teacher_links link WHERE link.organisation_id = evaluations.organisation_id
        AND link.evaluation_id = evaluations.id AND link.mail_to IS NOT NULL AND link.mailed_at IS NULL));
GRANT SELECT (organisation_id, id, child_id) ON evaluations TO samen_leren_worker;
CREATE POLICY worker_mails ON children FOR SELECT TO samen_leren_worker
    USING (EXISTS (SELECT FROM evaluations evaluation WHERE evaluation.organisation_id = children.organisation_id
        AND evaluation.child_id = children.id));
GRANT SELECT (organisation_id, id, given_name) ON children TO samen_leren_worker;
