"""Why does the unchanged run fail, and what would help?"""

from __future__ import annotations

import re

from pytest_connectors.contract import Contract
from pytest_connectors.verdicts.observation import Observation

_DENIED = re.compile(
    r"permission denied for (?P<what>table|view|schema|sequence|relation|database) \"?(?P<name>[^\s\"]+)"
)
_STORAGE_DENIED = re.compile(r"\bAccess ?Denied\b|ACCESS_DENIED")
_RIGHTS_ON_OBJECTS = (
    "Connectors may list and get objects under the prefix of what they read, and also put and delete them under the "
    "prefix of what they write. If this one needs another prefix, declare it: reads=[..., Dataset(...)]."
)
_ABSENT = re.compile(r'relation "?(?P<name>[^\s"]+)"? does not exist')
CACHED = ": cached"
_OWNER = re.compile(r"must be owner of (?:table|relation|view|sequence) \"?(?P<name>[^\s\"]+)")


def advice_on(seen: Observation, contract: Contract) -> str:
    """What is wrong with an unchanged run, with what to do where that can be told."""
    complaint = seen.complaint or ""
    words = [*seen.refusals, *([f"{seen.loud.message} {seen.loud.chain}"] if seen.loud is not None else [])]
    for text in words:
        if _STORAGE_DENIED.search(text) is not None and contract.datasets:
            return f"{complaint}\n{_RIGHTS_ON_OBJECTS}"
        if (owner := _OWNER.search(text)) is not None:
            return f"{complaint}\n{_missing('OWNER', owner['name'], contract)}"
        if (denied := _DENIED.search(text)) is not None:
            right = "CREATE" if denied["what"] == "schema" else _right(seen, denied["name"])
            return f"{complaint}\n{_missing(right, denied['name'], contract)}"
        if (absent := _ABSENT.search(text)) is not None and _is_made(absent["name"], contract):
            return f"{complaint}\n{_undeclared(absent['name'])}"
    if seen.loud is None:
        complaint = with_refusals(complaint, seen)
    elif contract.operations and seen.refusals:
        # An HTTP client's error has the status, and not what the answer said.
        complaint = f"{complaint}\nThe far end said: {seen.refusals[-1]}"
    if seen.promise is not None and any(table.rows is None for table in contract.declarations):
        how = "If the generated rows are to blame, say in the DDL or schema what rows are like (CHECK), or give rows=."
        return f"{complaint}\n{how}"
    return complaint


def with_refusals(complaint: str, *seen: Observation) -> str:
    """What is wrong with runs that raised nothing, and what they were refused and did not tell."""
    outside = [asked for one in seen for asked in one.outside]
    if outside:
        return (
            f"{complaint.partition(CACHED)[0]}\n"
            f"It asked {outside[0]}, which is refused, since nothing leaves this machine, and it did not tell. "
            "If that is the API's address, name it: Operation(..., hosts=[...]); or give the connector rest.url."
        )
    refused = next((refusal for one in seen for refusal in one.refusals), None)
    if refused is None:
        return complaint
    return f"{complaint.partition(CACHED)[0]}\nThe far end refused what it asked, and it did not tell: {refused}"


def _is_made(name: str, contract: Contract) -> bool:
    """Whether a DDL speaks of a table that is not declared: of a large one, only what the declared ones need is run."""
    word = re.compile(rf"\b{re.escape(name.rpartition('.')[2])}\b", re.IGNORECASE)
    return any(word.search(table.ddl_text) for table in contract.tables)


def _undeclared(name: str) -> str:
    return (
        "Of a DDL with many tables, those are made that the contract names and those to which they refer. "
        f'If this connector needs {name}, declare it too: reads=[..., Table("{name}", ddl=...)].'
    )


def _missing(right: str, name: str, contract: Contract) -> str:
    tables = [table.name for table in contract.tables]
    table = name if name in tables else tables[-1]
    return (
        "Connectors have SELECT on what they read, and INSERT, UPDATE and DELETE on what they write. If this one "
        f'needs {right} on {name}, say so: Table("{table}", ..., grants=("{right}",)).'
    )


def _right(seen: Observation, name: str) -> str:
    """The right that the last statement on the table needed."""
    about = [statement for statement in seen.asked if name in statement] or list(seen.asked)
    words = about[-1].split() if about else []
    verb = words[0].upper() if words else "SELECT"
    text = about[-1].upper() if about else ""
    if verb in ("INSERT", "UPDATE", "DELETE", "MERGE") and (
        "INSERT" not in text or "CONFLICT" in text or "RETURNING" in text
    ):
        # They read what they compare with: ON CONFLICT, WHERE and RETURNING need SELECT.
        return "SELECT"
    return {"TRUNCATE": "TRUNCATE", "CREATE": "CREATE", "ALTER": "OWNER", "DROP": "OWNER", "COPY": "SELECT"}.get(
        verb, verb
    )
