DELETE FROM settings WHERE key IN
    ('declined_referral_months', 'handover_registration_days', 'teacher_link_days', 'hours_budget');
ALTER TABLE trajectory_completions DROP COLUMN transition_id;
DROP TABLE referrals, school_holidays, project_evaluations, complaints, consents, signals, time_entries, teacher_links,
    evaluation_amendments, evaluations, questionnaire_versions, plan_versions, departures, transitions;
ALTER TABLE visits DROP COLUMN cancelled_by, DROP COLUMN within_school_hours;
ALTER TABLE trajectories DROP COLUMN certificates_given_on, DROP COLUMN folder_handed_out_on;
