"""Is this file a report of ours, and what does it say of columns, of upgrades and of proposed changes?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_connectors.errors import ConnectorError
from pytest_connectors.reporting.json_report import FORMAT, VERSION
from pytest_connectors.scenarios.impact import Impact, impact_of
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

REHEARSED = ("upgrade", "change")
"""The families of what is rehearsed: it is on its way, and not only one that may come."""
_FIELDS = frozenset(one.name for one in dataclasses.fields(Case))
_WRITE_IT = "pytest --connector-contracts --connector-report={} writes one."


class BadReport(ConnectorError):
    """A file is no report that can be read."""


@dataclass(frozen=True)
class Finding:
    """What one case says of one column; `column` is empty where a whole scenario came to the same, such as not run."""

    connector: str
    table: str
    column: str
    impact: Impact
    outcome: Outcome
    silence: Silence | None
    broke_promise: bool


@dataclass(frozen=True)
class Connector:
    """What the report says of one connector; `systems` is empty where it does not say which the connector uses."""

    name: str
    owner: str | None = None
    version: str | None = None
    sunset: str | None = None
    systems: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rehearsals:
    """The connectors of a report, and its cases of upgrades and of proposed changes."""

    connectors: tuple[Connector, ...]
    cases: tuple[Case, ...]


def read_report(path: Path) -> tuple[Finding, ...]:
    """What a report says of columns.

    Raises:
        BadReport: The file cannot be read, or is no report of a known version.
    """
    cases = _document(path)["cases"]
    with _readable(path):
        impacts = [(case, impact_of(case["scenario"], case["table"])) for case in cases]
        found = tuple(_finding(case, impact) for case, impact in impacts if impact is not None)
    if not found:
        msg = (
            f"{path} has no case in which a column is dropped, renamed, retyped or nullable. Run these scenarios: "
            "pytest --connector-contracts --connector-scenarios=all."
        )
        raise BadReport(msg)
    return found


def read_rehearsals(path: Path) -> Rehearsals:
    """What a report says of upgrades and of proposed changes, and of which connectors it speaks.

    Raises:
        BadReport: The file cannot be read, or is no report of a known version.
    """
    document = _document(path)
    cases = document["cases"]
    with _readable(path):
        rehearsed = tuple(_case(case) for case in cases if case["family"] in REHEARSED)
        about = {one["name"]: one for one in document.get("connectors", [])}
        names = sorted({str(case["connector"]) for case in cases} | set(about))
        return Rehearsals(tuple(_connector(name, about.get(name, {}), cases) for name in names), rehearsed)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say what is wrong where the cases of a report are not what they should be."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = (
            f"{path} has cases that cannot be read ({type(error).__name__}: {error}): another version of the plugin "
            f"wrote it. Write it again: {_WRITE_IT.format(path)}"
        )
        raise BadReport(msg) from None


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        msg = f"there is no file {path}. {_WRITE_IT.format(path)}"
        raise BadReport(msg) from None
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise BadReport(msg) from None
    except ValueError as error:
        msg = f"{path} is not JSON ({error}). {_WRITE_IT.format('connectors.json')}"
        raise BadReport(msg) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT or "version" not in document:
        msg = f"{path} is JSON, and no report of pytest-connectors. {_WRITE_IT.format('connectors.json')}"
        raise BadReport(msg)
    if document["version"] != VERSION:
        msg = (
            f"{path} is a report of version {document['version']!r}; this pytest-connectors reads version {VERSION}. "
            "Read it with the version of pytest-connectors that wrote it, or write it again."
        )
        raise BadReport(msg)
    if not isinstance(document.get("cases"), list):
        msg = f"{path} is a report without cases. {_WRITE_IT.format(path)}"
        raise BadReport(msg)
    return document


def _finding(case: Mapping[str, Any], impact: Impact) -> Finding:
    silence = case["silence"]
    return Finding(
        connector=str(case["connector"]),
        # `public` is the search path's own, so that contracts name the table with it or without.
        table=str(case["table"]).removeprefix("public."),
        column=str(case["target"]),
        impact=impact,
        outcome=Outcome(case["outcome"]),
        silence=None if silence is None else Silence(silence),
        broke_promise=bool(case["broke_promise"]),
    )


def _case(case: Mapping[str, Any]) -> Case:
    # What a later version says besides is left out.
    return Case.from_json(json.dumps({name: value for name, value in case.items() if name in _FIELDS}))


def _connector(name: str, about: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]) -> Connector:
    # A report of before connectors said so has it in their cases.
    systems = about.get("systems") or [case.get("system") for case in cases if case["connector"] == name]
    said = {key: about.get(key) for key in ("owner", "version", "sunset")}
    return Connector(name, **said, systems=frozenset(system for system in systems if system))
