ALTER TABLE purchases RENAME COLUMN amount TO total;
