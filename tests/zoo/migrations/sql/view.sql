ALTER TABLE purchases RENAME TO orders;
CREATE VIEW purchases AS SELECT id, user_id, amount, note FROM orders;
CREATE TABLE order_log (n serial, id bigint);
CREATE FUNCTION log_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_log (id) VALUES (NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER logged AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION log_order();
