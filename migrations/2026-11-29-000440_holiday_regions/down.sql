ALTER TABLE school_holidays DROP COLUMN region;
ALTER TABLE schools DROP COLUMN region;
