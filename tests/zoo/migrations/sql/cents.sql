BEGIN;
ALTER TABLE purchases ADD COLUMN cents bigint;
UPDATE purchases SET cents = amount * 100;
ALTER TABLE purchases DROP COLUMN amount;
ALTER TABLE purchases RENAME COLUMN cents TO amount;
ALTER TABLE purchases ALTER COLUMN amount SET NOT NULL;
COMMIT;
