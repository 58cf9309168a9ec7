"""Which statements of a migration are not run here? Those about roles that are not here, and about other databases."""

from __future__ import annotations

import re
from collections.abc import Collection

_EVERYBODY = {"public", "current_user", "session_user", "current_role", "none", "default"}
_NAME = r"(?:\"[^\"]+\"|'[^']+'|[\w$]+)"
_NAMES = rf"(?P<roles>{_NAME}(?:\s*,\s*{_NAME})*)"
_ABOUT_ROLES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"(?:GRANT|REVOKE)\b.*\b(?:TO|FROM)\s+(?:GROUP\s+)?{_NAMES}",
        rf"ALTER\s.*\bOWNER\s+TO\s+{_NAMES}",
        rf"ALTER\s+DEFAULT\s+PRIVILEGES\b.*?\bFOR\s+(?:ROLE|USER)\s+{_NAMES}",
        rf"ALTER\s+DEFAULT\s+PRIVILEGES\b.*\b(?:TO|FROM)\s+(?:GROUP\s+)?{_NAMES}",
        rf"SET\s+(?:SESSION\s+|LOCAL\s+)?ROLE\s+{_NAMES}",
        rf"SET\s+(?:SESSION\s+|LOCAL\s+)?SESSION\s+AUTHORIZATION\s+{_NAMES}",
        rf"(?:REASSIGN|DROP)\s+OWNED\s+BY\s+{_NAMES}",
    )
)
_WHOLE_SERVER = re.compile(
    r"(?:(?:CREATE|ALTER|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SYSTEM|COMMENT\s+ON\s+DATABASE)\b",
    re.IGNORECASE,
)
_ROLES_THEMSELVES = re.compile(
    r"(?:(?:CREATE|ALTER|DROP)\s+(?:ROLE|GROUP|USER(?!\s+MAPPING))|(?:GRANT|REVOKE)\s+(?!.*\bON\b))\b",
    re.IGNORECASE | re.DOTALL,
)
# The tables in which the tools keep book of what was run; a declaration has none of them.
BOOKS = (
    "alembic_version", "schema_migrations", "flyway_schema_history", "goose_db_version", "gorp_migrations",
    "pgmigrations", "databasechangelog", "__efmigrationshistory", "django_migrations", "schema_version",
)  # fmt: skip
_BOOK = re.compile(r"(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:\"?\w+\"?\.)?\"?(?P<name>\w+)\"?", re.IGNORECASE)


def roles_named(statement: str) -> frozenset[str]:
    """The roles to which, or as which, a statement gives something; none where it is about none.

    Example:
        >>> sorted(roles_named('GRANT SELECT ON purchases TO app, "Ana"'))
        ['Ana', 'app']
    """
    found = [match["roles"] for one in _ABOUT_ROLES if (match := one.match(statement)) is not None]
    names = (name.strip() for part in found for name in part.split(","))
    plain = (name[1:-1] if name[0] in "\"'" else name.lower() for name in names)
    return frozenset(name for name in plain if name.lower() not in _EVERYBODY)


def book_of(statement: str) -> str | None:
    """The table of a tool in which the statement keeps book, where it does."""
    match = _BOOK.match(statement)
    return match["name"] if match is not None and match["name"].lower() in BOOKS else None


def beyond_the_database(statement: str, *, owned: bool) -> str | None:
    """Why a statement is not run, where it is about more than the database.

    Args:
        statement: The statement.
        owned: The server is ours: then its roles are as well.
    """
    if _WHOLE_SERVER.match(statement):
        return "it is about the server as a whole"
    if not owned and _ROLES_THEMSELVES.match(statement):
        return "roles of this server are not ours"
    return None


def absent(named: Collection[str], known: Collection[str]) -> str | None:
    """Why a statement is not run, where it names roles that are not here."""
    missing = sorted(set(named) - set(known))
    if not missing:
        return None
    return f"there is no role {', '.join(map(repr, missing))} here"
