"""What SQL changes the connector's role, its rights, or a default of the database?"""

from __future__ import annotations

from pytest_connectors.drift.changes import (
    Change,
    CreateRevoked,
    DatabaseSet,
    PasswordRotated,
    PasswordStoredAsMd5,
    PlannedOtherwise,
    RightRevoked,
)
from pytest_connectors.errors import CannotHappen
from pytest_connectors.systems.postgres.access import Role
from pytest_connectors.systems.postgres.declared import Declared
from pytest_connectors.systems.postgres.literals import quoted, text_literal


def of_system(change: Change, role: Role, dbname: str, declared: Declared, *, ours: bool) -> str | None:
    """The SQL of a change that is none to a table; None where it is another one.

    Args:
        change: What happens.
        role: The connector's.
        dbname: The database that holds the declared tables.
        declared: These tables.
        ours: Whether the whole server is ours.

    Raises:
        CannotHappen: It depends on what only the server's owner can say.
    """
    match change:
        case PasswordRotated():
            return role.with_password(role.rotated)
        case PasswordStoredAsMd5() if ours:
            return role.stored_as_md5()
        case PasswordStoredAsMd5():
            msg = "how this server takes passwords is its owner's to say"
            raise CannotHappen(msg)
        case CreateRevoked():
            return role.without_create()
        case DatabaseSet(name=name, value=value):
            return f"ALTER DATABASE {quoted(dbname)} SET {name} = {text_literal(value)};"
        case PlannedOtherwise(without=ways):
            return "\n".join(f"ALTER ROLE {quoted(role.name)} SET enable_{way} = off;" for way in ways)
        case RightRevoked(table=name, right=right):
            table = declared.table(name)
            return f"REVOKE {right} ON {quoted(table.schema, table.table)} FROM {quoted(role.name)};"
        case _:
            return None
