// @generated automatically by Diesel CLI.

diesel::table! {
    accounts (id) {
        id -> Uuid,
        email -> Text,
        name -> Text,
        language -> Text,
        status -> Text,
        password_hash -> Nullable<Text>,
        totp_secret -> Nullable<Bytea>,
        totp_last_step -> Int8,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    api_clients (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        name -> Text,
        scopes -> Array<Text>,
        status -> Text,
        secret_hash -> Nullable<Bytea>,
        previous_secret_hash -> Nullable<Bytea>,
        previous_secret_until -> Nullable<Timestamptz>,
        public_keys -> Nullable<Jsonb>,
        tokens_not_before -> Timestamptz,
        last_used_on -> Nullable<Date>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    assessments (id) {
        id -> Uuid,
        person_id -> Uuid,
        held_on -> Date,
        result -> Text,
        remarks -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    assignments (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        practitioner_id -> Uuid,
        kind -> Text,
        from_on -> Date,
        until_on -> Nullable<Date>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    audit_events (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        session_id -> Nullable<Uuid>,
        action -> Text,
        outcome -> Text,
        object_type -> Text,
        object_id -> Nullable<Uuid>,
        family_ids -> Array<Uuid>,
        changed -> Array<Text>,
        problem -> Nullable<Text>,
        request_id -> Text,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    catalogue_editions (kind, edition) {
        kind -> Text,
        edition -> Int4,
        published_on -> Date,
        content -> Jsonb,
    }
}

diesel::table! {
    children (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        family_id -> Uuid,
        given_name -> Text,
        family_name -> Text,
        birth_date -> Date,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    complaints (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        family_id -> Nullable<Uuid>,
        about_practitioner_id -> Nullable<Uuid>,
        received_on -> Date,
        description -> Text,
        handled_by_user_id -> Uuid,
        due_on -> Date,
        status -> Text,
        outcome -> Nullable<Text>,
        settled_on -> Nullable<Date>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    consents (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        family_id -> Uuid,
        parent_id -> Uuid,
        purpose -> Text,
        wording -> Text,
        given_on -> Date,
        withdrawn_on -> Nullable<Date>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    departures (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        kind -> Text,
        code -> Text,
        noted_on -> Date,
        reason -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    evaluation_amendments (organisation_id, evaluation_id, number) {
        organisation_id -> Uuid,
        evaluation_id -> Uuid,
        number -> Int4,
        before -> Jsonb,
        reason -> Text,
        amended_at -> Timestamptz,
    }
}

diesel::table! {
    evaluations (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        child_id -> Nullable<Uuid>,
        kind -> Text,
        questionnaire_version_id -> Uuid,
        status -> Text,
        outcome -> Text,
        held_on -> Nullable<Date>,
        practitioner_id -> Nullable<Uuid>,
        licence_id -> Nullable<Uuid>,
        licence_period_id -> Nullable<Uuid>,
        answers -> Jsonb,
        goal_scores -> Jsonb,
        decision -> Nullable<Text>,
        extra_visits -> Nullable<Int4>,
        remarks -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    families (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        name -> Text,
        languages -> Array<Text>,
        interpreter_needed -> Bool,
        communication -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    focus_children (organisation_id, trajectory_id, child_id) {
        organisation_id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        child_id -> Uuid,
    }
}

diesel::table! {
    hand_in_documents (organisation_id, hand_in_id) {
        organisation_id -> Uuid,
        hand_in_id -> Uuid,
        media_type -> Text,
        bytes -> Int4,
        sha256 -> Bytea,
        content -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    hand_ins (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        person_id -> Uuid,
        session_id -> Nullable<Uuid>,
        title -> Text,
        text -> Nullable<Text>,
        submitted_on -> Date,
        status -> Text,
        judged_on -> Nullable<Date>,
        remarks -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_records (organisation_id, caller, key) {
        organisation_id -> Uuid,
        caller -> Uuid,
        key -> Text,
        fingerprint -> Bytea,
        status -> Int2,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Nullable<Text>,
        secret -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (id) {
        id -> Uuid,
        organisation_id -> Nullable<Uuid>,
        membership_id -> Uuid,
        account_id -> Uuid,
        token_hash -> Nullable<Bytea>,
        pending_totp_secret -> Nullable<Bytea>,
        created_at -> Timestamptz,
        next_attempt_at -> Timestamptz,
        attempts -> Int4,
        sent_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    licence_dispensations (id) {
        id -> Uuid,
        licence_id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        from_on -> Date,
        reason -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    licence_issuances (id) {
        id -> Uuid,
        licence_id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        issued_on -> Date,
        valid_until -> Nullable<Date>,
        ground -> Text,
        evidence -> Nullable<Text>,
        deepening_asked -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    licence_measures (id) {
        id -> Uuid,
        licence_id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        measure -> Text,
        from_on -> Date,
        until_on -> Nullable<Date>,
        reason -> Text,
        created_at -> Timestamptz,
        until_reason -> Nullable<Text>,
    }
}

diesel::table! {
    licence_periods (id) {
        id -> Uuid,
        licence_id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        valid_from -> Date,
        valid_until -> Date,
        ground -> Text,
        created_at -> Timestamptz,
        superseded_at -> Nullable<Timestamptz>,
        asked_minutes -> Nullable<Int4>,
    }
}

diesel::table! {
    licence_places (licence_id, organisation_id) {
        licence_id -> Uuid,
        person_id -> Uuid,
        organisation_id -> Uuid,
        confirmed_on -> Date,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    licence_proofs (id) {
        id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        token_hash -> Bytea,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    licence_reminders (person_id, valid_until, term, recipient) {
        person_id -> Uuid,
        valid_until -> Date,
        term -> Text,
        recipient -> Text,
        name -> Text,
        language -> Text,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    licences (id) {
        id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        issued_on -> Date,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    memberships (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        roles -> Array<Text>,
        status -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        invited_name -> Nullable<Text>,
    }
}

diesel::table! {
    organisations (id) {
        id -> Uuid,
        name -> Text,
        kvk_number -> Text,
        vat_id -> Nullable<Text>,
        address -> Jsonb,
        billing -> Jsonb,
        contact -> Jsonb,
        status -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    parents (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        family_id -> Uuid,
        name -> Text,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        language -> Nullable<Text>,
        address -> Nullable<Jsonb>,
        address_secret -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    password_resets (id) {
        id -> Uuid,
        account_id -> Uuid,
        token_hash -> Nullable<Bytea>,
        created_at -> Timestamptz,
        next_attempt_at -> Timestamptz,
        attempts -> Int4,
        sent_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    persons (id) {
        id -> Uuid,
        name -> Text,
        email -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    placements (organisation_id, child_id, from_on) {
        organisation_id -> Uuid,
        child_id -> Uuid,
        from_on -> Date,
        school_id -> Uuid,
        teacher_id -> Nullable<Uuid>,
        group_number -> Int2,
        class_name -> Nullable<Text>,
    }
}

diesel::table! {
    plan_versions (organisation_id, trajectory_id, version) {
        organisation_id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        version -> Int4,
        agreed_on -> Nullable<Date>,
        practitioner_id -> Nullable<Uuid>,
        licence_id -> Nullable<Uuid>,
        licence_period_id -> Nullable<Uuid>,
        goals -> Jsonb,
        remarks -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    platform_memberships (id) {
        id -> Uuid,
        account_id -> Uuid,
        status -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    practitioners (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        user_id -> Nullable<Uuid>,
        name -> Text,
        status -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    project_evaluations (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        practitioner_id -> Nullable<Uuid>,
        held_with -> Text,
        held_on -> Date,
        title -> Text,
        findings -> Text,
        follow_up -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    questionnaire_versions (id) {
        id -> Uuid,
        code -> Text,
        version -> Int4,
        published_on -> Date,
        content -> Jsonb,
    }
}

diesel::table! {
    recovery_codes (account_id, code_hash) {
        account_id -> Uuid,
        code_hash -> Bytea,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    referrals (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        source -> Text,
        school_id -> Nullable<Uuid>,
        received_on -> Date,
        parents_agreed_on -> Date,
        child -> Jsonb,
        child_birth_date -> Nullable<Date>,
        parents -> Jsonb,
        referrer -> Nullable<Jsonb>,
        screening -> Jsonb,
        status -> Text,
        waiting_since -> Nullable<Date>,
        restart_on -> Nullable<Date>,
        decided_on -> Nullable<Date>,
        decline_reason -> Nullable<Text>,
        referred_to -> Nullable<Text>,
        feedback_given_on -> Nullable<Date>,
        family_id -> Nullable<Uuid>,
        trajectory_id -> Nullable<Uuid>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    revoked_tokens (organisation_id, jti) {
        organisation_id -> Uuid,
        jti -> Uuid,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    school_holidays (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        name -> Text,
        from_on -> Date,
        until_on -> Date,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    schools (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        name -> Text,
        brin -> Nullable<Text>,
        kind -> Text,
        address -> Nullable<Jsonb>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        account_id -> Uuid,
        organisation_id -> Nullable<Uuid>,
        membership_id -> Uuid,
        refresh_hash -> Bytea,
        device -> Nullable<Text>,
        created_at -> Timestamptz,
        last_used_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        revoked_because -> Nullable<Text>,
        replaced_hash -> Nullable<Bytea>,
        replaced_key_hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Int4,
        version -> Int4,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    signals (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        noticed_on -> Date,
        about -> Text,
        action -> Nullable<Text>,
        referred_to -> Nullable<Text>,
        status -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    signing_keys (kid) {
        kid -> Text,
        public_key -> Bytea,
        sealed_private_key -> Bytea,
        created_at -> Timestamptz,
        signs_from -> Timestamptz,
        verifies_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    subscriptions (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    teacher_links (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        evaluation_id -> Uuid,
        token_hash -> Bytea,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        opened_at -> Nullable<Timestamptz>,
        submitted_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    teachers (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        school_id -> Uuid,
        name -> Text,
        email -> Nullable<Text>,
        function -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    throttles (bucket) {
        bucket -> Bytea,
        failures -> Int4,
        last_failure_at -> Timestamptz,
        blocked_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    time_entries (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        practitioner_id -> Uuid,
        licence_id -> Nullable<Uuid>,
        licence_period_id -> Nullable<Uuid>,
        category -> Text,
        minutes -> Int4,
        spent_on -> Date,
        note -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    training_attendances (id) {
        id -> Uuid,
        session_id -> Uuid,
        person_id -> Uuid,
        status -> Text,
        minutes -> Nullable<Int4>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    training_sessions (id) {
        id -> Uuid,
        organisation_id -> Nullable<Uuid>,
        held_by -> Text,
        kind -> Text,
        held_on -> Date,
        minutes -> Int4,
        trainer_id -> Nullable<Uuid>,
        capacity -> Nullable<Int4>,
        location -> Nullable<Text>,
        status -> Text,
        cancel_reason -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    trajectories (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        family_id -> Uuid,
        phase -> Text,
        status -> Text,
        started_on -> Date,
        ended_on -> Nullable<Date>,
        continued_from_id -> Nullable<Uuid>,
        notes -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        folder_handed_out_on -> Nullable<Date>,
        certificates_given_on -> Nullable<Date>,
    }
}

diesel::table! {
    trajectory_completions (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        person_id -> Uuid,
        completed_on -> Date,
        created_at -> Timestamptz,
        transition_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    transitions (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        number -> Int4,
        moved_to -> Text,
        moved_on -> Date,
        from_phase -> Text,
        from_status -> Text,
        to_phase -> Text,
        to_status -> Text,
        reason -> Nullable<Text>,
        contra_indication -> Nullable<Text>,
        restart_on -> Nullable<Date>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    used_assertions (organisation_id, client_id, jti) {
        organisation_id -> Uuid,
        client_id -> Uuid,
        jti -> Text,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    visit_observers (organisation_id, visit_id, practitioner_id) {
        organisation_id -> Uuid,
        visit_id -> Uuid,
        practitioner_id -> Uuid,
    }
}

diesel::table! {
    visit_parents (organisation_id, visit_id, parent_id) {
        organisation_id -> Uuid,
        visit_id -> Uuid,
        family_id -> Uuid,
        parent_id -> Uuid,
    }
}

diesel::table! {
    visit_performers (organisation_id, visit_id, practitioner_id) {
        organisation_id -> Uuid,
        visit_id -> Uuid,
        practitioner_id -> Uuid,
        minutes -> Nullable<Int4>,
        licence_id -> Nullable<Uuid>,
        licence_period_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    visits (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        step -> Text,
        mode -> Text,
        communication -> Nullable<Text>,
        status -> Text,
        planned_at -> Nullable<Timestamptz>,
        planned_minutes -> Nullable<Int4>,
        held_on -> Nullable<Date>,
        started_at -> Nullable<Timestamptz>,
        minutes -> Nullable<Int4>,
        travel_minutes -> Nullable<Int4>,
        attendance -> Nullable<Text>,
        cancel_reason -> Nullable<Text>,
        cancelled_from -> Nullable<Text>,
        goal_work -> Jsonb,
        notes -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        within_school_hours -> Nullable<Bool>,
        cancelled_by -> Nullable<Uuid>,
    }
}

diesel::joinable!(api_clients -> organisations (organisation_id));
diesel::joinable!(evaluations -> licence_periods (licence_period_id));
diesel::joinable!(evaluations -> licences (licence_id));
diesel::joinable!(evaluations -> questionnaire_versions (questionnaire_version_id));
diesel::joinable!(families -> organisations (organisation_id));
diesel::joinable!(invitations -> accounts (account_id));
diesel::joinable!(licence_reminders -> persons (person_id));
diesel::joinable!(licences -> persons (person_id));
diesel::joinable!(memberships -> accounts (account_id));
diesel::joinable!(memberships -> organisations (organisation_id));
diesel::joinable!(password_resets -> accounts (account_id));
diesel::joinable!(plan_versions -> licence_periods (licence_period_id));
diesel::joinable!(plan_versions -> licences (licence_id));
diesel::joinable!(platform_memberships -> accounts (account_id));
diesel::joinable!(practitioners -> organisations (organisation_id));
diesel::joinable!(practitioners -> persons (person_id));
diesel::joinable!(recovery_codes -> accounts (account_id));
diesel::joinable!(referrals -> organisations (organisation_id));
diesel::joinable!(revoked_tokens -> organisations (organisation_id));
diesel::joinable!(school_holidays -> organisations (organisation_id));
diesel::joinable!(schools -> organisations (organisation_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(subscriptions -> organisations (organisation_id));
diesel::joinable!(time_entries -> licence_periods (licence_period_id));
diesel::joinable!(time_entries -> licences (licence_id));
diesel::joinable!(training_attendances -> training_sessions (session_id));
diesel::joinable!(visit_performers -> licence_periods (licence_period_id));
diesel::joinable!(visit_performers -> licences (licence_id));

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    api_clients,
    assessments,
    assignments,
    audit_events,
    catalogue_editions,
    children,
    complaints,
    consents,
    departures,
    evaluation_amendments,
    evaluations,
    families,
    focus_children,
    hand_in_documents,
    hand_ins,
    idempotency_records,
    invitations,
    licence_dispensations,
    licence_issuances,
    licence_measures,
    licence_periods,
    licence_places,
    licence_proofs,
    licence_reminders,
    licences,
    memberships,
    organisations,
    parents,
    password_resets,
    persons,
    placements,
    plan_versions,
    platform_memberships,
    practitioners,
    project_evaluations,
    questionnaire_versions,
    recovery_codes,
    referrals,
    revoked_tokens,
    school_holidays,
    schools,
    sessions,
    settings,
    signals,
    signing_keys,
    subscriptions,
    teacher_links,
    teachers,
    throttles,
    time_entries,
    training_attendances,
    training_sessions,
    trajectories,
    trajectory_completions,
    transitions,
    used_assertions,
    visit_observers,
    visit_parents,
    visit_performers,
    visits,
);
