-- What people hand in to the licence holder, and how it is judged (domain.md §7). It stays in the organisation in which it
-- was handed in; only that something was approved goes with the person (licence B).
CREATE TABLE hand_ins (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('work_assignment', 'portfolio', 'intervision_report')),
    person_id uuid NOT NULL REFERENCES persons,
    session_id uuid,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    text text,
    submitted_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('submitted', 'approved', 'returned')),
    judged_on date,
    remarks text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT hand_ins_session_fk FOREIGN KEY (session_id) REFERENCES training_sessions,
    CONSTRAINT hand_ins_session CHECK ((kind = 'intervision_report') = (session_id IS NOT NULL)),
    CONSTRAINT hand_ins_judged CHECK ((status = 'submitted') = (judged_on IS NULL))
);
CREATE INDEX hand_ins_person ON hand_ins (organisation_id, person_id, kind);
-- One report of a person about an intervision.
CREATE UNIQUE INDEX hand_ins_one_report ON hand_ins (organisation_id, person_id, session_id) WHERE session_id IS NOT NULL;
CALL guard_tenant('hand_ins', 'SELECT, INSERT, UPDATE');
-- Judging is the licence holder's, and what was approved stays as it is.
CREATE POLICY tenant_submits ON hand_ins AS RESTRICTIVE FOR INSERT TO samen_leren_tenant
    WITH CHECK (status = 'submitted' AND remarks IS NULL);
CREATE POLICY tenant_resubmits ON hand_ins AS RESTRICTIVE FOR UPDATE TO samen_leren_tenant
    USING (status <> 'approved') WITH CHECK (status = 'submitted');

CREATE TABLE hand_in_documents (
    organisation_id uuid NOT NULL,
    hand_in_id uuid NOT NULL,
    media_type text NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    bytes integer NOT NULL CHECK (bytes BETWEEN 1 AND 10485760),
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, hand_in_id),
    CONSTRAINT hand_in_documents_fk FOREIGN KEY (organisation_id, hand_in_id) REFERENCES hand_ins
);
CALL guard_tenant('hand_in_documents', 'SELECT, INSERT, UPDATE');
CREATE POLICY tenant_replaces ON hand_in_documents AS RESTRICTIVE FOR UPDATE TO samen_leren_tenant
    USING (EXISTS (SELECT FROM hand_ins h WHERE h.organisation_id = hand_in_documents.organisation_id
        AND h.id = hand_in_id AND h.status <> 'approved'));

-- The assessment interview for licence B.
CREATE TABLE assessments (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    held_on date NOT NULL,
    result text NOT NULL CHECK (result IN ('passed', 'failed')),
    remarks text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT assessments_person_fk FOREIGN KEY (person_id) REFERENCES persons
);
CREATE INDEX assessments_person ON assessments (person_id);
CALL guard_global('assessments');

CREATE POLICY platform_all ON hand_ins TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_all ON hand_in_documents TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_all ON assessments TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON hand_ins TO samen_leren_platform;
GRANT SELECT ON hand_in_documents TO samen_leren_platform;
GRANT SELECT, INSERT, UPDATE ON assessments TO samen_leren_platform;
CREATE POLICY tenant_places ON assessments FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners));
GRANT SELECT ON assessments TO samen_leren_tenant;
