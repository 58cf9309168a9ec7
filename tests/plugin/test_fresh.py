"""What of a connector that reads its settings when it is imported? Each run imports it anew; the old one stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .project import Project

TESTS = """{SHOP}
import os, sys
import app.settings

reads = pytest.mark.connector("settings at import", reads=PURCHASES)

@reads
def test_reads(connector, postgres):
    before = dict(os.environ)
    rows = connector(connector.fresh("app.reader").load)
    assert [row["id"] for row in rows] == [row["id"] for row in postgres.rows]

def test_old_one_is_back():
    assert sys.modules["app.settings"] is app.settings
    assert sys.modules["app"].settings is app.settings
    assert app.settings.URL == "nowhere"
    assert "app.reader" not in sys.modules
    assert "DATABASE_URL" not in os.environ
"""
APP = {
    "pytest.ini": "[pytest]\npythonpath = .\n",
    "app/__init__.py": "from app.settings import URL\n",
    "app/settings.py": "import os\nURL = os.environ.get('DATABASE_URL', 'nowhere')\n",
    "app/reader.py": """
        import psycopg
        from psycopg.rows import dict_row
        from app.settings import URL

        CONNECTION = psycopg.connect(URL, row_factory=dict_row, autocommit=True)

        def load():
            from app import settings
            assert settings.URL == URL
            return CONNECTION.execute("SELECT id, amount FROM purchases").fetchall()
    """,
    "test_shop.py": TESTS,
}


def test_module_that_connects_when_it_is_imported(project: Callable[..., Project]) -> None:
    """A module with a connection of its own is judged like any other; what its import raises, the call raised."""
    shop = project(APP)
    result = shop.run("--connector-scenarios=column-dropped,column-added,password-rotated,select-revoked")
    assert result.code == 0, result.out
    assert result.verdicts("column-dropped") == {"loud"}
    assert result.verdicts("column-added") == {"survives"}
    assert result.verdicts("password-rotated") == {"loud"}
    assert result.outcomes()["test_old_one_is_back"] == "passed"


def test_without_scenarios(project: Callable[..., Project]) -> None:
    """As an ordinary test it runs once, and leaves the old modules and the environment as they were."""
    result = project(APP).run(contracts=False)
    assert result.counts == {"passed": 2}, result.out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("'ap.reader'", "connector.fresh('ap.reader'): there is no module 'ap' on the import path."),
        ("'app.raeder'", "connector.fresh('app.raeder'): there is no module 'app.raeder' on the import path."),
        ("app.settings", "connector.fresh(...) takes the name of a module, such as 'app.reader'"),
        ("'pytest_connectors.call'", "would import the plugin's own parts anew"),
    ],
)
def test_no_module(project: Callable[..., Project], name: str, said: str) -> None:
    """A name that is no module is told at once, and nothing else."""
    files = {**APP, "test_shop.py": APP["test_shop.py"].replace('"app.reader"', name)}
    result = project(files).run("-k", "test_reads and baseline")
    assert result.code == 1
    assert said in result.out
    assert "Traceback" not in result.out
