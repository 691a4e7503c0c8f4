-- Deterministic ids in the shape of UUIDv7, in the order of their numbers: 019c, the number as eight decimal digits
-- (read as a time: early in 2026), then version, kind and variant. wrk, pgbench and the peer make the same ids from a
-- number, without asking the database. The kinds:
--   1 organisation  2 account  3 membership  4 session  5 person  6 practitioner  7 licence  8 licence period
--   9 subscription  10 family  11 parent  12 child  13 school  14 trajectory  15 assignment  16 visit
--   17 visit made by a ceiling (statements.py)  18 audit event
CREATE SCHEMA bench;
CREATE FUNCTION bench.id(kind int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT ('019c' || (10000000 + number) || '7' || lpad(kind::text, 3, '0') || '8000000000000000')::uuid
$$;
CREATE FUNCTION bench.midnight() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT '2026-01-01T00:00:00Z'::timestamptz
$$;
