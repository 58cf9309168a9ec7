"""Does the oracle say of suppliers' samples what its rules demand? `expected_samples.py` is the table, made by hand."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .expected_samples import MID_RUN, PARQUET, SEPARATED, expectations
from .running import TWO_WORKERS, Answers, ask

PROJECT = Path(__file__).with_name("objects")
EXPECTED = expectations()
TABLE = pa.table(
    {
        "id": [1, 2, 3],
        "user_id": pa.array([7, 7, 8], pa.int32()),
        "amount": [1.5, 0.25, 20.0],
        "note": ["a", None, "b"],
    },
    schema=pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("user_id", pa.int32(), nullable=False),
            pa.field("amount", pa.float64(), nullable=False),
            pa.field("note", pa.string()),
        ]
    ),
)
SHEET = "id,user_id,amount,note\n1,7,1.5,a\n2,7,0.25,\n3,8,20.0,b\n"
TABLES = {
    "dropped": TABLE.drop_columns(["amount"]),
    "added": TABLE.append_column("channel", pa.array(["web", "app", "web"])),
    "reordered": TABLE.select(["note", "id", "user_id", "amount"]),
    "renamed": TABLE.rename_columns(["id", "user_id", "total", "note"]),
    "retyped": TABLE.set_column(
        2, pa.field("amount", pa.string(), nullable=False), pa.array(["1.5", "0.25", "20.0"], pa.string())
    ),
    "packed": TABLE,
    "same": TABLE,
}
SHEETS = {
    "dropped": "id,user_id,amount\n1,7,1.5\n2,7,0.25\n",
    "dropped-user": "id,amount,note\n1,1.5,a\n2,0.25,\n",
    "added": "id,channel,user_id,amount,note\n1,web,7,1.5,a\n2,app,7,0.25,\n",
    "reordered": "amount,id,user_id,note\n1.5,1,7,a\n0.25,2,7,\n",
    "renamed": "id,user_id,total,note\n1,7,1.5,a\n2,7,0.25,\n",
    "retyped": "id,user_id,amount,note\nA-1,7,1.5,a\nA-2,7,0.25,\nA-3,7,0.25,\n",
    "semicolons": SHEET.replace(",", ";"),
    "same": SHEET,
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the oracle says of all samples in one run."""
    folder = Path(tmp_path_factory.mktemp("samples"))
    changes = []
    for name in PARQUET:
        codec = "zstd" if name == "packed" else "snappy"
        pq.write_table(TABLES[name], folder / f"{name}.parquet", compression=codec)
        changes.append(f"--connector-change=events={folder / name}.parquet")
    for name in SEPARATED:
        called = f"{name}.csv.gz" if name == "packed" else f"{name}.csv"
        data = SHEETS.get(name, SHEET).encode()
        (folder / called).write_bytes(gzip.compress(data) if name == "packed" else data)
        changes.append(f"--connector-change=sheets/={folder / called}")
    options = [*TWO_WORKERS, *changes, "-k", f"not mid-run or {' or '.join(MID_RUN)}"]
    return ask(folder / "samples.json", ["contracts_samples.py"], options=options, project=PROJECT)


@pytest.mark.parametrize("connector", dict.fromkeys(connector for connector, _ in EXPECTED))
def test_each_sample_comes_to_what_is_expected(connector: str, answers: Answers) -> None:
    """With each sample, in each placement, a connector comes to the letter that stands in the table."""
    assert answers.cells[connector, "baseline"].letter == "S", answers.cells[connector, "baseline"].told
    asked = {scenario: letter for (name, scenario), letter in EXPECTED.items() if name == connector}
    found = {scenario: answers.cells[connector, scenario] for scenario in asked}
    wrong = [scenario for scenario, letter in asked.items() if found[scenario].letter != letter]
    assert not wrong, "\n".join(
        f"{scenario}: expected {asked[scenario]}, found {found[scenario].letter} {found[scenario].told}"
        for scenario in wrong
    )


def test_a_sample_like_ours_is_nothing_to_rehearse(answers: Answers) -> None:
    """A sample that differs in nothing says so, by its name, in each placement."""
    for place in ("", "-new-only", "-mid-run"):
        told = answers.cells["csv-by-name", f"change-same{place}"].worst
        assert told.reason == "nothing to rehearse: same.csv differs in nothing from what is declared"
