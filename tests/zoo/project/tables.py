"""What do the zoo's connectors read and write? Two small tables, so that every column can be tried quickly."""

from pytest_connectors import Table

PURCHASES = Table(
    "purchases",
    ddl="""CREATE TABLE purchases (
        id bigint PRIMARY KEY, user_id int NOT NULL, amount numeric(10,2) NOT NULL, note text)""",
)
PURCHASES_THROUGH_A_FUNCTION = Table(
    "purchases",
    ddl=f"""{PURCHASES.ddl};
        CREATE FUNCTION all_purchases() RETURNS TABLE (id bigint, user_id int, amount numeric)
        LANGUAGE sql SECURITY DEFINER AS 'SELECT id, user_id, amount FROM purchases'""",
)
_RECS = "CREATE TABLE recs (user_id int NOT NULL, item text NOT NULL, score float8)"
RECS = Table("recs", ddl=_RECS)
RECS_EMPTIED = Table("recs", ddl=_RECS, grants=("TRUNCATE",))
RECS_CHECKED = Table("recs", ddl=_RECS, grants=("SELECT",))
KEYED = Table(
    "keyed",
    ddl="CREATE TABLE keyed (id bigint PRIMARY KEY, user_id int NOT NULL, item text NOT NULL, score float8)",
    grants=("SELECT",),
)

NAMED = "SELECT id, user_id, amount FROM purchases"
EVERYTHING = "SELECT * FROM purchases"

READ_FEW = ("column-dropped", "column-added", "int-to-text", "password-rotated")
"""Scenarios for connectors that differ from others in one way alone."""
