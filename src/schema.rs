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
    api_calls (organisation_id, api_client_id, month) {
        organisation_id -> Uuid,
        api_client_id -> Uuid,
        month -> Date,
        calls -> Int8,
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
        licence_id -> Nullable<Uuid>,
        licence_period_id -> Nullable<Uuid>,
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
    billing_run_items (organisation_id, run_id) {
        organisation_id -> Uuid,
        run_id -> Uuid,
        outcome -> Text,
        reason -> Nullable<Text>,
        invoice_id -> Nullable<Uuid>,
        credit_note_ids -> Array<Uuid>,
        invoices -> Int4,
        credit_notes -> Int4,
        months -> Int4,
        order_lines -> Int4,
        net_cents -> Int8,
        total_cents -> Int8,
        credited_cents -> Int8,
        details -> Nullable<Jsonb>,
    }
}

diesel::table! {
    billing_runs (id) {
        id -> Uuid,
        month -> Date,
        dry_run -> Bool,
        issue -> Bool,
        status -> Text,
        organisations -> Int4,
        leased_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
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
    family_transfers (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        to_organisation_id -> Uuid,
        to_kvk_number -> Text,
        to_name -> Text,
        parent_ids -> Array<Uuid>,
        consent_ids -> Array<Uuid>,
        note -> Nullable<Text>,
        package -> Nullable<Jsonb>,
        received_id -> Uuid,
        status -> Text,
        offered_on -> Date,
        expires_on -> Date,
        settled_on -> Nullable<Date>,
        decline_reason -> Nullable<Text>,
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
    invoice_documents (organisation_id, invoice_id, format) {
        organisation_id -> Uuid,
        invoice_id -> Uuid,
        format -> Text,
        sha256 -> Bytea,
        content -> Bytea,
        rendered_at -> Timestamptz,
    }
}

diesel::table! {
    invoice_lines (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        invoice_id -> Uuid,
        position -> Int4,
        code -> Text,
        description -> Text,
        quantity -> Int4,
        unit_cents -> Int8,
        net_cents -> Int8,
        vat_rate -> Int4,
        vat_exemption -> Nullable<Text>,
        price_id -> Nullable<Uuid>,
        period_from -> Date,
        period_until -> Date,
        subscription_month_id -> Nullable<Uuid>,
        order_line_id -> Nullable<Uuid>,
        round -> Nullable<Int4>,
        credited_line_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    invoice_mails (organisation_id, invoice_id, reason, number) {
        organisation_id -> Uuid,
        invoice_id -> Uuid,
        reason -> Text,
        recipient -> Text,
        planned_on -> Date,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        number -> Int4,
        named -> Bool,
    }
}

diesel::table! {
    invoice_numbers (kind, year, sequence) {
        kind -> Text,
        year -> Int4,
        sequence -> Int4,
        organisation_id -> Uuid,
        invoice_id -> Uuid,
    }
}

diesel::table! {
    invoice_series (kind, year) {
        kind -> Text,
        year -> Int4,
        last -> Int4,
    }
}

diesel::table! {
    invoices (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        status -> Text,
        credited_invoice_id -> Nullable<Uuid>,
        reason -> Nullable<Text>,
        bill_again -> Bool,
        month -> Nullable<Date>,
        number -> Nullable<Text>,
        issued_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        seller -> Nullable<Jsonb>,
        buyer -> Nullable<Jsonb>,
        net_cents -> Int8,
        vat_cents -> Int8,
        total_cents -> Int8,
        vat -> Jsonb,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
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
        withdrawn_at -> Nullable<Timestamptz>,
        withdrawn_reason -> Nullable<Text>,
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
        corrects -> Nullable<Uuid>,
        withdrawn_at -> Nullable<Timestamptz>,
        withdrawn_reason -> Nullable<Text>,
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
        supersedes -> Nullable<Uuid>,
        superseded_at -> Nullable<Timestamptz>,
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
    licence_places (id) {
        licence_id -> Uuid,
        person_id -> Uuid,
        organisation_id -> Uuid,
        confirmed_on -> Date,
        created_at -> Timestamptz,
        id -> Uuid,
        withdrawn_at -> Nullable<Timestamptz>,
        withdrawn_reason -> Nullable<Text>,
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
    open_invoices (organisation_id, invoice_id) {
        organisation_id -> Uuid,
        invoice_id -> Uuid,
        due_on -> Date,
    }
}

diesel::table! {
    order_lines (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        order_id -> Uuid,
        position -> Int4,
        code -> Text,
        quantity -> Int4,
        training_session_id -> Nullable<Uuid>,
        price_id -> Nullable<Uuid>,
        unit_cents -> Nullable<Int8>,
        vat_rate -> Nullable<Int4>,
        vat_exemption -> Nullable<Text>,
        invoice_line_id -> Nullable<Uuid>,
        round -> Int4,
    }
}

diesel::table! {
    ordered_attendances (attendance_id) {
        attendance_id -> Uuid,
        organisation_id -> Uuid,
        order_line_id -> Uuid,
    }
}

diesel::table! {
    orders (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        status -> Text,
        reference -> Nullable<Text>,
        note -> Nullable<Text>,
        requested_on -> Date,
        decided_on -> Nullable<Date>,
        decline_reason -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
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
    payments (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        invoice_id -> Uuid,
        received_on -> Date,
        kind -> Text,
        amount_cents -> Int8,
        reference -> Nullable<Text>,
        reverses_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
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
        left_on -> Nullable<Date>,
    }
}

diesel::table! {
    prices (id) {
        id -> Uuid,
        code -> Text,
        amount_cents -> Int8,
        vat_rate -> Int4,
        vat_exemption -> Nullable<Text>,
        valid_from -> Date,
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
    received_transfers (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        from_name -> Text,
        from_kvk_number -> Text,
        package -> Jsonb,
        offered_on -> Date,
        expires_on -> Date,
        settled_on -> Date,
        family_id -> Uuid,
        trajectory_id -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
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
        region -> Nullable<Text>,
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
        region -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    seller (id) {
        id -> Int4,
        details -> Nullable<Jsonb>,
        version -> Int4,
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
    subscription_months (organisation_id, id) {
        organisation_id -> Uuid,
        id -> Uuid,
        month -> Date,
        active_from -> Nullable<Date>,
        active_until -> Nullable<Date>,
        active_days -> Int4,
        price_id -> Nullable<Uuid>,
        price_cents -> Nullable<Int8>,
        practitioners -> Int4,
        trajectories -> Int4,
        visits -> Int4,
        measured_at -> Timestamptz,
        invoice_line_id -> Nullable<Uuid>,
        round -> Int4,
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
        token_hash -> Nullable<Bytea>,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        opened_at -> Nullable<Timestamptz>,
        submitted_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        language -> Text,
        mail_to -> Nullable<Text>,
        mailed_at -> Nullable<Timestamptz>,
        mail_attempts -> Int4,
        mail_next_attempt_at -> Nullable<Timestamptz>,
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
    training_attendance_changes (id) {
        id -> Uuid,
        session_id -> Uuid,
        attendance_id -> Uuid,
        person_id -> Uuid,
        act -> Text,
        kind -> Text,
        held_on -> Date,
        trainer_id -> Nullable<Uuid>,
        status -> Text,
        minutes -> Nullable<Int4>,
        account_id -> Uuid,
        changed_at -> Timestamptz,
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
    training_invitations (attendance_id) {
        attendance_id -> Uuid,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
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
        continued_from_transfer_id -> Nullable<Uuid>,
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
diesel::joinable!(assignments -> licence_periods (licence_period_id));
diesel::joinable!(assignments -> licences (licence_id));
diesel::joinable!(evaluations -> licence_periods (licence_period_id));
diesel::joinable!(evaluations -> licences (licence_id));
diesel::joinable!(evaluations -> questionnaire_versions (questionnaire_version_id));
diesel::joinable!(families -> organisations (organisation_id));
diesel::joinable!(family_transfers -> organisations (to_organisation_id));
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
diesel::joinable!(training_attendance_changes -> persons (person_id));
diesel::joinable!(training_attendance_changes -> training_sessions (session_id));
diesel::joinable!(training_attendances -> training_sessions (session_id));
diesel::joinable!(training_invitations -> training_attendances (attendance_id));
diesel::joinable!(visit_performers -> licence_periods (licence_period_id));
diesel::joinable!(visit_performers -> licences (licence_id));

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    api_calls,
    api_clients,
    assessments,
    assignments,
    audit_events,
    billing_run_items,
    billing_runs,
    catalogue_editions,
    children,
    complaints,
    consents,
    departures,
    evaluation_amendments,
    evaluations,
    families,
    family_transfers,
    focus_children,
    hand_in_documents,
    hand_ins,
    idempotency_records,
    invitations,
    invoice_documents,
    invoice_lines,
    invoice_mails,
    invoice_numbers,
    invoice_series,
    invoices,
    licence_dispensations,
    licence_issuances,
    licence_measures,
    licence_periods,
    licence_places,
    licence_proofs,
    licence_reminders,
    licences,
    memberships,
    open_invoices,
    order_lines,
    ordered_attendances,
    orders,
    organisations,
    parents,
    password_resets,
    payments,
    persons,
    placements,
    plan_versions,
    platform_memberships,
    practitioners,
    prices,
    project_evaluations,
    questionnaire_versions,
    received_transfers,
    recovery_codes,
    referrals,
    revoked_tokens,
    school_holidays,
    schools,
    seller,
    sessions,
    settings,
    signals,
    signing_keys,
    subscription_months,
    subscriptions,
    teacher_links,
    teachers,
    throttles,
    time_entries,
    training_attendance_changes,
    training_attendances,
    training_invitations,
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
