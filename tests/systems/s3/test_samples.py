"""Are a dataset's objects like a sample that takes the place of ours, with our rows in them, and is that told?"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.contract.proposal import proposal_of
from pytest_connectors.drift.changes import Change, Placed, SampleReplaced
from pytest_connectors.drift.changes.files import MID_RUN, NEW_ONLY
from pytest_connectors.drift.schema import Rows
from pytest_connectors.errors import BadContract
from pytest_connectors.systems.s3.files import Objects, objects_of
from pytest_connectors.systems.s3.proposing import sampled_change, told

TODAY = dt.date(2026, 5, 6)
SCHEMA = pa.schema([
    ("id", pa.int64()), ("amount", pa.float64()), ("note", pa.string()), ("at", pa.timestamp("us")),
    ("day", pa.date32()),
])  # fmt: skip
ROWS: Rows = tuple(
    {
        "id": i, "amount": i + 0.5, "note": None if i == 1 else f"n{i}",
        "at": dt.datetime(2026, 1, 1, i, 0, 0, 250000), "day": dt.date(2026, 1, 1 + i // 3),  # noqa: DTZ001 - a column without zone
    }
    for i in range(9)
)  # fmt: skip
OURS = pa.Table.from_pylist(list(ROWS), schema=SCHEMA)
HEAD = "id,amount,note,at,day\n"
LINE = "1,2.5,x,2026-01-01T10:00:00.250000,2026-01-01\n"
JSON = {"id": 1, "amount": 2.5, "note": "x", "at": "2026-01-01T10:00:00.250000", "day": "2026-01-01"}


def parquet(table: pa.Table, **written: Any) -> bytes:
    """The table as bytes."""
    sink = io.BytesIO()
    pq.write_table(table, sink, **written)
    return sink.getvalue()


def lines(*rows: dict[str, Any]) -> bytes:
    """The rows as JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


class Try:
    """A dataset, and a sample that takes the place of its own."""

    def __init__(self, folder: Path, data: bytes | str, form: str = "parquet", name: str = "", **given: Any) -> None:
        """The sample holds these bytes."""
        schema = {} if "sample" in given else {"schema": SCHEMA}
        self.dataset = Dataset("raw/activity/", bucket="acme", format=form, **{**schema, **given})
        path = folder / (name or f"next.{form}")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        self.change = sampled_change(self.dataset, proposal_of(f"raw-activity={path.name}", folder))

    @property
    def found(self) -> SampleReplaced:
        """The change, which must be one."""
        assert self.change is not None
        return self.change

    @property
    def said(self) -> tuple[str, ...]:
        """What is other, in words."""
        return () if self.change is None else self.change.differences

    def objects(self, *changes: Change, rows: Rows = ROWS) -> Objects:
        """The objects after the change, or after others."""
        return objects_of(self.dataset, rows, changes or (self.found,), TODAY)

    def tables(self, rows: Rows = ROWS) -> list[pa.Table]:
        """What pyarrow reads from each object."""
        return [pq.read_table(pa.BufferReader(data)) for data in self.objects(rows=rows).now.values()]

    def column(self, name: str, rows: Rows = ROWS) -> list[Any]:
        """What pyarrow reads in a column of all objects."""
        return [value for table in self.tables(rows) for value in table[name].to_pylist()]

    def sheets(self, **dialect: Any) -> list[list[str]]:
        """The lines that the csv module reads from the first object."""
        data = next(iter(self.objects().now.values()))
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
        return list(csv.reader(io.StringIO(text, newline=""), **dialect))

    @property
    def first(self) -> dict[str, Any]:
        """The first JSON object."""
        row: dict[str, Any] = json.loads(next(iter(self.objects().now.values())).splitlines()[0])
        return row


def test_columns_that_are_gone_come_and_move(tmp_path: Path) -> None:
    """Our rows stand in the sample's columns, in its order; new ones hold the sample's own values in turn."""
    sample = OURS.select(["note", "id", "at"]).append_column("channel", pa.array(["web", "app"] * 4 + ["web"]))
    tried = Try(tmp_path, parquet(sample))
    assert tried.tables()[0].column_names == ["note", "id", "at", "channel"]
    assert tried.column("id") == [row["id"] for row in ROWS]
    assert tried.tables()[0]["channel"].to_pylist() == ["web", "app", "web"]
    assert tried.said == (
        "column 'amount' is gone",
        "column 'day' is gone",
        "column 'channel' (string) is new",
        "columns stand in another order",
    )
    assert told(tried.dataset, tried.found) == (
        (
            "- amount double",
            "- day date32[day]",
            "+ channel string",
            "- columns id, amount, note, at, day",
            "+ columns note, id, at, channel",
        ),
        "ERR column-removed, INFO column-added, INFO column-moved",
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["id", "total", "note", "at", "day"], ["column 'amount' is taken for renamed to 'total'"]),
        (
            ["ID", "Amount", "NOTE", "At", "Day"],
            [
                f"column {name.lower()!r} is taken for renamed to {name!r}"
                for name in ("ID", "Amount", "NOTE", "At", "Day")
            ],
        ),
        # Two went and two came: which is which cannot be seen.
        (["id", "total", "remark", "at", "day"], ["column 'amount' is gone", "column 'note' is gone"]),
    ],
)
def test_a_column_is_taken_for_renamed_where_it_can_be_seen(tmp_path: Path, names: list[str], said: list[str]) -> None:
    """Where exactly one went and one of its type came, or the letters are the same, values go under the new name."""
    tried = Try(tmp_path, parquet(OURS.rename_columns(names)))
    assert list(tried.said[: len(said)]) == said
    if "gone" not in said[0]:
        assert len(tried.said) == len(said)
        assert tried.column(names[1]) == [row["amount"] for row in ROWS]


def test_one_that_came_of_another_type_is_no_renamed_one(tmp_path: Path) -> None:
    """A column of another type that came is new, and the one that went is gone."""
    tried = Try(tmp_path, parquet(OURS.drop_columns(["amount"]).append_column("total", pa.array(list(range(9))))))
    assert tried.said == ("column 'amount' is gone", "column 'total' (int64) is new")


DAY, SECOND = dt.date(2026, 1, 1), dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a column without zone


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("id", pa.int32(), [0, 1, 2]),
        ("id", pa.string(), ["0", "1", "2"]),
        ("id", pa.bool_(), [False, True, True]),
        ("id", pa.decimal128(10, 2), [Decimal("0.00"), Decimal("1.00"), Decimal("2.00")]),
        ("amount", pa.string(), ["0.5", "1.5", "2.5"]),
        ("amount", pa.int64(), [0, 1, 2]),
        ("amount", pa.decimal128(10, 2), [Decimal("0.50"), Decimal("1.50"), Decimal("2.50")]),
        ("note", pa.large_string(), ["n0", None, "n2"]),
        ("note", pa.dictionary(pa.int32(), pa.string()), ["n0", None, "n2"]),
        ("at", pa.timestamp("s"), [SECOND.replace(hour=hour) for hour in range(3)]),
        (
            "at",
            pa.timestamp("us", "UTC"),
            [dt.datetime(2026, 1, 1, hour, 0, 0, 250000, dt.UTC) for hour in range(3)],
        ),
        ("at", pa.date32(), [DAY, DAY, DAY]),
        ("day", pa.timestamp("ms"), [SECOND, SECOND, SECOND]),
        ("day", pa.string(), ["2026-01-01"] * 3),
    ],
)
def test_values_become_of_the_samples_type(tmp_path: Path, name: str, kind: pa.DataType, values: list[Any]) -> None:
    """A column of the same name keeps its values, as the sample's type has them."""
    place = SCHEMA.get_field_index(name)
    own = pa.nulls(9, kind) if kind != pa.timestamp("s") else OURS["at"].cast(pa.timestamp("ms")).cast(kind, safe=False)
    tried = Try(tmp_path, parquet(OURS.set_column(place, name, own), version="2.6"))
    if kind == pa.timestamp("s"):
        # Parquet knows no seconds: what was written as such is read as milliseconds.
        kind, values = pa.timestamp("ms"), [row[name].replace(microsecond=250000) for row in ROWS[:3]]  # type: ignore[attr-defined]
    table = tried.tables()[0]
    assert table.schema.field(name).type == kind
    assert table[name].to_pylist() == values
    assert tried.said == (f"column {name!r} is {kind}, was {SCHEMA.field(name).type}",)


def test_what_does_not_become_of_the_type_is_the_samples_own(tmp_path: Path) -> None:
    """Texts that are no numbers become the sample's own numbers; where numbers were and codes are now, too."""
    tried = Try(tmp_path, parquet(OURS.set_column(2, "note", pa.array([7, 8, 9] * 3))))
    assert tried.column("note")[:3] == [7, None, 9]
    tried = Try(tmp_path, parquet(OURS.set_column(0, "id", pa.array([f"A-{i}" for i in range(9)]))))
    assert tried.column("id")[:3] == ["A-0", "A-1", "A-2"]
    assert tried.said == ("column 'id' is string, was int64, with the sample's own values",)


def test_a_column_that_holds_no_null_is_filled(tmp_path: Path) -> None:
    """Where the sample says that there is no null, its own value stands for ours; any other where it has none."""
    field = pa.field("note", pa.string(), nullable=False)
    tried = Try(tmp_path, parquet(OURS.set_column(2, field, pa.array(["own"] * 9))))
    assert "column 'note' holds no null" in tried.said
    assert tried.column("note")[:3] == ["n0", "own", "n2"]
    empty = pa.schema([*SCHEMA, pa.field("count", pa.int32(), nullable=False)]).empty_table()
    assert None not in Try(tmp_path, parquet(empty)).column("count")


def test_a_sample_without_rows_is_its_schema(tmp_path: Path) -> None:
    """Of Parquet without rows the schema counts, of CSV the names; what is new is null."""
    assert Try(tmp_path, parquet(SCHEMA.empty_table())).change is None
    tried = Try(tmp_path, parquet(pa.schema([*SCHEMA, ("channel", pa.string())]).empty_table()))
    assert set(tried.column("channel")) == {None}
    assert Try(tmp_path, HEAD, "csv").change is None
    assert Try(tmp_path, HEAD.replace("note", "remark"), "csv").said == (
        "column 'note' is taken for renamed to 'remark'",
    )


def test_no_column_in_common_is_told(tmp_path: Path) -> None:
    """A sample that shares no column with the declaration is a change like another, and says so."""
    tried = Try(tmp_path, parquet(pa.table({"x": [1, 2], "y": ["a", "b"]})))
    assert tried.said == ("no column is shared: there are 'x', 'y'",)
    assert tried.tables()[0].to_pylist()[:2] == [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]


def test_how_parquet_is_written_is_the_samples(tmp_path: Path) -> None:
    """Codec, version, row groups and dictionaries are the sample's; a comparison of schemas says nothing of them."""
    data = parquet(OURS, compression="zstd", version="1.0", row_group_size=2, use_dictionary=False)
    tried = Try(tmp_path, data)
    file = pq.ParquetFile(pa.BufferReader(next(iter(tried.objects().now.values())))).metadata
    column = file.row_group(0).column(0)
    assert (column.compression, column.has_dictionary_page, file.row_group(0).num_rows) == ("ZSTD", False, 2)
    assert told(tried.dataset, tried.found)[1] == "INFO nothing but the encoding"
    assert set(tried.said) == {"codec zstd", "format version '1.0'", "rows in a group 2", "dictionary encoding no"}


@pytest.mark.parametrize(
    ("data", "said", "first"),
    [
        (HEAD + LINE, (), ()),
        # Text has no types: 2 may be an amount, and where nothing stands any type may be.
        (HEAD + "1,2,,2026-01-01T10:00:00.250000,2026-01-01\n", (), ()),
        ((HEAD + LINE).replace(",", ";"), ("delimiter ';'",), ("0", "0.5", "n0")),
        ((HEAD + LINE).replace("\n", "\r\n"), (r"line ends '\r\n'",), ("0", "0.5", "n0")),
        (LINE, ("header no",), ("0", "0.5", "n0")),
        (
            HEAD + LINE.replace("T", " "),
            ("between day and time ' '",),
            ("0", "0.5", "n0", "2026-01-01 00:00:00.250000"),
        ),
        (HEAD + LINE.replace("2.5", '"2,5"'), ("numbers 1,5",), ("0", "0,5", "n0")),
        (
            HEAD + LINE.replace(",2026-01-01\n", ",31/12/2026\n"),
            ("days 31/12/2026",),
            ("0", "0.5", "n0", "01/01/2026T00:00:00.250000", "01/01/2026"),
        ),
        (
            HEAD + LINE.replace("1,", "A-1,", 1),
            ("column 'id' is string, was int64, with the sample's own values",),
            ("A-1", "0.5", "n0"),
        ),
        (
            HEAD + LINE.replace("10:00:00.250000", "10:00:00"),
            ("column 'at' is timestamp[s], was timestamp[us]",),
            ("0", "0.5", "n0", "2026-01-01T00:00:00"),
        ),
    ],
)
def test_how_csv_is_written_is_the_samples(
    tmp_path: Path, data: str, said: tuple[str, ...], first: tuple[str, ...]
) -> None:
    """Delimiter, quotes, header, line ends, moments, decimals and days are the sample's; types as far as they show."""
    tried = Try(tmp_path, data, "csv")
    assert tried.said == said
    if said:
        rows = tried.sheets(delimiter=";" if ";" in data else ",")
        assert tuple(rows[0 if data == LINE else 1][: len(first)]) == first


def test_columns_without_names_are_taken_by_their_places(tmp_path: Path) -> None:
    """Where one side has no header, columns are what stands at their place; one more is new, one less is gone."""
    assert Try(tmp_path, LINE.replace("\n", ",web\n"), "csv").said == ("column 'f5' (string) is new", "header no")
    assert Try(tmp_path, LINE.replace(",2026-01-01\n", "\n"), "csv").said == ("column 'day' is gone", "header no")
    (tmp_path / "ours.csv").write_text(LINE)
    tried = Try(tmp_path, HEAD + LINE, "csv", sample=tmp_path / "ours.csv")
    assert tried.said[:2] == ("column 'f0' is called 'id'", "column 'f1' is called 'amount'")
    assert tried.said[-1] == "header yes"


@pytest.mark.parametrize(("name", "key"), [("next.csv.gz", "part-00000.csv.gz"), ("next.csv", "part-00000.csv")])
def test_gzip_is_called_as_the_sample_is(tmp_path: Path, name: str, key: str) -> None:
    """Objects are gzip where the sample is; their keys end in .gz where the sample's name does."""
    tried = Try(tmp_path, gzip.compress((HEAD + LINE).encode()), "csv", name)
    assert tried.said == ("gzip yes",)
    assert next(iter(tried.objects().now)) == f"raw/activity/{key}"
    assert tried.sheets()[1][:2] == ["0", "0.5"]
    (tmp_path / "ours.csv.gz").write_bytes(gzip.compress((HEAD + LINE).encode()))
    plain = Try(tmp_path, HEAD + LINE, "csv", sample=tmp_path / "ours.csv.gz")
    assert plain.said == ("gzip no",)
    assert next(iter(plain.objects().now)) == "raw/activity/part-00000.csv"


@pytest.mark.parametrize(
    ("rows", "said", "first"),
    [
        ([JSON], (), {}),
        ([JSON | {"amount": 2}], (), {}),
        ([JSON | {"id": "1"}], ("column 'id' is string, was int64",), {"id": "0"}),
        (
            [JSON | {"id": "A-1"}],
            ("column 'id' is string, was int64, with the sample's own values",),
            {"id": "A-1"},
        ),
        (
            [JSON | {"at": "2026-01-01T10:00:00Z"}],
            ("column 'at' is timestamp[s, tz=UTC], was timestamp[us]", "zone of moments Z"),
            {"at": "2026-01-01T00:00:00Z"},
        ),
        ([JSON | {"tags": ["a"]}], ("column 'tags' (list<item: string>) is new",), {"tags": ["a"]}),
        (
            [JSON, {name: value for name, value in JSON.items() if name != "note"}],
            ("key 'note' is left out where it is null",),
            {"note": "n0"},
        ),
    ],
)
def test_json_lines_say_their_types(
    tmp_path: Path, rows: list[dict[str, Any]], said: tuple[str, ...], first: dict[str, Any]
) -> None:
    """In JSON a number and a text are not the same; a whole number may be one with a fraction."""
    tried = Try(tmp_path, lines(*rows), "jsonl")
    assert tried.said == said
    if said:
        assert {name: tried.first[name] for name in first} == first


def test_a_key_that_is_left_out_is_left_out(tmp_path: Path) -> None:
    """Where the sample's rows lack a key and never say null, ours lack it where it is null."""
    tried = Try(tmp_path, lines(JSON, {name: value for name, value in JSON.items() if name != "note"}), "jsonl")
    written = [json.loads(line) for line in next(iter(tried.objects().now.values())).splitlines()]
    assert ["note" in row for row in written] == [True, False, True]


@pytest.mark.parametrize("data", [parquet(OURS), parquet(OURS.drop_columns(["day"]))], ids=["held", "left out"])
def test_what_stands_in_the_keys_may_stand_in_a_sample(tmp_path: Path, data: bytes) -> None:
    """A sample with the column of a partition, or without it, is like ours: objects hold it in neither case."""
    assert Try(tmp_path, data, partitioned_by="day").change is None
    other = parquet(OURS.drop_columns(["note"]))
    tried = Try(tmp_path, other, partitioned_by="day")
    assert tried.said == ("column 'note' is gone",)
    assert tried.tables()[0].column_names == ["id", "amount", "at"]
    assert len(tried.objects().now) == 3


def test_new_objects_alone_and_in_mid_run(tmp_path: Path) -> None:
    """In new objects alone the old ones stay as they were; in mid-run all change after the first was read."""
    tried = Try(tmp_path, parquet(OURS.drop_columns(["note"])))
    new = tried.objects(Placed(tried.found, NEW_ONLY))
    names = [pq.read_table(pa.BufferReader(data)).column_names for data in new.now.values()]
    assert ["note" in one for one in names] == [True, True, False]
    later = tried.objects(Placed(tried.found, MID_RUN))
    assert list(later.now.values()) == [parquet(OURS.slice(i, 3)) for i in (0, 3, 6)]
    assert later.later is not None
    assert all("note" not in pq.read_table(pa.BufferReader(data)).column_names for data in later.later.values())
    assert tried.found.sentence == "objects of raw-activity are like next.parquet: column 'note' is gone"


@pytest.mark.parametrize(
    ("name", "data", "form", "said"),
    [
        ("next.csv", HEAD + LINE, "parquet", "'next.csv' is CSV, to judge by its name. Objects of"),
        ("next.parquet", HEAD + LINE, "parquet", "'next.parquet' is no Parquet file: it begins with b'id,amount,no'"),
        ("next.csv", parquet(OURS), "csv", "'next.csv' is no CSV file: it is a Parquet file."),
        ("next.csv", lines(JSON), "csv", "'next.csv' is no CSV file: it is JSON"),
        ("next.jsonl", "[1]", "jsonl", "'next.jsonl' is no JSON Lines file: it is one JSON array"),
        ("next.csv", "", "csv", "'next.csv' is empty. Give a file with a few rows"),
        ("next.csv.gz", b"\x1f\x8bx", "csv", "'next.csv.gz' is broken gzip"),
        ("next.csv", "id,amount\n1\n", "csv", "'next.csv' is no CSV file: line 2 has 1 fields, the first one has 2"),
    ],
)
def test_a_bad_sample_is_refused(tmp_path: Path, name: str, data: bytes | str, form: str, said: str) -> None:
    """A sample that cannot be read, or is of another format, is refused, with what to do."""
    with pytest.raises(BadContract) as caught:
        Try(tmp_path, data, form, name)
    text = str(caught.value).replace(f"{tmp_path}/", "")
    assert text.startswith("--connector-change raw-activity: the sample ")
    assert said in text
    assert "give a sample of that format" in text or "Give a" in text
