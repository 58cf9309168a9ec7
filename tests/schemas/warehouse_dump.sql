--
-- Describes a small company's database in the layout of pg_dump: three schemas, tables first, constraints after.
-- Odd: what pg_dump writes around the tables; names that need quotes; a foreign key across schemas; inheritance-free
-- partitions attached afterwards; data in COPY.
--
\restrict Xy7pQ2
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: billing; Type: SCHEMA; Schema: -; Owner: billing_owner
--

CREATE SCHEMA billing;
ALTER SCHEMA billing OWNER TO billing_owner;
CREATE SCHEMA "Stock";
ALTER SCHEMA "Stock" OWNER TO stock_owner;
COMMENT ON SCHEMA public IS 'standard public schema';

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';

CREATE TYPE billing.status AS ENUM (
    'draft',
    'sent',
    'paid; in full'
);
ALTER TYPE billing.status OWNER TO billing_owner;

CREATE FUNCTION billing.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
BEGIN
  -- GRANT ALL ON nothing TO nobody; this is no statement
  NEW.changed_at := pg_catalog.now();
  RETURN NEW;
END;
$_$;
ALTER FUNCTION billing.touch() OWNER TO billing_owner;

SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE TABLE billing.customers (
    id integer NOT NULL,
    email public.citext NOT NULL,
    country character(2) DEFAULT 'NA'::bpchar NOT NULL,
    changed_at timestamp with time zone,
    CONSTRAINT customers_email_check CHECK ((email OPERATOR(public.~~) '%@%'::public.citext))
);
ALTER TABLE billing.customers OWNER TO billing_owner;
CREATE SEQUENCE billing.customers_id_seq AS integer START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE billing.customers_id_seq OWNER TO billing_owner;
ALTER SEQUENCE billing.customers_id_seq OWNED BY billing.customers.id;

CREATE TABLE billing.invoices (
    id bigint NOT NULL,
    customer_id integer NOT NULL,
    status billing.status DEFAULT 'draft'::billing.status NOT NULL,
    issued date,
    due date,
    total numeric(12,2) NOT NULL,
    CONSTRAINT invoices_check CHECK (((due IS NULL) OR (issued <= due)))
);
ALTER TABLE billing.invoices ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME billing.invoices_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1
);

CREATE TABLE "Stock"."Item" (
    "SKU" text NOT NULL,
    "Weight" double precision,
    invoice_id bigint
);
ALTER TABLE "Stock"."Item" OWNER TO stock_owner;

CREATE TABLE "Stock".moves (
    id bigint NOT NULL,
    sku text NOT NULL,
    moved_on date NOT NULL
)
PARTITION BY RANGE (moved_on);
CREATE TABLE "Stock".moves_2025 (
    id bigint NOT NULL,
    sku text NOT NULL,
    moved_on date NOT NULL
);
ALTER TABLE ONLY "Stock".moves ATTACH PARTITION "Stock".moves_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE ONLY billing.customers ALTER COLUMN id SET DEFAULT nextval('billing.customers_id_seq'::regclass);

COPY billing.customers (id, email, country, changed_at) FROM stdin;
1	ana@example.org	NA	\N
2	it's;here@example.org	DE	2026-01-01 00:00:00+00
\.

COPY "Stock"."Item" ("SKU", "Weight", invoice_id) FROM stdin;
\.

SELECT pg_catalog.setval('billing.customers_id_seq', 2, true);

ALTER TABLE ONLY billing.customers ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY billing.invoices ADD CONSTRAINT invoices_pkey PRIMARY KEY (id);
ALTER TABLE ONLY "Stock"."Item" ADD CONSTRAINT "Item_pkey" PRIMARY KEY ("SKU");
ALTER TABLE ONLY "Stock".moves ADD CONSTRAINT moves_pkey PRIMARY KEY (id, moved_on);
ALTER TABLE ONLY "Stock".moves_2025 ADD CONSTRAINT moves_2025_pkey PRIMARY KEY (id, moved_on);
CREATE UNIQUE INDEX customers_email_key ON billing.customers USING btree (email);
ALTER INDEX "Stock".moves_pkey ATTACH PARTITION "Stock".moves_2025_pkey;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON billing.customers FOR EACH ROW EXECUTE FUNCTION billing.touch();
ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES billing.customers(id) ON DELETE CASCADE;
ALTER TABLE ONLY "Stock"."Item"
    ADD CONSTRAINT item_invoice_fkey FOREIGN KEY (invoice_id) REFERENCES billing.invoices(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "Stock".moves ADD CONSTRAINT moves_sku_fkey FOREIGN KEY (sku) REFERENCES "Stock"."Item"("SKU");

CREATE PUBLICATION changes WITH (publish = 'insert, update, delete, truncate');
ALTER PUBLICATION changes OWNER TO billing_owner;
ALTER PUBLICATION changes ADD TABLE ONLY billing.invoices;
GRANT USAGE ON SCHEMA billing TO reporting;
GRANT SELECT ON TABLE billing.invoices TO reporting;
REVOKE ALL ON TABLE billing.customers FROM billing_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE billing_owner IN SCHEMA billing GRANT SELECT ON TABLES TO reporting;

\unrestrict Xy7pQ2
