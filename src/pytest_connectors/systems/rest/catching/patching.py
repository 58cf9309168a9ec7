"""How are methods of other people's classes replaced for a while, also of modules that are imported only later?"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Method = Callable[..., Any]


class Patches:
    """Methods that are replaced until they are put back.

    A replacement that somebody else has covered in the meantime stays where it is: to put back the original would undo
    theirs. So each must do as the original does once its time is over.
    """

    def __init__(self) -> None:
        self._laid: list[tuple[type, str, Method | None, Method]] = []  # None: the original is inherited
        self._lock = threading.Lock()
        self._over = False

    def lay(self, owner: type, name: str, made: Callable[[type, Method], Method]) -> None:
        """Replace a method by what `made` gives for the class and its original; one that is not there is left."""
        with self._lock:
            original = getattr(owner, name, None)
            if self._over or original is None:
                return
            inherited = name not in vars(owner)
            replacement = made(owner, original)
            setattr(owner, name, replacement)
            self._laid.append((owner, name, None if inherited else original, replacement))

    def put_back(self) -> None:
        """Let the originals be what is called."""
        with self._lock:
            self._over = True
            while self._laid:
                owner, name, original, replacement = self._laid.pop()
                if vars(owner).get(name) is not replacement:
                    continue
                if original is None:
                    delattr(owner, name)
                else:
                    setattr(owner, name, original)


class Arrivals(MetaPathFinder):
    """Tells of modules: at once of those that are imported, of the others when they have been."""

    def __init__(self, tellings: Mapping[str, Callable[[ModuleType], None]]) -> None:
        """`tellings` are called with the module of their name."""
        self._tellings = tellings
        self._searching = threading.local()

    def open(self) -> None:
        """Begin to tell."""
        sys.meta_path.insert(0, self)
        for name, tell in self._tellings.items():
            if name in sys.modules:
                tell(
                    importlib.import_module(name)
                )  # and not from sys.modules: another thread may be in the midst of it

    def close(self) -> None:
        """Tell no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What the finders after this one say of a module that is to be told of."""
        if fullname not in self._tellings or getattr(self._searching, "name", None) == fullname:
            return None
        self._searching.name = fullname
        try:
            spec = next(filter(None, (_asked(finder, fullname, path, target) for finder in list(sys.meta_path))), None)
        finally:
            self._searching.name = None
        if spec is not None and spec.loader is not None:
            spec.loader = _Telling(spec.loader, self._tellings[fullname])
        return spec


def _asked(finder: Any, name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
    find = getattr(finder, "find_spec", None)
    return None if find is None else find(name, path, target)


class _Telling(Loader):
    """Loads a module as its own loader does, and then tells of it."""

    def __init__(self, loader: Any, tell: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._tell = tell

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader  # it shall not keep us
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._tell(module)
