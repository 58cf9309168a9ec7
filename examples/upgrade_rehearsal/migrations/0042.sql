-- Amounts are whole cents from now on: no more rounding.

ALTER TABLE purchases ALTER COLUMN amount TYPE bigint USING (amount * 100)::bigint;
