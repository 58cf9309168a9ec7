-- migrate:up
ALTER TABLE purchases DROP COLUMN note;
-- migrate:down
ALTER TABLE purchases ADD COLUMN note text;
