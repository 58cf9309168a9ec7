"""What do the tests of the plugin share? A place for initialised data directories, and projects that vanish."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .project import Project, project_of


@pytest.fixture(scope="session")
def cache() -> Iterator[Path]:
    """A cache directory for all runs."""
    folder = Path(tempfile.mkdtemp(prefix="plugin-cache-", dir="/tmp")).resolve()
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def project(cache: Path) -> Iterator[Callable[..., Project]]:
    """Makes projects: `project({"test_shop.py": "..."})`."""
    with ExitStack() as stack:
        yield lambda files, **options: stack.enter_context(project_of(files, cache, **options))


@pytest.fixture(scope="module")
def module_project(cache: Path) -> Iterator[Callable[..., Project]]:
    """The same, for a run that several tests look at."""
    with ExitStack() as stack:
        yield lambda files, **options: stack.enter_context(project_of(files, cache, **options))
