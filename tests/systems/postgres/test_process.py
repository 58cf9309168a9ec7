"""Does a server of our own serve, and does it leave nothing, however it or we end?"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from pytest_connectors.errors import NoServer
from pytest_connectors.systems.postgres.account import Account
from pytest_connectors.systems.postgres.binaries import Binaries, all_binaries, find_binaries
from pytest_connectors.systems.postgres.process import PostgresProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCE = Path(__file__).parents[3] / "src"
ROOT = os.geteuid() == 0
OWNER = """
import sys, time
from pathlib import Path
from pytest_connectors.systems.postgres.binaries import find_binaries
from pytest_connectors.systems.postgres.process import PostgresProcess

cache = Path(sys.argv[1]) if sys.argv[1:] else None
with PostgresProcess(find_binaries(), cache=cache) as server:
    print(server.host, server.port, server.user, server.password, flush=True)
    {then}
"""


@pytest.fixture(scope="session")
def found() -> Binaries:
    """The server that these tests run."""
    return find_binaries()


@pytest.fixture(scope="session")
def warm(found: Binaries, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that a first server has filled."""
    cache = tmp_path_factory.mktemp("cache")
    with PostgresProcess(found, cache=cache):
        return cache


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for temporary files that every user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="place-", dir="/tmp")).resolve()
    folder.chmod(0o777)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    shutil.rmtree(folder)


def left(place: Path) -> list[str]:
    """The files and processes that speak of this folder."""
    processes = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True).stdout
    return [line for line in processes.splitlines() if str(place) in line] + [str(path) for path in place.iterdir()]


def soon(condition: Callable[[], object], seconds: float = 15) -> bool:
    """Whether this comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def gone(pid: int) -> bool:
    """Whether there is no such process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # One that ended and that nobody has asked about is no process any more.
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return state.startswith("Z") or not state.strip()


def connect(server: PostgresProcess, **changes: object) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection as the superuser."""
    details: dict[str, Any] = {
        "host": server.host,
        "port": server.port,
        "user": server.user,
        "password": server.password,
        "dbname": server.dbname,
    }
    return psycopg.connect(**(details | changes))


def answer(server: PostgresProcess, query: str = "SELECT 1") -> Any:  # whatever the query gives
    """The first value of a query."""
    with connect(server) as connection:
        row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]


@contextmanager
def owner(then: str = "time.sleep(600)", *arguments: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Another Python process that owns a server."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER.format(then=then), *arguments],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def ready(process: subprocess.Popen[str]) -> list[str]:
    """Wait for its server; host, port, user and password."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        assert process.stderr is not None
        pytest.fail(process.stderr.read())
    return line.split()


def fake(folder: Path, words: str, *, code: int = 1) -> Binaries:
    """Programs of which the server says some words and ends."""
    folder.mkdir(parents=True)
    (folder / "initdb").write_text(
        '#!/bin/sh\n[ "$1" = --version ] && exit 0\nfor last; do :; done\ncd "${last#--pgdata=}" && mkdir global && '
        "touch PG_VERSION postgresql.conf global/pg_control\n"
    )
    (folder / "postgres").write_text(f"#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho '{words}' >&2\nexit {code}\n")
    for name in ("initdb", "postgres"):
        (folder / name).chmod(0o755)
    return Binaries(folder, "16.4", "made for this test")


def test_serves_and_leaves_nothing(found: Binaries, place: Path) -> None:
    """A server answers on its port, and after `stop` there is no process and no folder of it."""
    server = PostgresProcess(found)
    server.start()
    assert server.alive()
    assert answer(server, "SELECT current_setting('server_version')").split()[0] == found.version
    assert len(left(place)) > 1
    server.stop()
    assert not server.alive()
    assert left(place) == []
    with pytest.raises(psycopg.OperationalError):
        connect(server)
    server.stop()


def test_each_server_found_starts(tmp_path: Path) -> None:
    """Each major on this machine initialises, starts from the cache and takes our settings."""
    for each in all_binaries():
        for _ in ("cold", "warm"):
            with PostgresProcess(each, cache=tmp_path) as server:
                assert answer(server, "SHOW server_version_num")[:2] == str(each.major)
                assert answer(server, "SHOW fsync") == "off"
                assert "error" not in server.log.read_text().lower()


def test_can_be_started_again(found: Binaries, warm: Path, place: Path) -> None:
    """After `stop` the same object can start another server; a start of one that runs changes nothing."""
    server = PostgresProcess(found, cache=warm)
    for _ in range(2):
        with server:
            port = server.port
            server.start()
            assert server.port == port
            assert answer(server) == 1
        assert left(place) == []


def test_only_with_password_and_on_loopback(found: Binaries, warm: Path, place: Path) -> None:
    """The server wants its password, has no socket file and listens on 127.0.0.1 alone."""
    with PostgresProcess(found, cache=warm) as server:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            connect(server, password="wrong")
        assert answer(server, "SHOW listen_addresses") == "127.0.0.1"
        assert answer(server, "SHOW unix_socket_directories") == ""
        assert answer(server, "SELECT count(*) FROM pg_hba_file_rules") == 1
        assert server.password not in "".join(left(place))


def test_log_has_the_agreed_prefix(found: Binaries, warm: Path) -> None:
    """What the server writes to its log begins with user, database, process and SQLSTATE."""
    with PostgresProcess(found, cache=warm) as server:
        with connect(server) as connection, suppress(psycopg.errors.DivisionByZero):
            pid = connection.info.backend_pid
            connection.execute("SELECT 1/0")
        line = f"<pytest-connectors pytest_connectors postgres {pid} 22012> ERROR:  division by zero"
        assert soon(lambda: line in server.log.read_text())


def test_environment_of_the_user_is_not_used(
    found: Binaries, warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variables that steer another PostgreSQL do not steer ours."""
    monkeypatch.setenv("PGDATA", str(tmp_path / "theirs"))
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGOPTIONS", "-c nonsense=1")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    with PostgresProcess(found, cache=warm) as server:
        monkeypatch.delenv("PGOPTIONS")
        assert answer(server) == 1
    assert not (tmp_path / "theirs").exists()


def test_folder_with_a_space(found: Binaries, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of temporary files and of the cache may have spaces and quotes in their names."""
    folder = place / "it's a folder"
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for _ in ("cold", "warm"):
        with PostgresProcess(found, cache=folder / "my cache") as server:
            assert answer(server) == 1
            assert server.log.is_relative_to(folder)
    assert [path.name for path in folder.iterdir()] == ["my cache"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_our_end_is_its_end(how: signal.Signals, warm: Path, place: Path) -> None:
    """However the process ends that owns a server, nothing of the server stays."""
    with owner("time.sleep(600)", str(warm), start_new_session=True) as process:
        _, port, *_ = ready(process)
        # As a terminal does: the signal goes to the whole group.
        os.killpg(process.pid, how)
        process.wait(15)
        assert soon(lambda: left(place) == []), left(place)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(port)), timeout=5)


def test_killed_while_it_initialises(tmp_path: Path, place: Path) -> None:
    """Killed in the middle of its start, it leaves neither a process nor a folder, and no half of a cache."""
    cache = tmp_path / "cache"
    with owner("pass", str(cache)) as process:
        assert soon(lambda: list(place.glob("*/data/*")))
        process.kill()
        process.wait(15)
        assert soon(lambda: left(place) == []), left(place)
    assert not cache.exists() or list(cache.iterdir()) == []


def test_interrupted_while_it_starts(place: Path) -> None:
    """Ctrl-C in the middle of a start takes everything away before it goes on."""
    with owner("pass", start_new_session=True) as process:
        assert soon(lambda: list(place.glob("*/data/*")))
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=15)
        assert "KeyboardInterrupt" in errors
        assert soon(lambda: left(place) == []), left(place)


def test_exit_without_stop(warm: Path, place: Path) -> None:
    """A process that forgets `stop` and simply ends leaves nothing."""
    with owner("raise SystemExit", str(warm)) as process:
        process.communicate(timeout=30)
        assert left(place) == []
    forgetful = OWNER.replace("with PostgresProcess(", "server = PostgresProcess(").replace(
        ") as server:\n", ")\nserver.start()\nif True:\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", forgetful.format(then="pass"), str(warm)],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("127.0.0.1 ")
    assert left(place) == []


@pytest.mark.parametrize(
    "child",
    [
        'import subprocess; subprocess.Popen(["sleep", "30"]); print("going", flush=True); time.sleep(600)',
        'import os; pid = os.fork(); print("going", flush=True) if pid else None; time.sleep(30)',
    ],
    ids=["started", "forked"],
)
def test_children_of_the_owner_do_not_hold_the_server(child: str, warm: Path, place: Path) -> None:
    """A process that the owner started or forked, and that outlives it, does not keep the server."""
    with owner(child, str(warm), start_new_session=True) as process:
        ready(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "going\n"
        process.kill()
        process.wait(15)
        try:
            assert soon(lambda: left(place) == [], 10), left(place)
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # the child that is left


def test_forked_child_does_not_stop_it(found: Binaries, warm: Path) -> None:
    """A forked child that runs `stop` or ends does not take its parent's server away."""
    with PostgresProcess(found, cache=warm) as server:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                server.stop()
                code = 0 if server.alive() else 2
                with suppress(NoServer):
                    server.restart()
                    code = 3
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert answer(server) == 1


def test_restart_after_a_death(found: Binaries, warm: Path, place: Path) -> None:
    """After the server was killed, another takes its port and password, on fresh data; the log goes on."""
    with PostgresProcess(found, cache=warm) as server:
        with connect(server) as connection:
            connection.execute("CREATE TABLE purchases ()")
        with connect(server) as connection, suppress(psycopg.Error):
            connection.execute("SELECT from_the_first_server")
        before = (server.host, server.port, server.user, server.password, server.log)
        busy = connect(server, autocommit=True)
        backend = busy.info.backend_pid
        # A query that computes does not notice that the postmaster is gone.
        computing = threading.Thread(target=_compute, args=(busy,))
        computing.start()
        assert soon(lambda: answer(server, "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^SELECT count.*10'"))
        postmaster = int((server.log.parent / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
        assert soon(lambda: not server.alive())
        server.restart()
        assert server.alive()
        assert (server.host, server.port, server.user, server.password, server.log) == before
        assert answer(server, "SELECT count(*) FROM pg_class WHERE relname = 'purchases'") == 0
        assert "from_the_first_server" in server.log.read_text()
        if Path("/proc/self/cwd").exists():
            assert soon(lambda: gone(backend))
        computing.join()
        busy.close()
    assert left(place) == []


def _compute(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    with suppress(psycopg.OperationalError):
        connection.execute("SELECT count(*) FROM generate_series(1, 10000000) a, generate_series(1, 100) b")


@pytest.mark.skipif(not Path("/proc/sysvipc/shm").exists(), reason="shared memory is listed by Linux alone")
def test_killed_server_leaves_no_shared_memory(found: Binaries, warm: Path) -> None:
    """The piece of shared memory that a killed server leaves is freed."""
    with PostgresProcess(found, cache=warm) as server:
        lock = (server.log.parent / "data" / "postmaster.pid").read_text().splitlines()
        number = lock[6].split()[-1]
        assert number in _shared_memory()
        os.kill(int(lock[0]), signal.SIGKILL)
        assert soon(lambda: not server.alive())
    assert number not in _shared_memory()


def _shared_memory() -> list[str]:
    return [line.split()[1] for line in Path("/proc/sysvipc/shm").read_text().splitlines()]


def test_restart_keeps_the_password_without_the_cache(found: Binaries, tmp_path: Path) -> None:
    """Where the cache was emptied and filled by another in between, the password given out still holds."""
    with PostgresProcess(found, cache=tmp_path) as server:
        password = server.password
        shutil.rmtree(tmp_path)
        with PostgresProcess(found, cache=tmp_path) as other:
            assert other.password != password
        server.restart()
        assert server.password == password
        assert answer(server) == 1


def test_restart_waits_for_its_port(found: Binaries, warm: Path) -> None:
    """A restart whose port is taken for a moment gets it when it is free again."""
    with PostgresProcess(found, cache=warm) as server:
        taken = _kill_and_take_the_port(server)
        timer = threading.Timer(0.7, taken.close)
        timer.start()
        port = server.port
        server.restart()
        timer.join()
        assert server.port == port
        assert answer(server) == 1


def test_restart_whose_port_is_taken(found: Binaries, warm: Path, place: Path) -> None:
    """A restart whose port another program keeps says so, and leaves nothing."""
    with PostgresProcess(found, cache=warm) as server, _kill_and_take_the_port(server):
        with pytest.raises(NoServer, match=f"Another program listens on 127.0.0.1:{server.port}"):
            server.restart()
        assert left(place) == []


def _kill_and_take_the_port(server: PostgresProcess) -> socket.socket:
    os.kill(int((server.log.parent / "data" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    assert soon(lambda: not server.alive())
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

    def bound() -> bool:
        with suppress(OSError):
            taken.bind((server.host, server.port))
            return True
        return False

    assert soon(bound)
    taken.listen()
    return taken


def test_lost_race_for_the_port(found: Binaries, place: Path) -> None:
    """Where another program takes the free port before the server does, the server takes another one."""
    folder = place / "programs"
    folder.mkdir()
    (folder / "initdb").write_text(f'#!/bin/sh\nexec "{found.folder}/initdb" "$@"\n')
    (folder / "postgres").write_text(
        '#!/bin/sh\nif [ "$1" = -D ] && ! [ -e "$2/lost" ]; then\n  cp "$2/postgresql.conf" "$2/lost"\n'
        "  echo 'could not bind: Address already in use' >&2; exit 1\nfi\n"
        f'exec "{found.folder}/postgres" "$@"\n'
    )
    for name in ("initdb", "postgres"):
        (folder / name).chmod(0o755)
    with PostgresProcess(Binaries(folder, found.version, "made for this test")) as server:
        assert answer(server) == 1
        lost = (server.log.parent / "data" / "lost").read_text()
        assert "port = '" in lost
        assert f"port = '{server.port}'" not in lost


def test_failing_start_has_the_servers_words(place: Path) -> None:
    """A server that ends at once is reported with what it said, and leaves nothing."""
    broken = fake(place / "programs", "FATAL:  no hippogriffs")
    with pytest.raises(NoServer) as caught:
        PostgresProcess(broken, cache=place / "cache").start()
    assert str(caught.value) == (
        "PostgreSQL 16.4 (made for this test) did not start: it ended with exit code 1.\n"
        "\n"
        "  FATAL:  no hippogriffs\n"
        "\n"
        "Expected: a server of our own on 127.0.0.1.\n"
        "Fix: take another: PYTEST_CONNECTORS_PG_<major>_BIN=/path/to/bin, "
        "or --connector-postgres=postgresql://..."
    )
    assert not list(place.glob("pytest-connectors-*"))


def test_failing_initdb_has_its_words(place: Path) -> None:
    """An initdb that fails is reported with what it said."""
    broken = fake(place / "programs", "")
    (broken.folder / "initdb").write_text(
        "#!/bin/sh\n[ $1 = --version ] || { echo 'initdb: error: no such locale'; exit 1; }\n"
    )
    with pytest.raises(NoServer, match=r"initdb ended with 1\.\n\n  initdb: error: no such locale\n"):
        PostgresProcess(broken).start()
    assert not list(place.glob("pytest-connectors-*"))


def test_full_disk_is_said(place: Path) -> None:
    """A full disk is called by its name, with the place and what it has left."""
    broken = fake(place / "programs", 'PANIC:  could not write to file "pg_wal/x": No space left on device')
    with pytest.raises(NoServer) as caught:
        PostgresProcess(broken).start()
    assert f"The disk is full: {place} has " in str(caught.value)
    assert "Fix: make room, or set TMPDIR" in str(caught.value)


def test_cache_is_used(found: Binaries, warm: Path) -> None:
    """A second server starts from what the first one kept, without initdb."""
    with PostgresProcess(found, cache=warm) as first, PostgresProcess(found, cache=warm) as second:
        assert first.password == second.password
        assert first.port != second.port
        assert "performing post-bootstrap" not in first.log.read_text()
        assert answer(first) == answer(second) == 1


def test_cache_is_ours_alone(found: Binaries, tmp_path: Path) -> None:
    """The password in the cache can be read by its owner only; nothing half-made lies beside it."""
    with PostgresProcess(found, cache=tmp_path / "cache"):
        pass
    (kept,) = (tmp_path / "cache").iterdir()
    assert sorted(path.name for path in kept.iterdir()) == ["data", "entries", "password"]
    assert (kept / "password").stat().st_mode & 0o777 == 0o600
    assert not (kept / "data" / "postmaster.pid").exists()


def test_two_processes_with_an_empty_cache(tmp_path: Path, place: Path) -> None:
    """Two workers that find the cache empty at the same moment both get a server, and one store remains."""
    cache = tmp_path / "cache"
    with owner("time.sleep(600)", str(cache)) as one, owner("time.sleep(600)", str(cache)) as other:
        for process in (one, other):
            host, port, user, password = ready(process)
            psycopg.connect(host=host, port=port, user=user, password=password, dbname="postgres").close()
    assert len(list(cache.iterdir())) == 1
    assert soon(lambda: left(place) == [])


@pytest.mark.parametrize("lost", ["password", "entries", "data/PG_VERSION", "data/base"])
def test_half_written_cache(lost: str, found: Binaries, warm: Path, tmp_path: Path, place: Path) -> None:
    """A store in the cache that lacks a part is not used, and is replaced by a whole one."""
    cache = tmp_path / "cache"
    shutil.copytree(warm, cache)
    (kept,) = cache.iterdir()
    (kept / "password").chmod(0o600)
    if (kept / lost).is_dir():
        shutil.rmtree(kept / lost)
    else:
        (kept / lost).unlink()
    with PostgresProcess(found, cache=cache) as server:
        assert answer(server) == 1
    assert left(place) == []
    assert [path.name for path in cache.iterdir()] == [kept.name]
    assert (kept / lost).exists()


def test_store_that_others_can_read_is_not_trusted(found: Binaries, warm: Path, tmp_path: Path) -> None:
    """A password that other users could have read is not used again."""
    cache = tmp_path / "cache"
    shutil.copytree(warm, cache)
    (kept,) = cache.iterdir()
    (kept / "password").chmod(0o644)
    with PostgresProcess(found, cache=cache) as server:
        assert server.password != next(warm.iterdir()).joinpath("password").read_text().strip()


def test_cache_that_cannot_be_written(found: Binaries, tmp_path: Path) -> None:
    """A cache that cannot be made is no reason to fail: here a file is in its way, which stops root too."""
    (tmp_path / "file").write_text("in the way")
    with PostgresProcess(found, cache=tmp_path / "file" / "cache") as server:
        assert answer(server) == 1


def as_ordinary_user(binaries: Binaries, cache: Path) -> str:
    """What goes wrong when an ordinary user has a server: nothing."""
    if not ROOT:
        pytest.skip("only root can become another user")
    account = Account.find()
    if not account.can(str(binaries.folder / "postgres"), "--version"):
        pytest.skip("an ordinary user cannot run these programs")
    reading, writing = os.pipe()
    # A fork, since that user may not reach this Python's files; all that is needed is imported.
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            with PostgresProcess(binaries, cache=cache) as server:
                said = "" if answer(server) == 1 else "it does not answer"
        except BaseException as error:  # noqa: BLE001  # handed on as text
            said = repr(error)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return said


def test_ordinary_user(found: Binaries, place: Path) -> None:
    """An ordinary user has a server like root, and a store beside root's in the same cache."""
    cache = place / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    for _ in ("cold", "warm"):
        assert as_ordinary_user(found, cache) == ""
        with PostgresProcess(found, cache=cache) as server:
            assert answer(server) == 1
    owners = sorted(path.stat().st_uid for path in cache.iterdir())
    assert owners == [0, Account.find().uid]
    shutil.rmtree(cache)
    assert left(place) == []


def test_read_only_cache(found: Binaries, place: Path) -> None:
    """A cache that an ordinary user may not write is no reason to fail."""
    cache = place / "cache"
    cache.mkdir()
    cache.chmod(0o555)
    assert as_ordinary_user(found, cache) == ""
    assert list(cache.iterdir()) == []


@pytest.mark.skipif(not ROOT, reason="only root has programs that the server's user cannot reach")
def test_programs_below_a_private_folder(found: Binaries, tmp_path: Path, place: Path) -> None:
    """Root's own programs, below a folder that no other user may enter, are served from a twin."""
    relocatable = [each for each in all_binaries() if "wheel" in each.source] or [found]
    original = relocatable[0].folder.parent
    tree = tmp_path / "private" / original.parent.name / original.name
    shutil.copytree(original, tree)
    libraries = original.parent.with_name(f"{original.parent.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, tmp_path / "private" / libraries.name)
    (tmp_path / "private").chmod(0o700)
    (tree / "bin" / "postgres").chmod(0o700)
    hidden = Binaries(tree / "bin", relocatable[0].version, "hidden")
    with PostgresProcess(hidden, cache=tmp_path / "cache") as server:
        assert answer(server, "SHOW server_version").split()[0] == hidden.version
    assert (tree / "bin" / "postgres").stat().st_mode & 0o777 == 0o700
    assert (tree / "bin" / "initdb").stat().st_uid == 0
    assert left(place) == []


@pytest.mark.skipif(not ROOT, reason="only root has programs that the server's user cannot reach")
def test_programs_that_cannot_be_copied(place: Path) -> None:
    """Private programs in a folder that holds more than a PostgreSQL are not copied, and the text says what to do."""
    hidden = fake(place / "private" / "bin", "")
    (place / "private").chmod(0o700)
    with pytest.raises(NoServer) as caught:
        PostgresProcess(hidden).start()
    assert str(caught.value) == (
        f"The user {Account.find().name!r} cannot run {hidden.folder}/postgres: "
        f"{place}/private is not the folder of a PostgreSQL alone, which could be copied.\n"
        "Expected: programs that an ordinary user can run, since PostgreSQL refuses root.\n"
        "Fix: run pytest as an ordinary user, or install PostgreSQL: apt-get install postgresql."
    )
    assert [path.name for path in place.iterdir()] == ["private"]


@pytest.mark.skipif(not ROOT, reason="only root has a folder that the server's user cannot reach")
def test_temporary_folder_that_is_private(
    found: Binaries, warm: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where TMPDIR is root's alone, the server lives in a place that its user can reach."""
    private = place / "private"
    private.mkdir(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    with PostgresProcess(found, cache=warm) as server:
        assert answer(server) == 1
        home = server.log.parent
        assert home.parent in (Path("/tmp"), Path("/var/tmp"))
    assert not home.exists()
    assert list(private.iterdir()) == []
