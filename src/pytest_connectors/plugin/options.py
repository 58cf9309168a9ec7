"""What can be said on the command line and in the ini file?"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_connectors.errors import BadContract
from pytest_connectors.verdicts.case import GATE_WORDS

if TYPE_CHECKING:
    from pytest_connectors.contract.proposal import Proposal
    from pytest_connectors.scenarios.rehearsals import Upgrade

REPORTS = (".json",)
# The variables of libpq that the shell has set: they lead to servers that are not ours.
OUTSIDE = pytest.StashKey[Mapping[str, str]]()


def add_options(parser: pytest.Parser) -> None:
    """Register the options, all of which begin with `--connector-`."""
    group = parser.getgroup("connectors", "connector contracts")
    group.addoption(
        "--connector-contracts",
        action="store_true",
        help="run each contract test in every scenario: the systems behind connectors change as they do in production",
    )
    group.addoption(
        "--connector-scenarios",
        metavar="GLOBS",
        help="'all', or ids with * and commas, in place of the core tier: 'column-*,password-rotated'",
    )
    group.addoption(
        "--connector-postgres",
        metavar="SERVER",
        help="a URL (postgresql://user:password@host/postgres), a major (16), or 'container' (16@container); "
        "default: installed, then a wheel",
    )
    group.addoption(
        "--connector-postgres-image",
        metavar="IMAGE",
        help="the image of containers, in which {major} stands for the number; default: postgres:{major}",
    )
    group.addoption(
        "--connector-report",
        action="append",
        default=[],
        metavar="FILE",
        help="write a report; the suffix says in which format (.json)",
    )
    group.addoption(
        "--connector-fail-on",
        metavar="WORDS",
        help=f"what fails the run, with commas, of {', '.join(GATE_WORDS)} (broken: a compatible change not survived); "
        "default: hangs,damaged,silent,void,broken",
    )
    group.addoption(
        "--connector-upgrade",
        action="append",
        default=[],
        metavar="POSTGRES=MAJOR",
        help="rehearse an upgrade: the same rows on today's PostgreSQL and on another major (postgres=18), or on each "
        "of a range (postgres=15..18); postgres=18@container says where it is from; may be given again",
    )
    group.addoption(
        "--connector-change",
        action="append",
        default=[],
        metavar="NAME=SOURCE",
        help="rehearse a change to what a contract declares: purchases=migrations/0042.sql, "
        "putRecommendations=openapi-next.yaml, activity=sample.parquet, purchases=postgresql://staging/shop; "
        "may be given again",
    )
    group.addoption(
        "--connector-strict",
        action="store_true",
        help="what cannot be had for a rehearsal, such as a major of PostgreSQL, is an error and no skip",
    )
    group.addoption("--connector-list", action="store_true", help="list the scenarios and exit")
    parser.addini("connector_postgres", "as --connector-postgres", type="string", default="")
    parser.addini("connector_postgres_image", "as --connector-postgres-image", type="string", default="")
    parser.addini("connector_upgrade", "as --connector-upgrade, one a line", type="linelist", default=[])
    parser.addini("connector_change", "as --connector-change, one a line", type="linelist", default=[])
    parser.addini("connector_strict", "as --connector-strict", type="bool", default=False)
    parser.addini("connector_scenarios", "as --connector-scenarios", type="string", default="")
    parser.addini("connector_fail_on", "as --connector-fail-on", type="string", default="")


@dataclass(frozen=True)
class Options:
    """What was said, checked."""

    contracts: bool = False
    scenarios: tuple[str, ...] = ()
    postgres: str | None = None
    postgres_image: str | None = None
    reports: tuple[Path, ...] = ()
    fails_on: frozenset[str] | None = None
    seed: int | None = None
    known: frozenset[str] = field(default=frozenset())
    upgrades: tuple[Upgrade, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    strict: bool = False

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """The options of a run.

        Raises:
            pytest.UsageError: One of them cannot be used.
        """
        reports = tuple(Path(name) for name in config.getoption("connector_report"))
        for report in reports:
            _check_report(report)
        seed = config.getoption("hypothesis_seed", None)
        return cls(
            contracts=config.getoption("connector_contracts"),
            scenarios=_words(_said(config, "connector_scenarios")),
            postgres=_said(config, "connector_postgres") or None,
            postgres_image=_said(config, "connector_postgres_image") or None,
            reports=tuple(config.invocation_params.dir / report for report in reports),
            fails_on=_fails_on(_said(config, "connector_fail_on")),
            seed=None if seed in (None, "random") else _number(seed),
            strict=bool(config.getoption("connector_strict") or config.getini("connector_strict")),
            **_rehearsals(config),
        )


def _said(config: pytest.Config, name: str) -> str:
    return str(config.getoption(name) or config.getini(name) or "")


def _rehearsals(config: pytest.Config) -> dict[str, Any]:
    """What is rehearsed: said on the command line, or else in the ini file, whose paths are relative to it."""
    upgrades = config.getoption("connector_upgrade") or config.getini("connector_upgrade")
    changes, folder = config.getoption("connector_change"), config.invocation_params.dir
    if not changes:
        changes, folder = config.getini("connector_change"), (config.inipath or config.rootpath / "ini").parent
    if not upgrades and not changes:
        return {}
    from pytest_connectors.contract.proposal import proposal_of
    from pytest_connectors.scenarios.rehearsals import upgrades_of

    try:
        return {
            "upgrades": upgrades_of(upgrades),
            "proposals": tuple(dict.fromkeys(proposal_of(change, folder) for change in changes)),
        }
    except BadContract as error:
        raise pytest.UsageError(str(error)) from None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _check_report(report: Path) -> None:
    if report.suffix not in REPORTS:
        msg = f"--connector-report: {str(report)!r} ends in no known suffix; known are {', '.join(REPORTS)}."
        raise pytest.UsageError(msg)


def _fails_on(text: str) -> frozenset[str] | None:
    words = _words(text)
    for word in words:
        if word not in GATE_WORDS:
            msg = f"--connector-fail-on: {word!r} is not known. It takes {', '.join(GATE_WORDS)}, with commas."
            raise pytest.UsageError(msg)
    return frozenset(words) - {"none"} if words else None


def _number(seed: object) -> int:
    try:
        return int(str(seed))
    except ValueError:
        return 0


def outside() -> dict[str, str]:
    """The variables of libpq that the shell has set."""
    return {name: value for name, value in os.environ.items() if re.fullmatch(r"PG[A-Z]+", name)}
