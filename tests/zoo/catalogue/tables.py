"""What do the connectors read and write on which the catalogue is tried? Columns of many types, and nothing large."""

from pytest_connectors import Table

PURCHASES = Table(
    "purchases",
    ddl="""
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE purchases (
        id bigint PRIMARY KEY, user_id int NOT NULL, amount numeric(10,2) NOT NULL, note text, feeling mood NOT NULL,
        weight float8 NOT NULL, bought_at timestamp NOT NULL, seen_at timestamptz NOT NULL, paid boolean NOT NULL,
        deleted_at timestamptz, tags text[] NOT NULL DEFAULT '{a,b}', extra jsonb NOT NULL)""",
)
CREATING = Table("purchases", ddl=PURCHASES.ddl, grants=("CREATE",))
EVENTS = Table("events", ddl="CREATE TABLE events (name text PRIMARY KEY, at timestamp NOT NULL)")
USERS = Table("users", ddl="CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL)")
STOCK = Table(
    "stock",
    ddl="""CREATE TABLE stock (id bigserial PRIMARY KEY, item text NOT NULL, note text, number int NOT NULL,
        state text DEFAULT 'new' NOT NULL)""",
    grants=("SELECT",),
)
EMPTIED = Table("stock", ddl=STOCK.ddl, grants=("SELECT", "TRUNCATE"))
