-- Describes the tables of dbt's jaffle shop: raw seeds, and the marts that are made of them.
-- Odd: no constraints at all on the raw tables; a schema for each layer.
CREATE SCHEMA raw;
CREATE SCHEMA marts;
CREATE TABLE raw.customers (id text, name text);
CREATE TABLE raw.orders (id text, customer text, ordered_at timestamp, store_id text, subtotal int, tax_paid int, order_total int);
CREATE TABLE raw.payments (id int, order_id int, payment_method text, amount int);
CREATE TABLE marts.customers (
    customer_id integer PRIMARY KEY,
    first_name text,
    first_order date,
    most_recent_order date,
    number_of_orders bigint,
    customer_lifetime_value numeric,
    customer_type text CHECK (customer_type IN ('new', 'returning')),
    CHECK (first_order <= most_recent_order)
);
CREATE TABLE marts.orders (
    order_id integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES marts.customers,
    order_date date NOT NULL,
    status text NOT NULL CHECK (status IN ('placed', 'shipped', 'completed', 'return_pending', 'returned')),
    amount numeric NOT NULL
);
