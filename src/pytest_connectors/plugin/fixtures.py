"""Which fixtures are there? `connector`, `postgres`, `s3`, `rest`: a session owns servers, a test has a clean view."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import pytest

from pytest_connectors.contract import Contract
from pytest_connectors.errors import BadContract, NoServer
from pytest_connectors.plugin.marker import OPTIONS, contract_for

if TYPE_CHECKING:
    from pytest_connectors.call import Connector
    from pytest_connectors.systems.postgres.far_end import FarEnd as PostgresFarEnd
    from pytest_connectors.systems.postgres.rehearsal import Rehearsal
    from pytest_connectors.systems.postgres.view import PostgresView
    from pytest_connectors.systems.protocol import System
    from pytest_connectors.systems.rest.far_end import FarEnd as RestFarEnd
    from pytest_connectors.systems.rest.view import RestView
    from pytest_connectors.systems.s3.far_end import FarEnd as S3FarEnd
    from pytest_connectors.systems.s3.view import S3View
    from pytest_connectors.systems.view import RowsView

FAR_ENDS = pytest.StashKey[dict[str, Any]]()
VIEWS = pytest.StashKey[dict[str, "RowsView"]]()
_NO_SERVER = pytest.StashKey[dict[str, str]]()
_TOGETHER = pytest.StashKey[dict[tuple[str, ...], "System"]]()
_TITLES = {"postgres": "PostgreSQL", "s3": "S3", "rest": "REST"}
# What leads clients of S3 to servers, keys and profiles that are not ours.
_ASTRAY = re.compile(r"AWS_.*|BOTO_.*|(https?|all|no)_proxy", re.IGNORECASE)
# What leads any client to a server in between.
_PROXIES = re.compile(r"(https?|all|no)_proxy", re.IGNORECASE)
T = TypeVar("T")


@pytest.fixture(scope="session")
def _connector_postgres(request: pytest.FixtureRequest) -> Iterator[PostgresFarEnd | Rehearsal]:
    """The session's PostgreSQL: started when the first test asks for it, gone at the end."""
    from pytest_connectors.systems import NEEDS_EXTRA

    config = request.config
    try:
        from pytest_connectors.systems.postgres import open_far_end, open_rehearsal
    except ImportError as error:
        if str(error.name).startswith("pytest_connectors"):
            raise
        # psycopg without a libpq names no module.
        raise NoServer(NEEDS_EXTRA.format(error.name or "psycopg[binary]", "postgres")) from None
    options, cache = config.stash[OPTIONS], _cache(config)
    image = options.postgres_image
    if options.contracts and options.upgrades:
        with open_rehearsal(options.postgres, cache, image, [one.way for one in options.upgrades]) as rehearsal:
            yield from _kept(config, "postgres", rehearsal)
    else:
        with open_far_end(options.postgres, cache, image) as far_end:
            yield from _kept(config, "postgres", far_end)


@pytest.fixture(scope="session")
def _connector_s3(request: pytest.FixtureRequest) -> Iterator[S3FarEnd]:
    """The session's S3: started when the first test asks for it, gone at the end."""
    from pytest_connectors.systems.s3 import open_far_end

    with open_far_end() as far_end:
        yield from _kept(request.config, "s3", far_end)


@pytest.fixture(scope="session")
def _connector_rest(request: pytest.FixtureRequest) -> Iterator[RestFarEnd]:
    """The session's APIs: each listens when the first test asks for it, and is gone at the end."""
    from pytest_connectors.systems.rest import open_far_end

    with open_far_end() as far_end:
        yield from _kept(request.config, "rest", far_end)


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> PostgresView:
    """PostgreSQL as the contract's connector finds it: where to connect, and which rows are there."""
    far_end = _far_end(request, "postgres")
    from pytest_connectors.systems.postgres.view import PostgresView

    return _view(request, "postgres", far_end, PostgresView)


@pytest.fixture
def s3(request: pytest.FixtureRequest) -> Iterator[S3View]:
    """S3 as the contract's connector finds it; the environment leads clients in this process to it."""
    far_end = _far_end(request, "s3")
    from pytest_connectors.systems.s3.view import S3View

    view = _view(request, "s3", far_end, S3View)
    from pytest_connectors.runner.clients import own_clients

    with pytest.MonkeyPatch.context() as patch, own_clients():
        environment = view.env
        for name in [name for name in os.environ if _ASTRAY.fullmatch(name)]:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        yield view


@pytest.fixture
def rest(request: pytest.FixtureRequest) -> Iterator[RestView]:
    """The API as the contract's connector finds it; nothing in this process reaches any other host."""
    far_end = _far_end(request, "rest")
    from pytest_connectors.systems.rest.here import kept_here
    from pytest_connectors.systems.rest.view import RestView

    view = _view(request, "rest", far_end, RestView)
    own = urlsplit(request.config.stash[OPTIONS].postgres or "").hostname
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if _PROXIES.fullmatch(name)]:
            patch.delenv(name)
        with kept_here(far_end, lambda host: host == own):
            yield view


@pytest.fixture
def connector(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connector]:
    """Calls the code under test: `connector(load, url)`, or `connector.run([...])` for a command."""
    from pytest_connectors.call import Connector
    from pytest_connectors.systems.view import RowsView

    contract = contract_for(request.config, request.node)
    if contract is None:
        msg = (
            "the fixture `connector` needs a contract. Declare it above the test: "
            '@pytest.mark.connector("purchase-history", reads=PURCHASES)'
        )
        raise BadContract(msg)
    environment: dict[str, str] = {}
    for name in systems_of(contract):
        environment |= ours(request.node.nodeid, name, request.getfixturevalue(name), RowsView).env
    room = tmp_path_factory.mktemp("connector")
    made = Connector(room, (request.node.path.parent, request.config.rootpath), environment)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(room, ignore_errors=True)


def systems_of(contract: Contract) -> tuple[str, ...]:
    """The systems that a contract's connector touches, in the order in which they are declared."""
    return tuple(dict.fromkeys(declared.system for declared in contract.declarations))


def far_end_of(config: pytest.Config, contract: Contract) -> System:
    """The far end of a contract: that of its one system, or those of several as one."""
    names, far_ends = systems_of(contract), config.stash[FAR_ENDS]
    if len(names) == 1:
        return far_ends[names[0]]  # type: ignore[no-any-return]  # each is a System
    from pytest_connectors.systems.together import Together

    known = config.stash.setdefault(_TOGETHER, {})
    if names not in known:
        known[names] = Together([far_ends[name] for name in names])
    return known[names]


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


def _kept(config: pytest.Config, name: str, far_end: T) -> Iterator[T]:
    """Let the far end be found while it is there."""
    far_ends = config.stash.setdefault(FAR_ENDS, {})
    far_ends[name] = far_end
    try:
        yield far_end
    finally:
        del far_ends[name]


def _far_end(request: pytest.FixtureRequest, name: str) -> Any:
    """The session's far end; where it could not be had, the first test that asked for it says why."""
    failed = request.config.stash.setdefault(_NO_SERVER, {})
    if name in failed:
        why = f"there is no {_TITLES[name]} server; the first test that asked for it says why: {failed[name]}"
        pytest.fail(why, pytrace=False)
    try:
        return request.getfixturevalue(f"_connector_{name}")
    except NoServer:
        failed[name] = request.node.nodeid
        raise


def _view(request: pytest.FixtureRequest, name: str, far_end: Any, kind: type[T]) -> T:
    """A test's view of a far end: of what its contract declares there, or of an empty one."""
    contract = contract_for(request.config, request.node)
    if contract is None or name not in systems_of(contract):
        far_end.clear()
        return kind(far_end)  # type: ignore[call-arg]  # all views begin alike
    reads, writes = (
        tuple(one for one in declared if one.system == name) for declared in (contract.reads, contract.writes)
    )
    view = kind(far_end, reads, writes)  # type: ignore[call-arg]  # as above
    request.node.stash.setdefault(VIEWS, {})[name] = view
    return view


def _cache(config: pytest.Config) -> Path | None:
    """Pytest's own cache directory, where it is in use."""
    cache = getattr(config, "cache", None)
    if cache is None:
        return None
    try:
        return Path(cache.mkdir("connectors"))
    except OSError:
        return None
