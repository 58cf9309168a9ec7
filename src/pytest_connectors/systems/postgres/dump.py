"""Which parts of a schema dump are not for us? What pg_dump writes is taken as it is, as far as it makes tables.

A dump speaks to psql, to the settings of its server's version and to roles that are not here, and it may hold data.
That is replaced by blanks of the same length, so that the server's errors point at the user's own lines.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|;""", re.DOTALL
)
_ESCAPED = re.compile(r"'(?:[^'\\]|''|\\.)*'", re.DOTALL)
_BEFORE = re.compile(r"(?:\s+|--[^\n]*|/\*.*?\*/)*", re.DOTALL)
_LINE = re.compile(r"[^\n]*")
_DATA = re.compile(r".*?^\\\.[ \t]*\r?$|.*", re.DOTALL | re.MULTILINE)
_COPY = re.compile(r"COPY\b.*\bFROM\s+STDIN\b", re.IGNORECASE | re.DOTALL)
# Settings of the session that made the dump: those that other versions have not, and our own time limits and encoding.
_SETTINGS = (
    "statement_timeout|lock_timeout|idle_in_transaction_session_timeout|idle_session_timeout|transaction_timeout|"
    "client_encoding|client_min_messages|row_security|default_tablespace|default_table_access_method|default_with_oids|"
    "default_toast_compression|session\\s+authorization|role"
)
_LEFT_OUT = re.compile(
    "|".join(
        [
            rf"SET\s+(?:SESSION\s+|LOCAL\s+)?(?:{_SETTINGS})\b",
            r"ALTER\s+.*\bOWNER\s+TO\b",
            r"REASSIGN\s+OWNED\b",
            r"ALTER\s+DEFAULT\s+PRIVILEGES\b",
            r"SECURITY\s+LABEL\b",
            r"CREATE\s+SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?\"?public\"?\s*(?:AUTHORIZATION\s+\S+\s*)?;?$",
            r"DROP\s+SCHEMA\s+(?:IF\s+EXISTS\s+)?\"?public\"?\b",
            r"COMMENT\s+ON\s+(?:EXTENSION|DATABASE|PUBLICATION|SUBSCRIPTION|EVENT\s+TRIGGER|LANGUAGE)\b",
            r"(?:CREATE|ALTER|DROP)\s+(?:DATABASE|PUBLICATION|SUBSCRIPTION|EVENT\s+TRIGGER)\b",
            r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:TRUSTED\s+)?(?:PROCEDURAL\s+)?LANGUAGE\s+plpgsql\b",
        ]
    ),
    re.IGNORECASE | re.DOTALL,
)
_RIGHTS = re.compile(r"(?:GRANT|REVOKE)\b.*\b(?:TO|FROM)\s+(?P<roles>.*?)(?:\s+WITH\b|\s+GRANTED\b|\s+CASCADE|;|$)",
    re.IGNORECASE | re.DOTALL)  # fmt: skip
_ROLE = re.compile(r"CREATE\s+(?:ROLE|USER)\s+(?:IF\s+NOT\s+EXISTS\s+)?\"?(?P<name>[\w$-]+)", re.IGNORECASE)
_EVERYBODY = {"public", "current_user", "session_user", "current_role"}


@functools.lru_cache(maxsize=64)
def as_run(text: str) -> str:
    r"""The DDL as the server is given it: as long as before, with blanks in place of what is not for it.

    Example:
        >>> as_run("CREATE TABLE t (id int);\nALTER TABLE t OWNER TO ana;").rstrip()
        'CREATE TABLE t (id int);'
    """
    known = _EVERYBODY | {role["name"].lower() for role in _ROLE.finditer(text)}
    parts, place = [], 0
    for start, end in statements(text):
        if _is_left_out(text[start:end], known):
            parts += [text[place:start], re.sub(r"[^\n]", " ", text[start:end])]
            place = end
    return "".join([*parts, text[place:]])


def statements(text: str) -> Iterator[tuple[int, int]]:
    """Where each statement begins and ends; a line for psql is one, and so is COPY with its data."""
    place = 0
    while True:
        start = _end(_BEFORE, text, place)
        if start >= len(text):
            return
        place = _end(_LINE, text, start) if text[start] == "\\" else _statement_end(text, start)
        if _COPY.match(text, start, place):
            place = _end(_DATA, text, place)
        yield start, place


def _statement_end(text: str, start: int) -> int:
    """Behind the semicolon that ends a statement: one in quotes, in a body or in a comment does not."""
    place = start
    while token := _TOKEN.search(text, place):
        place = token.end()
        found = token[0]
        if found[0] == "'" and text[token.start() - 1 : token.start()] in ("e", "E"):
            place = _end(_ESCAPED, text, token.start())
        if found == ";":
            return place
    return len(text)


def _is_left_out(statement: str, known: set[str]) -> bool:
    if statement.startswith("\\") or _COPY.match(statement) or _LEFT_OUT.match(statement):
        return True
    rights = _RIGHTS.match(statement)
    if rights is None:
        return False
    roles = {role.strip().strip('"').lower().removeprefix("group ") for role in rights["roles"].split(",")}
    return not roles <= known


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return place if found is None else found.end()
