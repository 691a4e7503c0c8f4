-- How a table is guarded. Every later migration calls one of these two beside the table it creates, so
-- that there is one wording of the tenant policy. Roles belong to the cluster: `samen-leren provision`.
CREATE EXTENSION IF NOT EXISTS btree_gist;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO samen_leren_tenant, samen_leren_platform, samen_leren_sign_in,
    samen_leren_worker, samen_leren_backup, samen_leren_definer;

-- So that the service can say at its start whether the database is as old or new as itself.
GRANT SELECT ON __diesel_schema_migrations TO samen_leren_worker, samen_leren_backup;

-- A global table: RLS is forced and only the owner may pass; each role gets policies of its own.
CREATE PROCEDURE guard_global(target regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY owner_all ON %s TO samen_leren_owner USING (true) WITH CHECK (true)', target);
    EXECUTE format('GRANT SELECT ON %s TO samen_leren_backup', target);
END $$;

-- A tenant table: as above, and the tenant role sees and writes its own organisation only. The subselect
-- is evaluated once per statement. A missing setting raises an error: it never means "everything".
CREATE PROCEDURE guard_tenant(target regclass, commands text) LANGUAGE plpgsql AS $$
BEGIN
    CALL guard_global(target);
    EXECUTE format('CREATE POLICY tenant_own ON %s TO samen_leren_tenant
        USING (organisation_id = (SELECT current_setting(''app.organisation_id'')::uuid))
        WITH CHECK (organisation_id = (SELECT current_setting(''app.organisation_id'')::uuid))', target);
    EXECUTE format('GRANT %s ON %s TO samen_leren_tenant', commands, target);
END $$;
