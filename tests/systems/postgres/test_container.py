"""Is a server in a container as good as one of our own, and does it leave nothing, however it or we end?"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pytest_connectors.contract import Table, connector
from pytest_connectors.errors import NoServer, ServerDied
from pytest_connectors.systems.postgres import FarEnd, open_far_end
from pytest_connectors.systems.postgres.container import ContainerServer, engine_answers, image_of
from pytest_connectors.systems.postgres.server import find_server
from pytest_connectors.systems.protocol import Scene

SOURCE = Path(__file__).parents[3] / "src"
MAJORS = (16, 18)
T = Table("t", ddl="CREATE TABLE t (id int PRIMARY KEY, note text)")
ROWS = {"t": ({"id": 1, "note": "a"}, {"id": 2, "note": None})}
# The name is said before the container is there; what follows is said when it is ready.
OWNER = """
import sys, threading, time
from pytest_connectors.systems.postgres.container import ContainerServer

server = ContainerServer("postgres:16", 16)

def tell():
    while not server._name or server._container is None:
        time.sleep(0.001)
    print(server._name, flush=True)

threading.Thread(target=tell, daemon=True).start()
with server:
    print("ready", flush=True)
    {then}
"""


@pytest.fixture(scope="module")
def client(engine: None) -> Iterator[Any]:
    """The engine itself."""
    import docker

    with closing(docker.from_env()) as client:
        yield client


@pytest.fixture
def image(client: Any) -> Iterator[Callable[..., str]]:
    """Makes images: `image("ends", 'CMD ["false"]')` is PostgreSQL 16 with another end."""
    prefix = os.environ.get("TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX", "")
    with ExitStack() as stack:

        def make(name: str, lines: str) -> str:
            tag = f"pytest-connectors-{name}:{os.getpid()}"
            lines_of_all = io.BytesIO(f"FROM {prefix}postgres:16\n{lines}\n".encode())
            client.images.build(fileobj=lines_of_all, tag=prefix + tag, rm=True, forcerm=True)
            stack.callback(client.images.remove, prefix + tag, force=True)
            return tag

        yield make


@pytest.fixture(scope="module")
def far_end(engine: None) -> Iterator[FarEnd]:
    """A far end in a container."""
    with open_far_end("16@container") as opened:
        yield opened


def soon(condition: Callable[[], object], seconds: float = 30) -> bool:
    """Whether this comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def there(client: Any, name: str) -> bool:
    """Whether there is a container of this name, running or not."""
    from docker.errors import NotFound

    # Not by the engine's list, in which a container stands before it can be asked for.
    try:
        client.api.inspect_container(name)
    except NotFound:
        return False
    return True


def volumes(client: Any, name: str) -> set[str]:
    """The volumes of a container."""
    return {mount["Name"] for mount in client.containers.get(name).attrs["Mounts"]}


def answer(server: ContainerServer, query: str = "SELECT 1") -> Any:
    """The first value of a query, asked as the superuser."""
    where = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    with psycopg.connect(dbname=server.dbname, **where) as connection:  # type: ignore[arg-type]
        row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]


def test_majors_side_by_side_leave_nothing(client: Any) -> None:
    """Servers of two majors answer at once, and neither a container nor a volume, thread or variable is left."""
    before = (dict(os.environ), set(threading.enumerate()))
    with ExitStack() as stack:
        servers = [stack.enter_context(ContainerServer(image_of(major), major)) for major in MAJORS]
        assert [int(answer(server, "SHOW server_version_num")) // 10000 for server in servers] == list(MAJORS)
        folders = [server.log.parent for server in servers]
        kept = {name for server in servers for name in volumes(client, server._name)}
        assert len(kept) == len(MAJORS)
    assert not any(there(client, server._name) for server in servers)
    assert not kept & {volume.name for volume in client.volumes.list()}
    assert not any(folder.exists() for folder in folders)
    assert (dict(os.environ), set(threading.enumerate())) == before


def test_a_scene_is_seen_as_on_a_server_of_our_own(far_end: FarEnd) -> None:
    """What a connector asks and is refused is known, up to the last statement, and nothing of the scene before."""
    far_end.declare(connector("c", reads=T))
    for count in range(1, 4):
        far_end.set_scene(Scene(ROWS))
        with psycopg.connect(far_end.url, autocommit=True) as connection:
            for _ in range(count):
                connection.execute("SELECT id FROM t")
            with pytest.raises(psycopg.Error):
                connection.execute("SELECT missing FROM t")
        seen = far_end.traffic()
        assert seen.statements == ("SELECT id FROM t",) * count + ("SELECT missing FROM t",)
        assert [refusal.partition(" ")[0] for refusal in seen.refusals] == ["42703"]


def test_a_container_that_is_killed_comes_back_at_the_same_address(client: Any) -> None:
    """The URL that a test has kept is good again, and what was on the server is gone."""
    with open_far_end("16@container") as mortal:
        server = mortal.server
        assert isinstance(server, ContainerServer)
        mortal.declare(connector("c", reads=T))
        oid = answer(server, "SELECT lo_create(0)")  # something that lasts
        url, name = mortal.url, server._name
        client.containers.get(name).kill()
        assert soon(lambda: not mortal.is_alive())
        with pytest.raises(ServerDied):
            mortal.set_scene(Scene(ROWS))
        mortal.revive()
        mortal.declare(connector("c", reads=T))
        mortal.set_scene(Scene(ROWS))
        assert mortal.url == url
        assert answer(server, f"SELECT count(*) FROM pg_largeobject_metadata WHERE oid = {oid}") == 0
        assert not there(client, name)
    assert not there(client, server._name)


ENDING = r"""ENTRYPOINT ["/bin/sh", "-c", "echo no such tune >&2; exit 3"]"""


def test_a_container_that_ends_at_once_is_told_at_once(client: Any, image: Callable[..., str]) -> None:
    """The error has the exit code and the container's log, and says nothing of a wait."""
    server = ContainerServer(image("ends", ENDING))
    with pytest.raises(NoServer, match=r"ended at once, with exit code 3[\s\S]*no such tune[\s\S]*-image=") as e:
        server.start()
    assert "not ready" not in str(e.value)
    assert not there(client, server._name)


def test_what_an_image_may_be_wrong_in(client: Any, image: Callable[..., str]) -> None:
    """An image that is not there, that lacks a program, of another major: each is told, and nothing is left."""
    wrong = {
        ContainerServer("pytest-connectors-none:1"): "pytest-connectors-none:1 did not start",
        ContainerServer(image("lacks", 'ENTRYPOINT ["/no/such/program"]')): "/no/such/program",
        ContainerServer("postgres:16", 18): "is PostgreSQL 16, and 18 was asked for",
        ContainerServer(image("refuses", "ENV POSTGRES_USER=x\n" + REFUSING)): "refuses us: ",
    }
    for server, words in wrong.items():
        with pytest.raises(NoServer, match=words):
            server.start()
        assert not there(client, server._name)


REFUSING = (
    """ENTRYPOINT ["/bin/sh", "-c", "unset POSTGRES_PASSWORD; export POSTGRES_PASSWORD=another; """
    """exec $(ls /entrypoint /usr/local/bin/docker-entrypoint.sh 2>/dev/null) postgres"]"""
)


@contextmanager
def owner(then: str = "time.sleep(600)") -> Iterator[subprocess.Popen[str]]:
    """Another Python process that owns a container."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER.format(then=then)],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("ready", [False, True], ids=["while it starts", "when it is ready"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_our_end_takes_the_container_with_it(client: Any, number: signal.Signals, *, ready: bool) -> None:
    """Ctrl-C and SIGKILL leave neither the container nor its volume, whenever they come."""
    with owner() as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        assert name, process.stderr and process.stderr.read()
        if ready:
            assert process.stdout.readline() == "ready\n", process.communicate()
        else:
            assert soon(lambda: there(client, name))
        kept = volumes(client, name)
        process.send_signal(number)
        process.wait(30)
        assert soon(lambda: not there(client, name))
        assert soon(lambda: not kept & {volume.name for volume in client.volumes.list()})


def test_an_exception_takes_the_container_with_it(client: Any) -> None:
    """An exception in the middle leaves nothing, and neither does a process that forgets to stop."""
    for then in ("raise SystemExit(3)", "import os; server.__class__.__exit__ = lambda *_: None"):
        with owner(then) as process:
            out, err = process.communicate(timeout=60)
        name, _, ready = out.partition("\n")
        assert ready == "ready\n", err
        assert not there(client, name)


def test_where_no_engine_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no engine, or testcontainers is not installed, one message says so and what to do."""
    pytest.importorskip("testcontainers")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none")
    assert engine_answers() == f"nothing answers at {tmp_path}/none: No such file or directory"
    with pytest.raises(NoServer, match=r"nothing answers at[\s\S]*Expected: a container engine[\s\S]*DOCKER_HOST"):
        find_server("container", None).start()
    monkeypatch.setitem(sys.modules, "testcontainers", None)
    with pytest.raises(NoServer, match=r'pip install "pytest-connectors\[containers\]"'):
        find_server("container", None).start()


def test_which_image_is_meant() -> None:
    """The official one of the newest major, of the major that is asked for, or the one that is named."""
    for asked, image, expected in (
        ("container", None, ("postgres:18", None)),
        ("15@container", None, ("postgres:15", 15)),
        ("container", "postgis/postgis:16-3.4", ("postgis/postgis:16-3.4", None)),
        ("15@container", "mine/postgres:{major}-alpine", ("mine/postgres:15-alpine", 15)),
        (None, "mine/postgres:17", ("mine/postgres:17", None)),
    ):
        server = find_server(asked, None, image)
        assert isinstance(server, ContainerServer)
        assert (server.image, server.major) == expected
