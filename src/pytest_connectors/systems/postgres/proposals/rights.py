"""What may the connector do after a migration? What its contract gives, on whatever stands for a table now.

The connector's role stands for the role that the connector has in production. How that comes by its rights nobody can
see here: it may own the tables, or get them by default privileges. So what a migration makes is given to it as if
either were so, and what a migration takes away, or says itself about rights on what it makes, is left as it says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pytest_connectors.contract import Contract
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.systems.postgres.access import grants
from pytest_connectors.systems.postgres.introspection import Connection
from pytest_connectors.systems.postgres.literals import quoted, text_literal


def give_rights(
    connection: Connection, contract: Contract, replaced: Sequence[TableSchema], known: Collection[int], role: str
) -> None:
    """Give the connector its rights on what a migration made.

    Args:
        connection: Ours, to the database.
        contract: What was declared.
        replaced: The declared tables in whose place something else stands now.
        known: The numbers of what was there before.
        role: The connector's.
    """
    numbers = ",".join(map(str, sorted(known)))
    rights = "SELECT, INSERT, UPDATE, DELETE" if contract.writes else "SELECT"
    to = quoted(role).replace("%", "%%")
    made = f"""DO $rights$ DECLARE one record; BEGIN
  FOR one IN SELECT DISTINCT n.nspname, n.nspacl IS NULL AS silent FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.oid <> ALL (ARRAY[{numbers}]::bigint[])
      AND n.nspname !~ '^pg_' LOOP
    IF one.silent THEN EXECUTE format({text_literal(f"GRANT USAGE ON SCHEMA %I TO {to}")}, one.nspname); END IF;
  END LOOP;
  FOR one IN SELECT n.nspname, c.relname, c.relkind = 'S' AS counts FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.oid <> ALL (ARRAY[{numbers}]::bigint[])
      AND c.relacl IS NULL AND n.nspname !~ '^pg_' LOOP
    IF one.counts THEN EXECUTE format({text_literal(f"GRANT USAGE, SELECT ON SEQUENCE %I.%I TO {to}")},
      one.nspname, one.relname);
    ELSE EXECUTE format({text_literal(f"GRANT {rights} ON %I.%I TO {to}")}, one.nspname, one.relname); END IF;
  END LOOP;
END $rights$;"""
    connection.execute(made.encode())
    if given := grants(contract, replaced, role):
        connection.execute(given.encode())
