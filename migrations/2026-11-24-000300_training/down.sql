DELETE FROM settings WHERE key IN ('refresher_minutes', 'longest_gap_months', 'deepening_sessions', 'licence_b_days',
    'licence_b_completions');
CREATE OR REPLACE FUNCTION licence_state(person uuid, wanted text, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM licence_measures WHERE person_id = person AND kind = wanted AND measure = 'revoked'
            AND from_on <= day AND (until_on IS NULL OR until_on >= day)) THEN 'revoked'
        WHEN EXISTS (SELECT FROM licence_measures WHERE person_id = person AND kind = wanted AND measure = 'suspended'
            AND from_on <= day AND (until_on IS NULL OR until_on >= day)) THEN 'suspended'
        WHEN EXISTS (SELECT FROM licence_periods WHERE person_id = person AND kind = wanted AND superseded_at IS NULL
            AND valid_from <= day AND valid_until >= day) THEN 'valid'
        WHEN NOT EXISTS (SELECT FROM licence_periods WHERE person_id = person AND kind = wanted AND superseded_at IS NULL)
            THEN 'none'
        WHEN NOT EXISTS (SELECT FROM licence_periods WHERE person_id = person AND kind = wanted AND superseded_at IS NULL
            AND valid_until < day) THEN 'not_yet_valid'
        ELSE 'expired' END
$$;
DROP TABLE trajectory_completions, licence_places, licence_dispensations, licence_issuances, training_attendances,
    training_sessions;
DROP FUNCTION is_own_training(uuid), is_visible_training(uuid), completed_trajectories(uuid, date);
ALTER TABLE licence_periods DROP COLUMN asked_minutes;
ALTER TABLE licence_measures DROP COLUMN until_reason;
