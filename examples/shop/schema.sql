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
