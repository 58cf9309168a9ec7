CREATE TABLE purchases_new (
    region text, id bigint PRIMARY KEY, user_id int NOT NULL, amount numeric(10,2) NOT NULL, note text
);
INSERT INTO purchases_new (id, user_id, amount, note) SELECT id, user_id, amount, note FROM purchases;
DROP TABLE purchases;
ALTER TABLE purchases_new RENAME TO purchases;
GRANT SELECT, INSERT ON purchases TO app;
