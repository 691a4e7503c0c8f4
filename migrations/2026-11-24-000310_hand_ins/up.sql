-- What people hand in to the licence holder, and how it is judged (domain.md §7). It belongs to the person.
CREATE TABLE hand_ins (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('work_assignment', 'portfolio', 'intervision_report')),
    person_id uuid NOT NULL REFERENCES persons,
    session_id uuid REFERENCES training_sessions,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    text text,
    submitted_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('submitted', 'approved', 'returned')),
    judged_on date,
    remarks text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT hand_ins_session CHECK ((kind = 'intervision_report') = (session_id IS NOT NULL)),
    CONSTRAINT hand_ins_judged CHECK ((status = 'submitted') = (judged_on IS NULL))
);
CREATE INDEX hand_ins_person ON hand_ins (person_id, kind);
CALL guard_global('hand_ins');

CREATE TABLE hand_in_documents (
    hand_in_id uuid PRIMARY KEY REFERENCES hand_ins,
    person_id uuid NOT NULL,
    media_type text NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    bytes integer NOT NULL CHECK (bytes BETWEEN 1 AND 10485760),
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CALL guard_global('hand_in_documents');

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
CREATE POLICY tenant_places ON hand_ins TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners)) WITH CHECK (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON hand_in_documents TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners)) WITH CHECK (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON assessments FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners));
GRANT SELECT, INSERT, UPDATE ON hand_ins TO samen_leren_tenant;
GRANT SELECT, INSERT, UPDATE ON hand_in_documents TO samen_leren_tenant;
GRANT SELECT ON assessments TO samen_leren_tenant;
