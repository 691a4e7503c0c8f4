-- The Ministry spreads the school holidays over three regions; a school lies in one of them.
ALTER TABLE schools ADD COLUMN region text CHECK (region IN ('north', 'central', 'south'));
ALTER TABLE school_holidays ADD COLUMN region text CHECK (region IN ('north', 'central', 'south'));
