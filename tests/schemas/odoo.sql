-- Describes part of Odoo's schema: partners, companies, users and their circle.
-- Odd: res_partner, res_company and res_users refer to each other in circles; CHECKs with ORs of NULL and type.
CREATE TABLE res_country (id serial PRIMARY KEY, name jsonb NOT NULL, code varchar(2) UNIQUE, vat_label jsonb);
CREATE TABLE res_currency (
    id serial PRIMARY KEY,
    name varchar(3) NOT NULL CONSTRAINT res_currency_unique_name UNIQUE,
    symbol varchar NOT NULL,
    rounding numeric,
    active boolean,
    CONSTRAINT res_currency_rounding_gt_zero CHECK (rounding > 0::numeric)
);
CREATE TABLE res_partner (
    id serial PRIMARY KEY,
    company_id integer,
    parent_id integer REFERENCES res_partner ON DELETE SET NULL,
    user_id integer,
    country_id integer REFERENCES res_country ON DELETE RESTRICT,
    commercial_partner_id integer REFERENCES res_partner ON DELETE SET NULL,
    name varchar,
    lang varchar,
    zip varchar,
    type varchar,
    email varchar,
    partner_latitude numeric(10,7),
    date date,
    is_company boolean,
    CONSTRAINT res_partner_check_name
        CHECK ((type::text = 'contact'::text AND name IS NOT NULL) OR (type::text <> 'contact'::text))
);
CREATE TABLE res_company (
    id serial PRIMARY KEY,
    name varchar NOT NULL CONSTRAINT res_company_name_uniq UNIQUE,
    partner_id integer NOT NULL REFERENCES res_partner ON DELETE RESTRICT,
    currency_id integer NOT NULL REFERENCES res_currency ON DELETE RESTRICT,
    parent_id integer REFERENCES res_company ON DELETE SET NULL,
    fiscalyear_last_day integer NOT NULL CHECK (fiscalyear_last_day BETWEEN 1 AND 31)
);
CREATE TABLE res_users (
    id serial PRIMARY KEY,
    company_id integer NOT NULL REFERENCES res_company ON DELETE RESTRICT,
    partner_id integer NOT NULL REFERENCES res_partner ON DELETE RESTRICT,
    login varchar NOT NULL CONSTRAINT res_users_login_key UNIQUE,
    active boolean DEFAULT true
);
ALTER TABLE res_partner ADD FOREIGN KEY (company_id) REFERENCES res_company ON DELETE SET NULL;
ALTER TABLE res_partner ADD FOREIGN KEY (user_id) REFERENCES res_users ON DELETE SET NULL;
CREATE TABLE res_partner_category (
    id serial PRIMARY KEY,
    parent_id integer REFERENCES res_partner_category ON DELETE CASCADE,
    name jsonb NOT NULL,
    parent_path varchar,
    color integer
);
CREATE TABLE res_partner_res_partner_category_rel (
    category_id integer NOT NULL REFERENCES res_partner_category ON DELETE CASCADE,
    partner_id integer NOT NULL REFERENCES res_partner ON DELETE CASCADE,
    PRIMARY KEY (category_id, partner_id)
);
