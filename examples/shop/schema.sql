-- The shop's database, as far as the recommender touches it. The platform team owns it, and changes it when it must.

CREATE TABLE users (
    id      bigint PRIMARY KEY,
    email   text NOT NULL UNIQUE,
    country varchar(2) NOT NULL
);

CREATE TABLE purchases (
    id           bigint PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES users (id),
    sku          text NOT NULL,
    quantity     integer NOT NULL,
    amount       numeric(10, 2) NOT NULL CHECK (amount >= 0),
    purchased_on date NOT NULL
);

CREATE TABLE recommendations (
    user_id bigint NOT NULL,
    sku     text NOT NULL,
    score   double precision NOT NULL,
    PRIMARY KEY (user_id, sku)
);

CREATE TABLE orders (
    id         bigint PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users (id),
    ordered_at timestamptz NOT NULL
);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders (id),
    sku      text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    price    numeric(10, 2) NOT NULL CHECK (price >= 0),
    PRIMARY KEY (order_id, sku)
);

CREATE TABLE visits (
    id         bigint PRIMARY KEY,
    user_id    bigint NOT NULL,
    page       text NOT NULL,
    seconds    integer NOT NULL CHECK (seconds >= 0),
    visited_at timestamptz NOT NULL
);

CREATE TABLE stock (
    sku        text NOT NULL,
    warehouse  text NOT NULL,
    quantity   integer NOT NULL,
    counted_on date NOT NULL,
    PRIMARY KEY (sku, warehouse)
);
