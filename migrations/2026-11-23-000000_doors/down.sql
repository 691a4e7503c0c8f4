DROP PROCEDURE guard_tenant(regclass, text);
DROP PROCEDURE guard_global(regclass);
REVOKE ALL ON SCHEMA public FROM samen_leren_tenant, samen_leren_platform, samen_leren_sign_in,
    samen_leren_worker, samen_leren_backup, samen_leren_definer;
GRANT USAGE ON SCHEMA public TO PUBLIC;
DROP EXTENSION btree_gist;
REVOKE SELECT ON __diesel_schema_migrations FROM samen_leren_worker, samen_leren_backup;
