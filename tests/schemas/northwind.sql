-- Describes part of Northwind in its PostgreSQL form.
-- Odd: smallint keys, customers keyed by letters, real for money, bytea pictures, keys of two texts and numbers.
CREATE TABLE categories (
    category_id smallint NOT NULL PRIMARY KEY,
    category_name character varying(15) NOT NULL,
    description text,
    picture bytea
);
CREATE TABLE customers (
    customer_id character varying(5) NOT NULL PRIMARY KEY,
    company_name character varying(40) NOT NULL,
    country character varying(15),
    postal_code character varying(10)
);
CREATE TABLE customer_demographics (customer_type_id character varying(5) NOT NULL PRIMARY KEY, customer_desc text);
CREATE TABLE customer_customer_demo (
    customer_id character varying(5) NOT NULL REFERENCES customers,
    customer_type_id character varying(5) NOT NULL REFERENCES customer_demographics,
    PRIMARY KEY (customer_id, customer_type_id)
);
CREATE TABLE employees (
    employee_id smallint NOT NULL PRIMARY KEY,
    last_name character varying(20) NOT NULL,
    birth_date date,
    hire_date date,
    photo bytea,
    reports_to smallint REFERENCES employees,
    photo_path character varying(255)
);
CREATE TABLE suppliers (supplier_id smallint NOT NULL PRIMARY KEY, company_name character varying(40) NOT NULL);
CREATE TABLE products (
    product_id smallint NOT NULL PRIMARY KEY,
    product_name character varying(40) NOT NULL,
    supplier_id smallint REFERENCES suppliers,
    category_id smallint REFERENCES categories,
    unit_price real,
    units_in_stock smallint,
    discontinued integer NOT NULL
);
CREATE TABLE region (region_id smallint NOT NULL PRIMARY KEY, region_description character varying(60) NOT NULL);
CREATE TABLE territories (
    territory_id character varying(20) NOT NULL PRIMARY KEY,
    territory_description character varying(60) NOT NULL,
    region_id smallint NOT NULL REFERENCES region
);
CREATE TABLE employee_territories (
    employee_id smallint NOT NULL REFERENCES employees,
    territory_id character varying(20) NOT NULL REFERENCES territories,
    PRIMARY KEY (employee_id, territory_id)
);
CREATE TABLE orders (
    order_id smallint NOT NULL PRIMARY KEY,
    customer_id character varying(5) REFERENCES customers,
    employee_id smallint REFERENCES employees,
    order_date date,
    shipped_date date,
    freight real
);
CREATE TABLE order_details (
    order_id smallint NOT NULL REFERENCES orders,
    product_id smallint NOT NULL REFERENCES products,
    unit_price real NOT NULL,
    quantity smallint NOT NULL CHECK (quantity > 0),
    discount real NOT NULL CHECK (discount >= 0 AND discount <= 1),
    PRIMARY KEY (order_id, product_id)
);
