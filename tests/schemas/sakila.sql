-- Describes the store part of Sakila: addresses, staff and stores.
-- Odd: staff and stores refer to each other; here the circle stands on a nullable key, as in deployments that load both.
CREATE TABLE country (country_id smallserial PRIMARY KEY, country text NOT NULL, last_update timestamp NOT NULL DEFAULT now());
CREATE TABLE city (city_id serial PRIMARY KEY, city text NOT NULL, country_id smallint NOT NULL REFERENCES country);
CREATE TABLE address (
    address_id serial PRIMARY KEY,
    address text NOT NULL,
    district text NOT NULL,
    city_id integer NOT NULL REFERENCES city,
    postal_code text,
    phone text NOT NULL,
    location point
);
CREATE TABLE store (
    store_id serial PRIMARY KEY,
    manager_staff_id integer UNIQUE,
    address_id integer NOT NULL REFERENCES address
);
CREATE TABLE staff (
    staff_id serial PRIMARY KEY,
    first_name text NOT NULL,
    address_id integer NOT NULL REFERENCES address,
    store_id integer NOT NULL REFERENCES store,
    active boolean DEFAULT true NOT NULL,
    picture bytea
);
ALTER TABLE store ADD FOREIGN KEY (manager_staff_id) REFERENCES staff;
