UPDATE purchases SET note = '' WHERE note IS NULL;
ALTER TABLE purchases ALTER COLUMN note SET NOT NULL;
