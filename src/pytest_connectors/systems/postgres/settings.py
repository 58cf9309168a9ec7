"""What SQL changes the connector's role, its rights, or a default of the database?"""

from __future__ import annotations

from pytest_connectors.drift.changes import Change, DatabaseSet, PasswordRotated, PlannedOtherwise, RightRevoked
from pytest_connectors.systems.postgres.access import Role
from pytest_connectors.systems.postgres.declared import Declared
from pytest_connectors.systems.postgres.literals import quoted, text_literal


def of_system(change: Change, role: Role, dbname: str, declared: Declared) -> str | None:
    """The SQL of a change that is none to a table; None where it is another one."""
    match change:
        case PasswordRotated():
            return role.with_password(role.rotated)
        case DatabaseSet(name=name, value=value):
            return f"ALTER DATABASE {quoted(dbname)} SET {name} = {text_literal(value)};"
        case PlannedOtherwise(without=ways):
            return "\n".join(f"ALTER ROLE {quoted(role.name)} SET enable_{way} = off;" for way in ways)
        case RightRevoked(table=name, right=right):
            table = declared.table(name)
            return f"REVOKE {right} ON {quoted(table.schema, table.table)} FROM {quoted(role.name)};"
        case _:
            return None
