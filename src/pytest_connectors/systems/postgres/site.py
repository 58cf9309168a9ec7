"""What does a running server stand on?

A user, a folder with its data and its log, programs that the user can run, and a watchdog over the folder.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_connectors.systems.postgres.account import Account
from pytest_connectors.systems.postgres.initialised import Store
from pytest_connectors.systems.postgres.watchdog import Watchdog

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_connectors.systems.postgres.binaries import Binaries


@dataclass(frozen=True)
class Site:
    """All that a server has on the machine, from its start to its stop."""

    account: Account
    home: Path
    watchdog: Watchdog
    programs: Path
    store: Store | None

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @classmethod
    def find(cls, binaries: Binaries, cache: Path | None) -> Site:
        """Find the user, the folder and the programs, and set the watchdog over them."""
        account = Account.find()
        home = account.make_folder()
        try:
            store = Store.of(binaries, cache.absolute(), home.name) if cache else None
            watchdog = Watchdog(home, *([store.draft] if store else []))
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise
        try:
            programs = account.reachable(binaries.folder.absolute(), home / "install")
            (home / "log").touch(0o600)
        except BaseException:
            watchdog.dismiss()
            raise
        return cls(account, home, watchdog, programs, store)

    def clear(self) -> None:
        """Remove it all."""
        self.watchdog.dismiss()
        shutil.rmtree(self.home, ignore_errors=True)  # in case that somebody killed the watchdog

    def empty_data(self) -> None:
        """Make an empty data directory."""
        if self.data.exists():
            shutil.rmtree(self.data)
        self.data.mkdir(0o700)
        self.account.own(self.data)
