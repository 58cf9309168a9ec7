"""Which changes are on their way? Another major of PostgreSQL, or a proposal: scenarios that are made for one run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pytest_connectors.contract.proposal import Kind, Proposal
from pytest_connectors.drift.changes import ServerReplaced
from pytest_connectors.drift.changes.files import MID_RUN, NEW_ONLY
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.errors import BadContract, near
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Family, Reach, Scenario
from pytest_connectors.scenarios.targets import Target

MAJORS = range(12, 19)
"""The majors of PostgreSQL that can be rehearsed."""
_OPTION = "--connector-upgrade"
_ASKED = re.compile(r"(?P<first>\d+)(?:\.\.(?P<last>\d+))?(?:@(?P<way>.+))?")
_REHEARSED = re.compile(r"postgres-[\d*?\[]|change-")
_SYSTEMS = ("postgres",)
_TAKES = "It takes postgres=18, a range (postgres=15..18), or where the server is from (postgres=18@container)."


@dataclass(frozen=True)
class Upgrade:
    """Another major of PostgreSQL in place of today's.

    Attributes:
        major: Such as 18.
        way: Where its server must be from: `container`, a URL, or empty for the first that has it.
        ranged: It was named as part of a range, in which today's own major may be.
    """

    major: int
    way: str = ""
    ranged: bool = False


def is_rehearsed(glob: str) -> bool:
    """Whether an id, or a glob of ids, may stand for a rehearsal, which only some runs have."""
    return _REHEARSED.match(glob) is not None


def upgrades_of(texts: Iterable[str]) -> tuple[Upgrade, ...]:
    """The upgrades that `--connector-upgrade` asks for, each major once, in ascending order.

    Raises:
        BadContract: One of them says none.
    """
    found: dict[int, Upgrade] = {}
    for text in texts:
        for upgrade in _upgrades(text):
            if upgrade.major in found and found[upgrade.major].way != upgrade.way:
                msg = f"{_OPTION}: PostgreSQL {upgrade.major} is asked for twice, from two places. Name it once."
                raise BadContract(msg)
            known = found.get(upgrade.major, upgrade)
            found[upgrade.major] = upgrade if known.ranged else known
    return tuple(found[major] for major in sorted(found))


def scenarios_of(
    upgrades: Iterable[Upgrade], proposals: Iterable[Proposal], today: str | None = None
) -> tuple[Scenario, ...]:
    """A scenario for each upgrade, and for each proposal with its placements.

    Args:
        upgrades: In ascending order.
        proposals: In the order in which they are tried.
        today: What `--connector-postgres` says.
    """
    of_changes = (one for proposal in proposals for one in _of_proposal(proposal))
    return (*(_of_upgrade(one, today) for one in upgrades), *of_changes)


def _upgrades(text: str) -> list[Upgrade]:
    system, equals, asked = (part.strip() for part in text.partition("="))
    if system not in _SYSTEMS or not equals:
        meant = near(system, _SYSTEMS) if system not in _SYSTEMS else ""
        msg = f"{_OPTION}: {text!r} names no upgrade.{meant} {_TAKES}"
        raise BadContract(msg)
    match = _ASKED.fullmatch(asked)
    if match is None:
        msg = f"{_OPTION}: {asked!r} is no major of PostgreSQL. {_TAKES}"
        raise BadContract(msg)
    first = int(match["first"])
    last = int(match["last"] or first)
    for major in (first, last):
        if major not in MAJORS:
            msg = f"{_OPTION}: PostgreSQL {major} cannot be rehearsed: known are {MAJORS[0]} to {MAJORS[-1]}. {_TAKES}"
            raise BadContract(msg)
    if last < first:
        msg = f"{_OPTION}: the range {asked!r} is empty: write {last}..{first}."
        raise BadContract(msg)
    way = match["way"] or ""
    if way and way != "container" and not re.match(r"postgres(ql)?://", way):
        msg = f"{_OPTION}: {way!r} is no place of a server: it is 'container', or a URL (postgresql://user@host/db)."
        raise BadContract(msg)
    return [Upgrade(major, way, ranged=match["last"] is not None) for major in range(first, last + 1)]


def _of_upgrade(upgrade: Upgrade, today: str | None) -> Scenario:
    change = ServerReplaced(upgrade.major, upgrade.way, upgrade.ranged)
    # A URL may hold a password, and is not said again.
    before = f"--connector-postgres={today} " if today and "://" not in today else ""
    way = f"@{upgrade.way}" if upgrade.way == "container" else ""

    def targets(_: TableSchema) -> list[Target]:
        return [Target("", ((change,),))]

    return Scenario(
        f"postgres-{upgrade.major}",
        Family.UPGRADE,
        f"the server is PostgreSQL {upgrade.major}",
        Owed.SURVIVE,
        Owed.SURVIVE,
        targets,
        reach=Reach.SYSTEM,
        real=True,
        option=f"{before}{_OPTION} postgres={upgrade.major}{way}",
    )


def _of_proposal(proposal: Proposal) -> list[Scenario]:
    places = ("", NEW_ONLY, MID_RUN) if proposal.kind is Kind.SAMPLE else ("",)
    return [
        Scenario(
            f"{proposal.id}-{place}" if place else proposal.id,
            Family.CHANGE,
            f"{proposal.kind.value}, {proposal.said}",
            Owed.SURVIVE,
            Owed.SURVIVE,
            None,
            system=proposal.kind.system,
            placement=place,
            proposal=proposal,
            real=True,
            option=proposal.option,
        )
        for place in places
    ]
