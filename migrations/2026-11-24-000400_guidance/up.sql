-- What a trajectory goes through: transitions, the plan with its history, evaluations on versioned questionnaires, and
-- what was done otherwise than the programme says. Everything below a trajectory is written under its row's lock.
ALTER TABLE trajectories ADD COLUMN folder_handed_out_on date;
ALTER TABLE trajectories ADD COLUMN certificates_given_on date;
-- Whether a visit fell within school hours, as the practitioner knows it.
ALTER TABLE visits ADD COLUMN within_school_hours boolean;
-- The transition that cancelled a planned visit; it comes back when that is undone.
ALTER TABLE visits ADD COLUMN cancelled_by uuid;

CREATE TABLE transitions (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    number integer NOT NULL,
    moved_to text NOT NULL CHECK (moved_to IN ('goal_work', 'closing', 'completed', 'paused', 'active', 'discontinued')),
    moved_on date NOT NULL,
    from_phase text NOT NULL CHECK (from_phase IN ('alignment', 'goal_work', 'closing', 'aftercare')),
    from_status text NOT NULL CHECK (from_status IN ('active', 'paused', 'completed', 'discontinued')),
    to_phase text NOT NULL CHECK (to_phase IN ('alignment', 'goal_work', 'closing', 'aftercare')),
    to_status text NOT NULL CHECK (to_status IN ('active', 'paused', 'completed', 'discontinued')),
    reason text,
    contra_indication text,
    restart_on date,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT transitions_number_unique UNIQUE (organisation_id, trajectory_id, number),
    CONSTRAINT transitions_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id)
);
CALL guard_tenant('transitions', 'SELECT, INSERT');

-- A step that was left out, or a guideline that was departed from, with the reason: made to measure is allowed.
CREATE TABLE departures (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('step', 'guideline')),
    code text NOT NULL,
    noted_on date NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT departures_code_unique UNIQUE (organisation_id, trajectory_id, kind, code),
    CONSTRAINT departures_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id)
);
CALL guard_tenant('departures', 'SELECT, INSERT, UPDATE, DELETE');

-- Every version of the plan stays; the newest is the plan, the newest that was agreed is in force.
CREATE TABLE plan_versions (
    organisation_id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    agreed_on date,
    practitioner_id uuid,
    licence_id uuid REFERENCES licences,
    licence_period_id uuid REFERENCES licence_periods,
    goals jsonb NOT NULL,
    remarks text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, trajectory_id, version),
    CONSTRAINT plan_versions_agreed_complete CHECK (agreed_on IS NULL OR practitioner_id IS NOT NULL),
    CONSTRAINT plan_versions_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id),
    CONSTRAINT plan_versions_practitioner_fk FOREIGN KEY (organisation_id, practitioner_id) REFERENCES practitioners
);
CALL guard_tenant('plan_versions', 'SELECT, INSERT');

-- The programme's own questionnaires. A published version never changes; the next one retires it.
CREATE TABLE questionnaire_versions (
    id uuid PRIMARY KEY,
    code text NOT NULL CHECK (code IN
        ('intake_parent', 'intake_teacher', 'evaluation', 'aftercare', 'teacher_evaluation')),
    version integer NOT NULL CHECK (version > 0),
    published_on date NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT questionnaire_versions_unique UNIQUE (code, version)
);
CALL guard_global('questionnaire_versions');
CREATE POLICY all_read ON questionnaire_versions FOR SELECT TO samen_leren_tenant, samen_leren_platform USING (true);
CREATE POLICY platform_add ON questionnaire_versions FOR INSERT TO samen_leren_platform WITH CHECK (true);
GRANT SELECT ON questionnaire_versions TO samen_leren_tenant, samen_leren_platform;
GRANT INSERT ON questionnaire_versions TO samen_leren_platform;

CREATE TABLE evaluations (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    child_id uuid,
    kind text NOT NULL CHECK (kind IN
        ('intake_parent', 'intake_teacher', 'mid', 'final', 'aftercare', 'follow_up', 'teacher')),
    questionnaire_version_id uuid NOT NULL REFERENCES questionnaire_versions,
    status text NOT NULL CHECK (status IN ('draft', 'final', 'amended')),
    outcome text NOT NULL CHECK (outcome IN ('answered', 'declined', 'no_response')),
    held_on date,
    practitioner_id uuid,
    licence_id uuid REFERENCES licences,
    licence_period_id uuid REFERENCES licence_periods,
    answers jsonb NOT NULL,
    goal_scores jsonb NOT NULL,
    decision text CHECK (decision IN ('extend', 'close', 'take_as_final')),
    extra_visits integer CHECK (extra_visits BETWEEN 1 AND 30),
    remarks text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, id, trajectory_id),
    CONSTRAINT evaluations_final_complete CHECK (status = 'draft' OR held_on IS NOT NULL),
    CONSTRAINT evaluations_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id),
    CONSTRAINT evaluations_child_fk FOREIGN KEY (organisation_id, trajectory_id, child_id) REFERENCES focus_children,
    CONSTRAINT evaluations_practitioner_fk FOREIGN KEY (organisation_id, practitioner_id) REFERENCES practitioners
);
CREATE INDEX evaluations_trajectory ON evaluations (organisation_id, trajectory_id, id);
CREATE UNIQUE INDEX evaluations_one_final ON evaluations (organisation_id, trajectory_id) WHERE kind = 'final';
CREATE UNIQUE INDEX evaluations_one_teacher ON evaluations (organisation_id, trajectory_id, child_id)
    WHERE kind = 'teacher';
CALL guard_tenant('evaluations', 'SELECT, INSERT, UPDATE, DELETE');

-- What an evaluation said before each amendment.
CREATE TABLE evaluation_amendments (
    organisation_id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    before jsonb NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    amended_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, evaluation_id, number),
    CONSTRAINT evaluation_amendments_evaluation_fk FOREIGN KEY (organisation_id, evaluation_id) REFERENCES evaluations
);
CALL guard_tenant('evaluation_amendments', 'SELECT, INSERT');

-- A teacher answers through a personal link; the token itself is never stored.
CREATE TABLE teacher_links (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    evaluation_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    opened_at timestamptz,
    submitted_at timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT teacher_links_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id),
    CONSTRAINT teacher_links_evaluation_fk FOREIGN KEY (organisation_id, evaluation_id, trajectory_id)
        REFERENCES evaluations (organisation_id, id, trajectory_id)
);
CREATE INDEX teacher_links_trajectory ON teacher_links (organisation_id, trajectory_id);
CREATE INDEX teacher_links_evaluation ON teacher_links (organisation_id, evaluation_id);
CALL guard_tenant('teacher_links', 'SELECT, INSERT, UPDATE');

CREATE TABLE time_entries (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    practitioner_id uuid NOT NULL,
    licence_id uuid REFERENCES licences,
    licence_period_id uuid REFERENCES licence_periods,
    category text NOT NULL CHECK (category IN ('preparation', 'guidance', 'travel', 'registration')),
    minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    spent_on date NOT NULL,
    note text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT time_entries_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id),
    CONSTRAINT time_entries_practitioner_fk FOREIGN KEY (organisation_id, practitioner_id) REFERENCES practitioners
);
CREATE INDEX time_entries_trajectory ON time_entries (organisation_id, trajectory_id, id);
CALL guard_tenant('time_entries', 'SELECT, INSERT, UPDATE, DELETE');

-- Other needs of a family that come up on the way (domain.md §2).
CREATE TABLE signals (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    noticed_on date NOT NULL,
    about text NOT NULL CHECK (length(about) BETWEEN 1 AND 4000),
    action text,
    referred_to text,
    status text NOT NULL CHECK (status IN ('open', 'closed')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT signals_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id)
);
CREATE INDEX signals_trajectory ON signals (organisation_id, trajectory_id, id);
CALL guard_tenant('signals', 'SELECT, INSERT, UPDATE');

-- What a parent agreed to, in which wording, and when that was taken back (domain.md §10).
CREATE TABLE consents (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    family_id uuid NOT NULL,
    parent_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('participation', 'school_contact', 'referrer_feedback', 'research', 'transfer')),
    wording text NOT NULL CHECK (length(wording) BETWEEN 1 AND 100),
    given_on date NOT NULL,
    withdrawn_on date CHECK (withdrawn_on >= given_on),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT consents_parent_fk FOREIGN KEY (organisation_id, family_id, parent_id)
        REFERENCES parents (organisation_id, family_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX consents_one_in_force ON consents (organisation_id, parent_id, purpose) WHERE withdrawn_on IS NULL;
CREATE INDEX consents_family ON consents (organisation_id, family_id, id);
CALL guard_tenant('consents', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE complaints (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    family_id uuid,
    about_practitioner_id uuid,
    received_on date NOT NULL,
    description text NOT NULL CHECK (length(description) BETWEEN 1 AND 4000),
    handled_by_user_id uuid NOT NULL,
    due_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('received', 'settled')),
    outcome text,
    settled_on date,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT complaints_settled_complete CHECK (status = 'received' OR (outcome IS NOT NULL AND settled_on IS NOT NULL)),
    CONSTRAINT complaints_family_fk FOREIGN KEY (organisation_id, family_id) REFERENCES families,
    CONSTRAINT complaints_practitioner_fk FOREIGN KEY (organisation_id, about_practitioner_id) REFERENCES practitioners,
    CONSTRAINT complaints_handler_fk FOREIGN KEY (organisation_id, handled_by_user_id) REFERENCES memberships
);
CALL guard_tenant('complaints', 'SELECT, INSERT, UPDATE');

-- The way of working, evaluated with schools and professionals (domain.md §2): about no family.
CREATE TABLE project_evaluations (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    practitioner_id uuid,
    held_with text NOT NULL CHECK (held_with IN ('schools', 'professionals')),
    held_on date NOT NULL,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    findings text NOT NULL CHECK (length(findings) BETWEEN 1 AND 8000),
    follow_up text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT project_evaluations_practitioner_fk FOREIGN KEY (organisation_id, practitioner_id) REFERENCES practitioners
);
CALL guard_tenant('project_evaluations', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE school_holidays (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    from_on date NOT NULL,
    until_on date NOT NULL CHECK (until_on >= from_on),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
CALL guard_tenant('school_holidays', 'SELECT, INSERT, UPDATE, DELETE');

-- Before there is a family: as little as possible, codes instead of free text (domain.md §10).
CREATE TABLE referrals (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    source text NOT NULL CHECK (source IN
        ('teacher', 'internal_supervisor', 'partner', 'parents_evening', 'information_morning', 'parents')),
    school_id uuid,
    received_on date NOT NULL,
    parents_agreed_on date NOT NULL,
    child jsonb NOT NULL,
    child_birth_date date,
    parents jsonb NOT NULL,
    referrer jsonb,
    screening jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('received', 'waiting', 'accepted', 'declined')),
    waiting_since date,
    restart_on date,
    decided_on date,
    decline_reason text CHECK (decline_reason IN
        ('not_indicated', 'contra_indication', 'parents_withdrew', 'outside_target_group', 'other')),
    referred_to text,
    feedback_given_on date,
    family_id uuid,
    trajectory_id uuid,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT referrals_school_fk FOREIGN KEY (organisation_id, school_id) REFERENCES schools,
    CONSTRAINT referrals_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id)
);
CREATE INDEX referrals_status ON referrals (organisation_id, status, id);
CREATE INDEX referrals_birth_date ON referrals (organisation_id, child_birth_date);
CALL guard_tenant('referrals', 'SELECT, INSERT, UPDATE, DELETE');
CREATE POLICY worker_forgets ON referrals TO samen_leren_worker USING (status = 'declined');
GRANT SELECT (organisation_id, id, status, decided_on), DELETE ON referrals TO samen_leren_worker;

-- The transition that a completion came from, so that reopening finds it. It says nothing to who can't read transitions.
ALTER TABLE trajectory_completions ADD COLUMN transition_id uuid;
ALTER TABLE trajectory_completions ADD CONSTRAINT trajectory_completions_transition_fk
    FOREIGN KEY (organisation_id, transition_id) REFERENCES transitions;
CREATE INDEX trajectory_completions_transition ON trajectory_completions (organisation_id, transition_id);

INSERT INTO settings (key, value, version, updated_at) VALUES
    ('declined_referral_months', 3, 1, '2026-01-01T00:00:00Z'),
    ('handover_registration_days', 14, 1, '2026-01-01T00:00:00Z'),
    ('teacher_link_days', 30, 1, '2026-01-01T00:00:00Z'),
    ('hours_budget', 50, 1, '2026-01-01T00:00:00Z');
