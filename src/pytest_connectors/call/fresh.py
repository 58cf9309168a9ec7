"""What of a connector that reads its settings when it is imported? Its package is imported anew, the old one kept."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType

from pytest_connectors.errors import BadContract


class Fresh:
    """Modules that were imported anew, and what stood in their place."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """`environment` is what the modules find when they are imported."""
        self._environment = dict(environment)
        self._modules: dict[str, ModuleType] = {}
        self._packages: set[str] = set()
        self._variables: dict[str, str | None] = {}

    def imported(self, name: str) -> ModuleType:
        """The module, imported anew with its package; both are found by `import` until `put_back`."""
        package = name.rpartition(".")[0] or name
        self._take_out(package)
        for variable, value in self._environment.items():
            self._variables.setdefault(variable, os.environ.get(variable))
            os.environ[variable] = value
        return importlib.import_module(name)

    def put_back(self) -> None:
        """Let the modules that were there before be found again, and the environment be what it was."""
        for package in self._packages:
            for name in list(_within(package)):
                del sys.modules[name]
        for name, module in self._modules.items():
            sys.modules[name] = module
            parent, _, last = name.rpartition(".")
            if parent in sys.modules:
                setattr(sys.modules[parent], last, module)
        for variable, value in self._variables.items():
            if value is None:
                os.environ.pop(variable, None)
            else:
                os.environ[variable] = value
        self._modules, self._packages, self._variables = {}, set(), {}

    def _take_out(self, package: str) -> None:
        for name in list(_within(package)):
            module = sys.modules.pop(name)
            if package not in self._packages:
                self._modules[name] = module
        self._packages.add(package)


def _within(package: str) -> Iterator[str]:
    return (name for name in sys.modules if name == package or name.startswith(f"{package}."))


def check_module(name: object) -> str:
    """The name of a module that may be imported anew.

    Raises:
        BadContract: It is no text, or is the plugin's own.
    """
    if not isinstance(name, str) or not name.strip():
        msg = f"connector.fresh(...) takes the name of a module, such as 'app.reader'; it is {name!r}."
        raise BadContract(msg)
    if name.partition(".")[0] in ("pytest_connectors", "pytest", "_pytest"):
        msg = f"connector.fresh({name!r}) would import the plugin's own parts anew. Name the connector's module."
        raise BadContract(msg)
    return name


@contextmanager
def absent(name: str) -> Iterator[None]:
    """Say so clearly where there is no module of that name, and not one that it imports.

    Raises:
        BadContract: With what to do.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or not (name == error.name or name.startswith(f"{error.name}.")):
            raise
        msg = (
            f"connector.fresh({name!r}): there is no module {error.name!r} on the import path. Name it as the test "
            "would import it; pytest's setting pythonpath adds a directory to the path."
        )
        raise BadContract(msg) from None
