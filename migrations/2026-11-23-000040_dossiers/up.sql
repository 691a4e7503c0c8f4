-- Families, trajectories and visits: the dossier. The platform role has no grant on any of these tables.
-- Lock order: trajectory, then visit. Composite foreign keys make a reference to another tenant impossible.
CREATE TABLE schools (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    brin text,
    kind text NOT NULL CHECK (kind IN ('regular', 'special')),
    address jsonb,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT schools_brin_unique UNIQUE (organisation_id, brin)
);
CALL guard_tenant('schools', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE teachers (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    school_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    email text,
    function text NOT NULL CHECK (function IN ('teacher', 'internal_supervisor')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, school_id, id),
    CONSTRAINT teachers_school_fk FOREIGN KEY (organisation_id, school_id) REFERENCES schools
);
CALL guard_tenant('teachers', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE families (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    languages text[] NOT NULL,
    interpreter_needed boolean NOT NULL,
    communication text NOT NULL CHECK (communication IN
        ('dutch', 'dutch_with_aids', 'shared_language', 'interpreter', 'network_member')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
CALL guard_tenant('families', 'SELECT, INSERT, UPDATE');

CREATE TABLE parents (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    family_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    email text,
    phone text,
    language text,
    address jsonb,
    address_secret boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, family_id, id),
    CONSTRAINT parents_family_fk FOREIGN KEY (organisation_id, family_id) REFERENCES families
);
CALL guard_tenant('parents', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE children (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    family_id uuid NOT NULL,
    given_name text NOT NULL CHECK (length(given_name) BETWEEN 1 AND 200),
    family_name text NOT NULL CHECK (length(family_name) BETWEEN 1 AND 200),
    birth_date date NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, family_id, id),
    CONSTRAINT children_family_fk FOREIGN KEY (organisation_id, family_id) REFERENCES families
);
CREATE INDEX children_birth_date ON children (organisation_id, birth_date);
CALL guard_tenant('children', 'SELECT, INSERT, UPDATE, DELETE');

-- School, class, teacher and group are dated facts that change (domain.md §1).
CREATE TABLE placements (
    organisation_id uuid NOT NULL,
    child_id uuid NOT NULL,
    from_on date NOT NULL,
    school_id uuid NOT NULL,
    teacher_id uuid,
    group_number smallint NOT NULL CHECK (group_number BETWEEN 1 AND 8),
    class_name text,
    PRIMARY KEY (organisation_id, child_id, from_on),
    CONSTRAINT placements_child_fk FOREIGN KEY (organisation_id, child_id) REFERENCES children ON DELETE CASCADE,
    CONSTRAINT placements_school_fk FOREIGN KEY (organisation_id, school_id) REFERENCES schools,
    CONSTRAINT placements_teacher_fk FOREIGN KEY (organisation_id, school_id, teacher_id)
        REFERENCES teachers (organisation_id, school_id, id)
);
CREATE INDEX placements_school ON placements (organisation_id, school_id);
CALL guard_tenant('placements', 'SELECT, INSERT, DELETE');

CREATE TABLE trajectories (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    family_id uuid NOT NULL,
    phase text NOT NULL CHECK (phase IN ('alignment', 'goal_work', 'closing', 'aftercare')),
    status text NOT NULL CHECK (status IN ('active', 'paused', 'completed', 'discontinued')),
    started_on date NOT NULL,
    ended_on date,
    continued_from_id uuid,
    notes text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, id, family_id),
    CONSTRAINT trajectories_family_fk FOREIGN KEY (organisation_id, family_id) REFERENCES families,
    CONSTRAINT trajectories_continued_fk FOREIGN KEY (organisation_id, continued_from_id) REFERENCES trajectories
);
-- Gate G4: at most one trajectory of a family under guidance.
CREATE UNIQUE INDEX trajectories_one_running ON trajectories (organisation_id, family_id)
    WHERE status IN ('active', 'paused');
CREATE INDEX trajectories_status ON trajectories (organisation_id, status, id);
CREATE INDEX trajectories_family ON trajectories (organisation_id, family_id);
CALL guard_tenant('trajectories', 'SELECT, INSERT, UPDATE');

CREATE TABLE focus_children (
    organisation_id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    child_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, trajectory_id, child_id),
    CONSTRAINT focus_children_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id),
    CONSTRAINT focus_children_child_fk FOREIGN KEY (organisation_id, family_id, child_id)
        REFERENCES children (organisation_id, family_id, id)
);
CALL guard_tenant('focus_children', 'SELECT, INSERT, DELETE');

-- Who performs, from when until when; a deputy's dates lie inside the performer's absence.
CREATE TABLE assignments (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    practitioner_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('performer', 'deputy')),
    from_on date NOT NULL,
    until_on date CHECK (until_on >= from_on),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT assignments_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id) REFERENCES trajectories,
    CONSTRAINT assignments_practitioner_fk FOREIGN KEY (organisation_id, practitioner_id) REFERENCES practitioners,
    CONSTRAINT assignments_never_overlap EXCLUDE USING gist
        (organisation_id WITH =, trajectory_id WITH =, practitioner_id WITH =, daterange(from_on, until_on, '[]') WITH &&)
);
CREATE INDEX assignments_trajectory ON assignments (organisation_id, trajectory_id);
CREATE INDEX assignments_practitioner ON assignments (organisation_id, practitioner_id, trajectory_id);
CALL guard_tenant('assignments', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE visits (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    step text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('home', 'school', 'phone', 'video', 'elsewhere')),
    communication text CHECK (communication IN
        ('dutch', 'dutch_with_aids', 'shared_language', 'interpreter', 'network_member')),
    status text NOT NULL CHECK (status IN ('planned', 'held', 'cancelled', 'no_show')),
    planned_at timestamptz,
    planned_minutes integer CHECK (planned_minutes BETWEEN 1 AND 600),
    held_on date,
    started_at timestamptz,
    minutes integer CHECK (minutes BETWEEN 0 AND 600),
    travel_minutes integer CHECK (travel_minutes BETWEEN 0 AND 600),
    attendance text CHECK (attendance IN ('parents', 'family', 'combined')),
    cancel_reason text,
    cancelled_from text CHECK (cancelled_from IN ('planned', 'held', 'no_show')),
    goal_work jsonb NOT NULL,
    notes text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, id, family_id),
    CONSTRAINT visits_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id),
    CONSTRAINT visits_held_complete CHECK (status <> 'held' OR
        (held_on IS NOT NULL AND minutes IS NOT NULL AND attendance IS NOT NULL)),
    CONSTRAINT visits_planned_complete CHECK (status <> 'planned' OR planned_at IS NOT NULL)
);
CREATE INDEX visits_trajectory ON visits (organisation_id, trajectory_id, id);
CREATE INDEX visits_planned ON visits (organisation_id, planned_at) WHERE status = 'planned';
CALL guard_tenant('visits', 'SELECT, INSERT, UPDATE');

-- The licence a visit was held under stays with the record, whatever happens to the licence later.
CREATE TABLE visit_performers (
    organisation_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    practitioner_id uuid NOT NULL,
    minutes integer CHECK (minutes BETWEEN 0 AND 600),
    licence_id uuid REFERENCES licences,
    licence_period_id uuid REFERENCES licence_periods,
    PRIMARY KEY (organisation_id, visit_id, practitioner_id),
    CONSTRAINT visit_performers_visit_fk FOREIGN KEY (organisation_id, visit_id) REFERENCES visits,
    CONSTRAINT visit_performers_practitioner_fk FOREIGN KEY (organisation_id, practitioner_id) REFERENCES practitioners
);
CREATE INDEX visit_performers_practitioner ON visit_performers (organisation_id, practitioner_id, visit_id);
CALL guard_tenant('visit_performers', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE visit_observers (
    organisation_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    practitioner_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, visit_id, practitioner_id),
    CONSTRAINT visit_observers_visit_fk FOREIGN KEY (organisation_id, visit_id) REFERENCES visits,
    CONSTRAINT visit_observers_practitioner_fk FOREIGN KEY (organisation_id, practitioner_id) REFERENCES practitioners
);
CALL guard_tenant('visit_observers', 'SELECT, INSERT, DELETE');

CREATE TABLE visit_parents (
    organisation_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    family_id uuid NOT NULL,
    parent_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, visit_id, parent_id),
    CONSTRAINT visit_parents_visit_fk FOREIGN KEY (organisation_id, visit_id, family_id)
        REFERENCES visits (organisation_id, id, family_id),
    CONSTRAINT visit_parents_parent_fk FOREIGN KEY (organisation_id, family_id, parent_id)
        REFERENCES parents (organisation_id, family_id, id)
);
CALL guard_tenant('visit_parents', 'SELECT, INSERT, DELETE');
