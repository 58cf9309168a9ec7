"""Does the JSON report hold what its description says, all of it and nothing else?"""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

from pytest_connectors.reporting.json_report import VERSION, json_report
from pytest_connectors.reporting.matrix import About, Matrix
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Family
from pytest_connectors.verdicts.case import Case
from pytest_connectors.verdicts.outcome import Outcome, Silence

DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "report.md").read_text(encoding="utf-8")
CASE = Case(
    "purchases",
    "column-dropped",
    "drift",
    target="amount",
    change="column 'amount' dropped from purchases",
    outcome=Outcome.SILENT,
    silence=Silence.ALTERED,
    owed=Owed.SPEAK,
    fails=True,
    differences=(("amount", "0.10", "None"),),
    rows=("{'amount': Decimal('0.10')}",),
    nodeid="test_purchases.py::test_reads[column-dropped]",
)
MATRIX = Matrix.of([CASE], [About("purchases", "growth-ml", "1.4.0", "2030-06-30")], ["PostgreSQL 16.4, a wheel"])


def documented(section: str) -> list[str]:
    """The fields of one section of docs/report.md, in order."""
    text = DOCUMENTATION.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def row(field: str) -> str:
    """What docs/report.md says of one field of a case."""
    section = DOCUMENTATION.partition("\n## A case\n")[2]
    found = re.search(rf"^\| `{field}` \|.*$", section, re.MULTILINE)
    assert found is not None
    return found[0]


def test_every_field_of_a_case_is_documented() -> None:
    """Each field of a case stands in docs/report.md, in the same order, and no other does."""
    assert documented("A case") == [field.name for field in dataclasses.fields(Case)]


def test_every_field_of_the_document_and_of_a_connector_is_documented() -> None:
    """The document's and a connector's fields are those of docs/report.md."""
    document = json.loads(json_report(MATRIX))
    assert documented("The document") == list(document)
    assert documented("A connector") == list(document["connectors"][0])


def test_every_value_is_documented() -> None:
    """Whatever an outcome, a class, a family or what is owed can be, docs/report.md names it."""
    for field, values in (("outcome", Outcome), ("silence", Silence), ("family", Family), ("owed", Owed)):
        missing = [value.value for value in values if f"`{value.value}`" not in row(field)]
        assert not missing, f"docs/report.md does not name {missing} as values of {field}"


def test_documented_types_are_the_real_ones() -> None:
    """Each value in a report has the type that docs/report.md gives for its field."""
    kinds = {"text": str, "boolean": bool, "list": list, "list of text": list, "null": type(None), "integer": int}
    case = json.loads(json_report(MATRIX))["cases"][0]
    for field, value in case.items():
        named = row(field).split("|")[2].strip()
        assert isinstance(value, tuple(kinds[name] for name in named.split(" or "))), (
            f"{field}: {value!r} is no {named}"
        )


def test_the_version_is_documented() -> None:
    """The page describes the version that is written."""
    assert f"describes version {VERSION}." in DOCUMENTATION


def test_a_case_comes_back_as_it_was() -> None:
    """Nothing of a case is lost on its way through the report."""
    case = json.loads(json_report(MATRIX))["cases"][0]
    assert Case.from_json(json.dumps(case)) == CASE


def test_the_example_finds_what_it_asks_for(tmp_path: Path) -> None:
    """The snippet of docs/report.md runs on a real report, and prints the silent case."""
    (tmp_path / "connectors.json").write_text(json_report(MATRIX), encoding="utf-8")
    code = re.search(r"^```python\n(.*?)^```", DOCUMENTATION, re.DOTALL | re.MULTILINE)
    assert code is not None
    command = [sys.executable, "-c", code[1]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("purchases amount None\n", "")
