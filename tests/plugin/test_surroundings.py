"""What does one run leave to the next? Nothing that a body changes around it; and the user's own fixtures serve all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .project import Project

TESTS = """{SHOP}
import logging
from pathlib import Path

made = []

@pytest.fixture
def prepared(tmp_path):
    (tmp_path / "given").write_text("as it was")
    made.append("function")
    return tmp_path

@pytest.fixture(scope="module")
def settings():
    made.append("module")
    return {"limit": 1000}

@pytest.fixture
def dsn(postgres):
    return postgres.url

@pytest.fixture(params=["a", "b"])
def letter(request):
    return request.param

@pytest.mark.connector("own fixtures", reads=PURCHASES, only="column-added")
def test_own_fixtures(prepared, settings, dsn, letter, connector, postgres, tmp_path):
    assert dsn == postgres.url
    assert tmp_path == prepared
    assert connector(load, dsn)[: settings["limit"]]

@pytest.mark.connector("leaves things", reads=PURCHASES, only=["column-added", "column-dropped"])
def test_restored(prepared, connector, postgres, monkeypatch, capsys, caplog, tmp_path):
    assert sorted(path.name for path in prepared.iterdir()) == ["given"]
    assert (prepared / "given").read_text() == "as it was"
    assert "LEFT" not in os.environ and "PATCHED" not in os.environ
    assert "/left" not in sys.path
    assert Path.cwd() == pytest_root
    assert capsys.readouterr().out == ""
    assert caplog.records == []
    assert list(connector.workdir.iterdir()) == []
    (prepared / "given").unlink()
    (prepared / "folder").mkdir()
    (prepared / "folder" / "file").touch()
    (connector.workdir / "file").touch()
    os.environ["LEFT"] = "1"
    monkeypatch.setenv("PATCHED", "1")
    sys.path.insert(0, "/left")
    os.chdir(prepared)
    print("said")
    logging.warning("logged")
    assert connector(load, postgres.url) is not None
    assert capsys.readouterr().out == "said\\n"
    assert [record.message for record in caplog.records] == ["logged"]

pytest_root = Path.cwd()

@pytest.mark.connector("state", reads=PURCHASES, only="column-added")
def test_state(connector, postgres):
    seen = connector.state.get("runs", 0)
    def since(url):
        connector.state["runs"] = seen + 1
        (connector.state / "cursor").write_text(str(seen))
        return load(url)
    assert seen in (0, 1)
    connector(since, postgres.url)

@pytest.mark.connector("skips", reads=PURCHASES, only="column-added")
def test_skips(connector, postgres):
    connector(load, postgres.url)
    pytest.skip("not today")

@pytest.mark.connector("address", reads=PURCHASES, only=["column-added", "password-rotated"])
def test_same_address(connector, postgres, known={}):
    assert known.setdefault("url", postgres.url) == postgres.url
    assert postgres.env["DATABASE_URL"] == postgres.url
    assert connector(load, postgres.url)

def test_how_often():
    assert made.count("module") == 1
"""


@pytest.mark.parametrize("contracts", [True, False])
def test_nothing_is_left_to_the_next_run(project: Callable[..., Project], *, contracts: bool) -> None:
    """Files in tmp_path, cwd, environment, sys.path, output and logs are as the fixtures made them, in each run."""
    result = project({"test_it.py": TESTS}).run(contracts=contracts)
    failed = {name: test.text for name, test in result.tests.items() if test.outcome in ("failed", "error")}
    assert not failed, "\n".join(failed.values())
    if contracts:
        assert result.counts == {"passed": 13, "skipped": 2}
        assert {case["outcome"] for case in result.cases if case["scenario"] == "column-added"} <= {"survives", "void"}
        assert result.verdicts("column-added", "state") == {"survives"}
        assert result.verdicts("password-rotated", "address") == {"loud"}
    else:
        assert result.counts == {"passed": 6, "skipped": 1}
    assert "test_it.py" in result.out.partition("SKIPPED")[2].partition("not today")[0]
