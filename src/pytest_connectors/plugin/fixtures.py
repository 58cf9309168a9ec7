"""Which fixtures are there? `connector` and `postgres`; a session owns the server, a test owns a clean view of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from pytest_connectors.errors import BadContract, NoServer
from pytest_connectors.plugin.marker import OPTIONS, contract_for

if TYPE_CHECKING:
    from pytest_connectors.call import Connector
    from pytest_connectors.systems.postgres.far_end import FarEnd
    from pytest_connectors.systems.postgres.view import PostgresView

FAR_END = pytest.StashKey["FarEnd"]()
T = TypeVar("T")
VIEW = pytest.StashKey["PostgresView"]()
_NO_SERVER = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def _connector_postgres(request: pytest.FixtureRequest) -> Iterator[FarEnd]:
    """The session's PostgreSQL: started when the first test asks for it, gone at the end."""
    from pytest_connectors.systems import NEEDS_EXTRA

    config = request.config
    try:
        from pytest_connectors.systems.postgres import open_far_end
    except ImportError as error:
        if str(error.name).startswith("pytest_connectors"):
            raise
        # psycopg without a libpq names no module.
        raise NoServer(NEEDS_EXTRA.format(error.name or "psycopg[binary]")) from None
    with open_far_end(config.stash[OPTIONS].postgres, _cache(config)) as far_end:
        config.stash[FAR_END] = far_end
        try:
            yield far_end
        finally:
            del config.stash[FAR_END]


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> PostgresView:
    """PostgreSQL as the contract's connector finds it: where to connect, and which rows are there."""
    config = request.config
    if (why := config.stash.get(_NO_SERVER, None)) is not None:
        pytest.fail(f"there is no PostgreSQL server; the first test that asked for it says why: {why}", pytrace=False)
    try:
        far_end: FarEnd = request.getfixturevalue("_connector_postgres")
    except NoServer:
        config.stash[_NO_SERVER] = request.node.nodeid
        raise
    from pytest_connectors.systems.postgres.view import PostgresView

    contract = contract_for(config, request.node)
    if contract is None:
        far_end.clear()
        return PostgresView(far_end)
    request.node.stash[VIEW] = view = PostgresView(far_end, contract.reads, contract.writes)
    return view


@pytest.fixture
def connector(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connector]:
    """Calls the code under test: `connector(load, url)`, or `connector.run([...])` for a command."""
    from pytest_connectors.call import Connector
    from pytest_connectors.systems.postgres.view import PostgresView

    contract = contract_for(request.config, request.node)
    if contract is None:
        msg = (
            "the fixture `connector` needs a contract. Declare it above the test: "
            '@pytest.mark.connector("purchase-history", reads=PURCHASES)'
        )
        raise BadContract(msg)
    ours(request.node.nodeid, "postgres", request.getfixturevalue("postgres"), PostgresView)
    room = tmp_path_factory.mktemp("connector")
    made = Connector(room, (request.node.path.parent, request.config.rootpath))
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(room, ignore_errors=True)


def ours(nodeid: str, name: str, value: object, kind: type[T]) -> T:
    """The value of one of our fixtures.

    Raises:
        BadContract: A fixture of the user's own has won over it.
    """
    if isinstance(value, kind):
        return value
    msg = (
        f"{nodeid}: this suite has a fixture {name!r} of its own, which gives {value!r} and hides the plugin's. "
        "Contract tests need the plugin's: rename yours, or define it where contract tests do not see it."
    )
    raise BadContract(msg)


def _cache(config: pytest.Config) -> Path | None:
    """Pytest's own cache directory, where it is in use."""
    cache = getattr(config, "cache", None)
    if cache is None:
        return None
    try:
        return Path(cache.mkdir("connectors"))
    except OSError:
        return None
