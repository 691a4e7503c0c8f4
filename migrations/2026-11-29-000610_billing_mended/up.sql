-- What a refusal of a billing run says beside its code, such as the items that have no price.
ALTER TABLE billing_run_items ADD COLUMN details jsonb;

-- Who had a place in an organisation in some days, and a licence A: not who has one today. A place lasts from the day that
-- it was recorded to the day that its person left, as in `practitioners::actions::places_of`.
GRANT SELECT (created_at, updated_at) ON practitioners TO samen_leren_definer;
DROP FUNCTION organisation_usage(uuid, date, date);
CREATE FUNCTION organisation_usage(organisation uuid, first date, last date)
    RETURNS TABLE (practitioners bigint, trajectories bigint, visits bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT
        (SELECT count(*) FROM (
            SELECT p.person_id, (p.created_at AT TIME ZONE 'Europe/Amsterdam')::date AS since,
                CASE p.status WHEN 'left' THEN (p.updated_at AT TIME ZONE 'Europe/Amsterdam')::date END AS until
            FROM practitioners p WHERE p.organisation_id = organisation) place
            WHERE place.since <= last AND (place.until IS NULL OR place.until >= first)
            AND licence_state(place.person_id, 'A', least(last, place.until)) = 'valid'),
        (SELECT count(*) FROM trajectories t WHERE t.organisation_id = organisation
            AND t.started_on <= last AND (t.ended_on IS NULL OR t.ended_on >= first)),
        (SELECT count(*) FROM visits v WHERE v.organisation_id = organisation AND v.status = 'held'
            AND v.held_on BETWEEN first AND last)
$$;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION organisation_usage(uuid, date, date) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION organisation_usage(uuid, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organisation_usage(uuid, date, date) TO samen_leren_platform;
