DROP FUNCTION organisation_usage(uuid, date, date);
CREATE FUNCTION organisation_usage(organisation uuid, first date, last date)
    RETURNS TABLE (practitioners bigint, trajectories bigint, visits bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT
        (SELECT count(*) FROM practitioners p WHERE p.organisation_id = organisation AND p.status = 'active'
            AND licence_state(p.person_id, 'A', last) = 'valid'),
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
REVOKE SELECT (created_at, updated_at) ON practitioners FROM samen_leren_definer;
ALTER TABLE billing_run_items DROP COLUMN details;
