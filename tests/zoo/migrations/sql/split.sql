ALTER TABLE purchases RENAME TO purchase_heads;
CREATE TABLE purchase_notes (id bigint PRIMARY KEY, note text);
INSERT INTO purchase_notes SELECT id, note FROM purchase_heads WHERE note IS NOT NULL;
ALTER TABLE purchase_heads DROP COLUMN note;
CREATE VIEW purchases AS
    SELECT h.id, h.user_id, h.amount, n.note FROM purchase_heads h LEFT JOIN purchase_notes n USING (id);
