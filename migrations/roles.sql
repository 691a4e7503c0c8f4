-- The cluster's roles. Run by `samen-leren provision` as an administrator, as often as one likes.
-- None is superuser, none owns a table but the owner, none but the backup role passes row level security.
DO $$
DECLARE wanted record;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('samen_leren_owner',    'LOGIN INHERIT NOBYPASSRLS'),
        ('samen_leren_tenant',   'LOGIN NOINHERIT NOBYPASSRLS'),
        ('samen_leren_platform', 'LOGIN NOINHERIT NOBYPASSRLS'),
        ('samen_leren_sign_in',  'LOGIN NOINHERIT NOBYPASSRLS'),
        ('samen_leren_worker',   'LOGIN NOINHERIT NOBYPASSRLS'),
        ('samen_leren_backup',   'LOGIN NOINHERIT BYPASSRLS'),
        ('samen_leren_definer',  'NOLOGIN NOINHERIT NOBYPASSRLS')) AS roles (name, attributes)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE %s', wanted.name, wanted.attributes);
        END IF;
    END LOOP;
END $$;
-- The owner hands functions to the definer role and needs to be a member for that.
GRANT samen_leren_definer TO samen_leren_owner;
