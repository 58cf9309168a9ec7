"""What is a table in a database that has the change already? Read from its catalogue, and nothing else of it."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from pytest_connectors.contract.proposal import Proposal
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.errors import BadProposal, near
from pytest_connectors.systems.postgres.introspection import Connection, described, table_names

_SECONDS = 10
# What a pooler in between does not take at the start, the transaction says again.
_OPTIONS = f"-c default_transaction_read_only=on -c statement_timeout={_SECONDS}s -c search_path=public"
_SETTINGS = (
    "SET TRANSACTION READ ONLY",
    f"SET LOCAL statement_timeout = '{_SECONDS}s'",
    "SET LOCAL lock_timeout = '2s'",
    "SET LOCAL search_path = public",
)
_MOST = 12
_OLDEST = 120000
_FIX = "It takes postgresql://user:password@host/database, of a role that may connect; no right on a table is needed."


def live_table(proposal: Proposal) -> TableSchema:
    """The table of the declared name, as the database describes it.

    Raises:
        BadProposal: The database does not answer, or has no such table.
    """
    where = f"--connector-change {proposal.declared}={proposal.said}"
    try:
        connection = _connected(proposal.source)
    except psycopg.Error as error:
        msg = f"{where}: the database cannot be read.\n\n  {_words(error, proposal.source)}\n\n{_FIX}"
        raise BadProposal(msg) from None
    try:
        return _read(connection, proposal, where)
    except psycopg.Error as error:
        msg = f"{where}: its catalogue cannot be read.\n\n  {_words(error, proposal.source)}\n\n{_FIX}"
        raise BadProposal(msg) from None
    finally:
        connection.close()


def _connected(url: str) -> Connection:
    try:
        return psycopg.connect(url, connect_timeout=_SECONDS, options=_OPTIONS)
    except psycopg.OperationalError as error:
        if "unsupported startup parameter" not in str(error):
            raise
        return psycopg.connect(url, connect_timeout=_SECONDS)


def _read(connection: Connection, proposal: Proposal, where: str) -> TableSchema:
    if connection.info.server_version < _OLDEST:
        msg = f"{where}: its server is older than PostgreSQL 12, of which the catalogue is not known here."
        raise BadProposal(msg)
    # One transaction, which is given up at the end: it has nothing to keep.
    with connection.transaction(force_rollback=True):
        for setting in _SETTINGS:
            connection.execute(setting.encode())
        found = described(connection, proposal.declared)
        if found is not None:
            return found
        names = table_names(connection)
    there = (
        f"It has {', '.join(names[:_MOST])}{', ...' if len(names) > _MOST else ''}." if names else "It has no table."
    )
    msg = f"{where}: there is no table {proposal.declared!r}.{near(proposal.declared, names)} {there}"
    raise BadProposal(msg)


def _words(error: psycopg.Error, url: str) -> str:
    """The words of the error, in which no password stands."""
    said = str(error).strip()
    for secret in _secrets(url):
        said = said.replace(secret, "***")
    return said


def _secrets(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
        known = [parts.password or "", *(value for name, value in parse_qsl(parts.query) if name == "password")]
    except ValueError:
        # What is no URL is shown by none of its parts.
        return [url, url.rpartition("@")[0]] if url else []
    return [one for text in known for one in (text, unquote(text)) if one]
