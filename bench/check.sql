-- Every foreign key of the schema holds over the data that was loaded with its triggers off: an anti-join for each.
DO $$
DECLARE
    reference record;
    orphans bigint;
BEGIN
    FOR reference IN
        SELECT c.conname, c.conrelid::regclass AS child, c.confrelid::regclass AS parent,
            (SELECT string_agg(format('p.%I = c.%I', theirs.attname, own.attname), ' AND ')
             FROM unnest(c.conkey, c.confkey) AS pair (own, theirs)
             JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = pair.own
             JOIN pg_attribute theirs ON theirs.attrelid = c.confrelid AND theirs.attnum = pair.theirs) AS matches,
            (SELECT string_agg(format('c.%I IS NOT NULL', own.attname), ' AND ')
             FROM unnest(c.conkey) AS key (own)
             JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = key.own) AS given
        FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('SELECT count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)',
            reference.child, reference.given, reference.parent, reference.matches) INTO orphans;
        IF orphans > 0 THEN
            RAISE EXCEPTION '% rows of % break %', orphans, reference.child, reference.conname;
        END IF;
    END LOOP;
END $$;
