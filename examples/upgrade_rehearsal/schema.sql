-- What the connectors read. The platform team owns it, and the server that it lies on.

CREATE TABLE purchases (
    id           bigint PRIMARY KEY,
    user_id      bigint NOT NULL,
    sku          text NOT NULL,
    amount       numeric(10, 2) NOT NULL CHECK (amount >= 0),
    purchased_at timestamptz NOT NULL
);
