"""Is each object after a change what the change says, as other programs read it?"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes.files import FilesChanged, Placed
from pytest_connectors.drift.schema import Rows
from pytest_connectors.errors import CannotHappen
from pytest_connectors.systems.s3.files import Objects, objects_of, rows_in, values_became

TODAY = dt.date(2026, 5, 6)
SCHEMA = pa.schema({
    "id": pa.int64(), "name": pa.string(), "price": pa.decimal128(10, 2), "size": pa.float64(),
    "at": pa.timestamp("us"), "day": pa.date32(),
})  # fmt: skip
ROWS: Rows = tuple(
    {
        "id": i, "name": f"Zoë {i}", "price": Decimal(f"{i}.50"), "size": None if i == 4 else i + 0.25,
        "at": dt.datetime(2026, 5, 4, i, 30, 0, 250000), "day": dt.date(2026, 5, 3 + i // 3),  # noqa: DTZ001 - a column without zone
    }
    for i in range(9)
)  # fmt: skip


def dataset(form: str = "parquet", **given: Any) -> Dataset:
    """A dataset of the schema."""
    return Dataset("activity/", bucket="acme", schema=SCHEMA, format=form, **given)


def changed(one: Dataset, *changes: change.Change, rows: Rows = ROWS) -> Objects:
    """The objects after the changes."""
    return objects_of(one, rows, changes, TODAY)


def files(way: str, detail: str = "", column: str = "", one: str = "activity") -> FilesChanged:
    """A change to objects."""
    return FilesChanged(one, way, detail, column)


def tables(objects: Objects) -> list[pa.Table]:
    """What pyarrow reads from each object."""
    return [pq.read_table(pa.BufferReader(data)) for data in objects.now.values()]


def lines(objects: Objects, **dialect: Any) -> list[list[list[str]]]:
    """What the csv module reads from each object."""
    return [list(csv.reader(io.StringIO(data.decode(), newline=""), **dialect)) for data in objects.now.values()]


def records(objects: Objects) -> list[dict[str, Any]]:
    """What the json module reads from all objects."""
    return [json.loads(line) for data in objects.now.values() for line in data.decode().splitlines()]


def test_a_column_is_dropped_renamed_moved_or_added_in_every_object() -> None:
    """A column is dropped renamed moved or added in every object."""
    one = dataset()
    dropped = changed(one, change.ColumnDropped("activity", "name"))
    assert [table.column_names for table in tables(dropped)] == [["id", "price", "size", "at", "day"]] * 3
    renamed = tables(changed(one, change.ColumnRenamed("activity", "name", "Name")))
    assert [table.column_names[1] for table in renamed] == ["Name"] * 3
    assert renamed[0].column("Name").to_pylist() == ["Zoë 0", "Zoë 1", "Zoë 2"]
    last = tables(changed(one, change.ColumnPutLast("activity", "id")))
    assert [table.column_names for table in last] == [["name", "price", "size", "at", "day", "id"]] * 3
    added = tables(changed(one, change.ColumnAdded("activity", "new", "integer", "7", before="name")))
    assert [table.column_names[:3] for table in added] == [["id", "new", "name"]] * 3
    assert added[0].column("new").type == pa.int32()
    assert added[0].column("new").to_pylist() == [7, 7, 7]
    at_end = tables(changed(one, change.ColumnAdded("activity", "new", "text", "a")))
    assert [table.column_names[-1] for table in at_end] == ["new"] * 3


def test_columns_of_csv_and_keys_of_json_lines_change_likewise() -> None:
    """Columns of CSV and keys of JSON Lines change likewise."""
    assert lines(changed(dataset("csv"), change.ColumnPutLast("activity", "id")))[0][:2] == [
        ["name", "price", "size", "at", "day", "id"],
        ["Zoë 0", "0.50", "0.25", "2026-05-04T00:30:00.250000", "2026-05-03", "0"],
    ]
    assert next(iter(records(changed(dataset("jsonl"), change.ColumnRenamed("activity", "id", "ID")))[0])) == "ID"


def test_a_change_to_another_dataset_changes_nothing() -> None:
    """A change to another dataset changes nothing."""
    one = dataset()
    assert changed(one, change.ColumnDropped("other", "name")) == changed(one)


@pytest.mark.parametrize(
    ("column", "to", "way", "kind", "first"),
    [
        ("id", "int32", "cast", pa.int32(), 0),
        ("id", "string", "cast", pa.string(), "0"),
        ("id", "string", "text", pa.string(), "0"),
        ("id", "double", "cast", pa.float64(), 0.0),
        ("name", "large_string", "cast", pa.large_string(), "Zoë 0"),
        ("name", "dictionary", "dictionary", pa.dictionary(pa.int32(), pa.string()), "Zoë 0"),
        ("name", "null", "null", pa.null(), None),
        ("price", "double", "cast", pa.float64(), 0.5),
        ("price", "string", "text", pa.string(), "0.50"),
        ("size", "string", "text", pa.string(), "0.25"),
        ("size", "struct", "nested", pa.struct({"value": pa.float64()}), {"value": 0.25}),
        ("at", "timestamp[ms]", "cast", pa.timestamp("ms"), dt.datetime(2026, 5, 4, 0, 30, 0, 250000)),  # noqa: DTZ001 - as above
        (
            "at",
            "timestamp[us, tz=UTC]",
            "cast",
            pa.timestamp("us", "UTC"),
            dt.datetime(2026, 5, 4, 0, 30, 0, 250000, dt.UTC),
        ),
        ("at", "int64", "epoch", pa.int64(), 1777854600250),
        ("at", "double", "epoch", pa.float64(), 1777854600.25),
        ("at", "string", "text", pa.string(), "2026-05-04T00:30:00.250000"),
        ("day", "int64", "epoch", pa.int64(), 1777766400000),
    ],
)
def test_a_column_is_of_another_type(column: str, to: str, way: str, kind: pa.DataType, first: object) -> None:
    """A column is of another type."""
    retyping = change.ColumnRetyped("activity", column, str(SCHEMA.field(column).type), to, way=way)
    found = tables(changed(dataset(), retyping))
    assert [table.schema.field(column).type for table in found] == [kind] * 3
    assert found[0].column(column)[0].as_py() == first
    assert values_became(dataset(), retyping, ROWS)[0] == (ROWS[0][column], first)


def test_nanoseconds_say_the_same_moment() -> None:
    """Nanoseconds say the same moment."""
    retyping = change.ColumnRetyped("activity", "at", "timestamp[us]", "timestamp[ns]")
    found = tables(changed(dataset(), retyping))[0].column("at")
    assert found.type == pa.timestamp("ns")
    assert found.cast(pa.timestamp("us"))[0].as_py() == ROWS[0]["at"]
    assert values_became(dataset(), retyping, ROWS)[0] == (ROWS[0]["at"], ROWS[0]["at"])


def test_json_lines_and_csv_hold_the_new_form() -> None:
    """JSON Lines and CSV hold the new form."""
    nested = change.ColumnRetyped("activity", "id", "int64", "struct", way="nested")
    assert records(changed(dataset("jsonl"), nested))[1]["id"] == {"value": 1}
    nested = change.ColumnRetyped("activity", "size", "double", "struct", way="nested")
    found = records(changed(dataset("jsonl"), nested))
    assert [row["size"] for row in found[3:6]] == [{"value": 3.25}, None, {"value": 5.25}]
    text = change.ColumnRetyped("activity", "id", "int64", "string", way="text")
    assert records(changed(dataset("jsonl"), text))[1]["id"] == "1"
    text = change.ColumnRetyped("activity", "size", "double", "string", way="text")
    assert [row["size"] for row in records(changed(dataset("jsonl"), text))[3:6]] == ["3.25", None, "5.25"]
    epoch = change.ColumnRetyped("activity", "at", "timestamp[us]", "int64", way="epoch")
    assert lines(changed(dataset("csv"), epoch))[0][1][4] == "1777854600250"


@pytest.mark.parametrize(
    ("form", "column", "to", "way", "pairs"),
    [
        ("csv", "at", "timestamp[ms]", "cast", [("2026-05-04T00:30:00.250000", "2026-05-04T00:30:00.250")]),
        (
            "csv",
            "at",
            "timestamp[us, tz=UTC]",
            "cast",
            [("2026-05-04T00:30:00.250000", "2026-05-04T00:30:00.250000+00:00")],
        ),
        (
            "csv",
            "at",
            "int64",
            "epoch",
            [("2026-05-04T00:30:00.250000", "1777854600250"), ("2026-05-04T00:30:00.250000", 1777854600250)],
        ),
        ("csv", "price", "double", "cast", [("0.50", "0.5"), ("0.50", 0.5)]),
        ("jsonl", "at", "timestamp[ms]", "cast", [("2026-05-04T00:30:00.250000", "2026-05-04T00:30:00.250")]),
        ("jsonl", "at", "int64", "epoch", [("2026-05-04T00:30:00.250000", 1777854600250)]),
        ("jsonl", "at", "struct", "nested", [("2026-05-04T00:30:00.250000", {"value": "2026-05-04T00:30:00.250000"})]),
        ("jsonl", "price", "string", "text", [(0.5, "0.50")]),
    ],
)
def test_what_the_words_of_a_text_format_became(
    form: str, column: str, to: str, way: str, pairs: list[tuple[object, object]]
) -> None:
    """Who hands on the words of CSV or JSON Lines hands on what they became; the values are still known as well."""
    retyping = change.ColumnRetyped("activity", column, str(SCHEMA.field(column).type), to, way=way)
    became = values_became(dataset(form), retyping, ROWS)
    assert [pair for pair in pairs if pair not in became] == []
    assert became[0][0] == ROWS[0][column]


@pytest.mark.parametrize("codec", ["zstd", "lz4", "gzip", "none"])
def test_the_codec_changes_and_nothing_else(codec: str) -> None:
    """The codec changes and nothing else."""
    objects = changed(dataset(), files("codec-changed", codec))
    for data in objects.now.values():
        column = pq.ParquetFile(pa.BufferReader(data)).metadata.row_group(0).column(1)
        assert column.compression == {"none": "UNCOMPRESSED"}.get(codec, codec.upper())
    assert rows_in(dataset(), objects.now) == ROWS


def test_parquet_is_of_another_version() -> None:
    """Parquet is of another version."""
    before, after = changed(dataset()), changed(dataset(), files("parquet-v2"))
    for old, new in zip(before.now.values(), after.now.values(), strict=True):
        was, became = (pq.ParquetFile(pa.BufferReader(data)).metadata for data in (old, new))
        assert (was.format_version, became.format_version) == ("2.6", "1.0")
        start = became.row_group(0).column(0).data_page_offset
        assert new[start : start + 2] == b"\x15\x06"
    assert [table.to_pylist() for table in tables(after)] == [table.to_pylist() for table in tables(before)]


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_objects_are_gzip_under_another_or_the_same_name(form: str) -> None:
    """Objects are gzip under another or the same name."""
    before = changed(dataset(form)).now
    for detail in (".gz", "the same name"):
        after = changed(dataset(form), files("suffix-gzipped", detail)).now
        assert list(after) == [key + (detail if detail == ".gz" else "") for key in before]
        assert [gzip.decompress(data) for data in after.values()] == list(before.values())


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_objects_hold_less(form: str) -> None:
    """Objects hold less."""
    before = changed(dataset(form)).now
    assert set(changed(dataset(form), files("file-zero-bytes")).now.values()) == {b""}
    cut = changed(dataset(form), files("file-corrupt")).now
    for key, data in cut.items():
        assert before[key].startswith(data)
        assert len(before[key]) // 3 < len(data) < len(before[key])
        assert before[key][len(data) - 1 : len(data)] != b"\n"
    empty = changed(dataset(form), files("file-empty"))
    if form == "parquet":
        assert [(table.num_rows, table.schema) for table in tables(empty)] == [(0, SCHEMA)] * 3
        with pytest.raises(pa.ArrowInvalid):
            pq.read_table(pa.BufferReader(next(iter(cut.values()))))
    else:
        assert set(empty.now.values()) == {b"id,name,price,size,at,day\n" if form == "csv" else b""}


def test_csv_has_another_delimiter_quote_or_line_end() -> None:
    """CSV has another delimiter quote or line end."""
    one = dataset("csv")
    plain = lines(changed(one))
    assert lines(changed(one, files("csv-delimiter", ";")), delimiter=";") == plain
    quoted = changed(one, files("csv-quote", "'"))
    assert lines(quoted, quotechar="'") == plain
    assert next(iter(quoted.now.values())).startswith(b"'id','name',")
    crlf = changed(one, files("csv-crlf")).now
    assert [data.replace(b"\r\n", b"\n") for data in crlf.values()] == list(changed(one).now.values())
    assert all(data.count(b"\r\n") == 4 for data in crlf.values())


def test_csv_has_another_header_or_none() -> None:
    """CSV has another header or none."""
    one = dataset("csv")
    plain = lines(changed(one))
    assert lines(changed(one, files("csv-header-missing"))) == [found[1:] for found in plain]
    renamed = lines(changed(one, files("csv-header-renamed", "Name", "name")))
    assert [found[0][1] for found in renamed] == ["Name"] * 3
    assert [found[1:] for found in renamed] == [found[1:] for found in plain]
    added = lines(changed(one, files("csv-column-added", "region", "name")))
    assert [line[1] for line in added[0]] == ["region", "added", "added", "added"]
    assert [[*line[:1], *line[2:]] for line in added[0]] == plain[0]


def test_csv_is_encoded_otherwise() -> None:
    """CSV is encoded otherwise."""
    one = dataset("csv")
    before = changed(one).now
    bom = changed(one, files("csv-bom")).now
    assert [data.removeprefix(b"\xef\xbb\xbf") for data in bom.values()] == list(before.values())
    assert all(data.startswith(b"\xef\xbb\xbf") for data in bom.values())
    latin = changed(one, files("csv-latin1")).now
    assert [data.decode("latin-1") for data in latin.values()] == [data.decode() for data in before.values()]
    assert all(b"Zo\xeb" in data for data in latin.values())
    with pytest.raises(CannotHappen, match=r"column 'name' holds '東京', and latin-1 has no '東'"):
        changed(one, files("csv-latin1"), rows=({**ROWS[0], "name": "東京"},))
    with pytest.raises(CannotHappen, match="the same afterwards, byte for byte"):
        changed(one, files("csv-latin1"), rows=({**ROWS[0], "name": "plain"},))


def test_csv_numbers_and_days_are_written_as_in_some_countries() -> None:
    """CSV numbers and days are written as in some countries."""
    one = dataset("csv")
    comma = lines(changed(one, files("csv-decimal-comma")))
    assert comma[0][1] == ["0", "Zoë 0", "0,50", "0,25", "2026-05-04T00:30:00.250000", "2026-05-03"]
    dmy = lines(changed(one, files("csv-date-dmy")))
    assert dmy[0][1][4:] == ["04/05/2026T00:30:00.250000", "03/05/2026"]


def test_csv_lines_are_ragged_or_go_over_several() -> None:
    """CSV lines are ragged or go over several."""
    one = dataset("csv")
    for found in lines(changed(one, files("csv-ragged"))):
        assert [len(line) for line in found] == [6, 7, 5, 6]
    broken = changed(one, change.LinesBroken(one.name, column="name"))
    assert [line[1] for line in lines(broken)[0]] == ["name", "Zo\në 0", "Zoë 1", "Zoë 2"]


def test_json_lines_are_an_array_printed_or_wrapped() -> None:
    """JSON Lines are an array printed or wrapped."""
    one = dataset("jsonl")
    rows = [[json.loads(line) for line in data.splitlines()] for data in changed(one).now.values()]
    array = changed(one, files("jsonl-array")).now
    assert [json.loads(data) for data in array.values()] == rows
    wrapped = changed(one, files("jsonl-wrapped")).now
    assert [json.loads(data) for data in wrapped.values()] == [{"data": found} for found in rows]
    pretty = next(iter(changed(one, files("jsonl-pretty")).now.values())).decode()
    assert pretty.startswith('{\n  "id": 0,\n')
    assert [json.loads(part) for part in pretty.split("\n}\n")[0:1] for part in [part + "}"]] == rows[0][:1]
    assert pretty.count("\n}\n") == 3


def test_keys_of_json_lines_change() -> None:
    """Keys of JSON Lines change."""
    one = dataset("jsonl")
    missing = records(changed(one, files("jsonl-key-missing", column="size")))
    assert [i for i, row in enumerate(missing) if "size" not in row] == [4]
    nan = [str(row["size"]) for row in records(changed(one, files("jsonl-nan", column="size")))]
    assert nan[:6] == ["0.25", "1.25", "2.25", "3.25", "nan", "5.25"]


@pytest.mark.parametrize("way", ["csv-bom", "jsonl-array", "codec-changed", "parquet-v2"])
def test_a_change_of_another_format_cannot_happen(way: str) -> None:
    """A change of another format cannot happen."""
    form = "parquet" if way.startswith(("csv", "jsonl")) else "csv"
    with pytest.raises(CannotHappen, match="objects of activity are no"):
        changed(dataset(form), files(way))


def test_keys_are_named_otherwise() -> None:
    """Keys are named otherwise."""
    one = dataset(partitioned_by=["day"])
    before = changed(one).now
    moved = changed(one, files("prefix-moved", "new/activity")).now
    assert moved == {f"new/{key}": data for key, data in before.items()}
    renamed = changed(one, files("partition-key-renamed", "dt", "day")).now
    assert renamed == {key.replace("day=", "dt="): data for key, data in before.items()}
    written = changed(one, files("partition-value-reformatted", "", "day")).now
    assert list(written) == [f"activity/day=2026050{n}/part-00000.parquet" for n in (3, 4, 5)]
    assert list(written.values()) == list(before.values())
    extension = changed(one, files("extension-changed", ".pq")).now
    assert extension == {key.replace(".parquet", ".pq"): data for key, data in before.items()}
    by_number = dataset(partitioned_by=["id"])
    padded = changed(by_number, files("partition-value-reformatted", "", "id"), rows=ROWS[5:7]).now
    assert [key.split("/")[1] for key in padded] == ["id=05", "id=06"]
    with pytest.raises(CannotHappen, match="do not name the partition 'day'"):
        changed(dataset(keys="{day}/{n}.parquet"), files("partition-key-renamed", "dt", "day"))


def test_a_single_object_is_moved() -> None:
    """A single object is moved."""
    one = Dataset("exports/users.csv", bucket="acme", schema=SCHEMA)
    moved = changed(one, files("prefix-moved", "archive/users.csv", one=one.name))
    assert list(moved.now) == ["archive/users.csv"]


def test_rows_lie_in_more_or_fewer_objects() -> None:
    """Rows lie in more or fewer objects."""
    one = dataset()
    split = tables(changed(one, files("files-split")))
    assert [table.num_rows for table in split] == [1] * 9
    assert [row for table in split for row in table.to_pylist()] == list(ROWS)
    merged = changed(one, files("files-merged"))
    assert [table.to_pylist() for table in tables(merged)] == [list(ROWS)]
    with pytest.raises(CannotHappen, match="one a partition"):
        changed(dataset(partitioned_by=["day"]), files("files-merged"))


@pytest.mark.parametrize(
    ("detail", "found"),
    [
        ("_SUCCESS", {"activity/_SUCCESS"}),
        ("hidden files", {"activity/day=2026-05-03/.part-00000.parquet.crc", "activity/_committed_1"}),
        (
            "directory objects",
            {"activity/", "activity/day=2026-05-03/", "activity/day=2026-05-04/", "activity/day=2026-05-05/"},
        ),
    ],
)
def test_markers_lie_among_the_objects(detail: str, found: set[str]) -> None:
    """Markers lie among the objects."""
    one = dataset(partitioned_by=["day"])
    before, after = changed(one).now, changed(one, files("marker-files", detail)).now
    assert set(after) - set(before) == found
    assert {key: after[key] for key in before} == before
    assert all(after[key] == b"" for key in found if not key.endswith(("crc", "_1")))


def test_the_state_of_an_object_changes() -> None:
    """The state of an object changes."""
    one = dataset()
    before = changed(one)
    last = list(before.now)[-1]
    assert changed(one, files("object-archived")) == Objects(before.now, None, frozenset({last}))
    assert changed(one, files("object-deleted-mid-run")) == Objects(before.now, {last: None})
    replaced = changed(one, files("object-replaced-mid-run"))
    assert replaced.now == before.now
    assert list(replaced.later or {}) == list(before.now)
    for key, data in (replaced.later or {}).items():
        assert data is not None
        assert data != before.now[key]
        assert rows_in(one, {key: data}) == rows_in(one, {key: before.now[key]})


def test_a_change_happens_to_new_objects_alone() -> None:
    """A change happens to new objects alone."""
    one = dataset()
    before = changed(one).now
    after = changed(one, Placed(change.ColumnDropped("activity", "name"), "new-only")).now
    assert [key for key in before if after[key] != before[key]] == list(before)[-1:]
    assert "name" not in pq.read_table(pa.BufferReader(list(after.values())[-1])).column_names
    empty = changed(one, Placed(files("file-empty"), "new-only"))
    assert [table.num_rows for table in tables(empty)] == [3, 3, 0]
    moved = changed(one, Placed(files("prefix-moved", "new/"), "new-only"))
    assert [key.split("/")[0] for key in moved.now] == ["activity", "activity", "new"]


def test_a_change_happens_after_the_first_object_was_read() -> None:
    """A change happens after the first object was read."""
    one = dataset()
    before = changed(one).now
    objects = changed(one, Placed(change.ColumnDropped("activity", "name"), "mid-run"))
    assert objects.now == before
    assert objects.later == changed(one, change.ColumnDropped("activity", "name")).now
    moved = changed(one, Placed(files("prefix-moved", "new/"), "mid-run"))
    assert {key for key, data in (moved.later or {}).items() if data is None} == set(before)


def test_values_change_in_the_objects_as_the_change_says() -> None:
    """Values change in the objects as the change says."""
    one = dataset(partitioned_by=["day"])
    null = change.NullAppeared("activity", "name")
    assert rows_in(one, changed(one, null).now) == null.apply(ROWS)
    for where in ("new-only", "mid-run"):
        placed = Placed(null, where, ("day",))
        objects = changed(one, placed)
        after = {**objects.now, **(objects.later or {})}
        assert rows_in(one, after) == placed.apply(ROWS)
        assert (objects.later is None) == (where == "new-only")
    doubled = change.RowsChanged("activity", "doubled")
    assert len(rows_in(one, changed(one, Placed(doubled, "new-only", ("day",))).now)) == 12
    grew = change.NumbersGrew("activity", "id", 2**63 - 1)
    assert tables(changed(one, grew))[0].column("id")[0].as_py() == 2**63 + 6
    sentinel = change.SentinelAppeared("activity", "size", "N/A")
    assert tables(changed(one, sentinel))[1].column("size").to_pylist() == ["3.25", "N/A", "5.25"]


def test_null_appears_in_a_required_column() -> None:
    """Null appears in a required column."""
    schema = pa.schema([pa.field("id", pa.int64(), nullable=False)])
    one = Dataset("a/", bucket="acme", schema=schema)
    rows = tuple({"id": i} for i in range(9))
    assert [table.schema.field("id").nullable for table in tables(changed(one, rows=rows))] == [False] * 3
    null = tables(changed(one, change.NullAppeared("a", "id"), rows=rows))
    assert [table.column("id").null_count for table in null] == [1, 1, 1]


def test_several_changes_happen_together() -> None:
    """Several changes happen together."""
    found = changed(
        dataset("csv"),
        change.ColumnRenamed("activity", "name", "who"),
        change.ColumnDropped("activity", "price"),
        files("csv-delimiter", ";"),
        files("suffix-gzipped", ".gz"),
    ).now
    assert gzip.decompress(found["activity/part-00000.csv.gz"]).startswith(b"id;who;size;at;day\n0;Zo")


WAYS = [
    *(files(way) for way in ("parquet-v2", "file-empty", "file-zero-bytes", "file-corrupt", "csv-header-missing")),
    *(files(way) for way in ("csv-bom", "csv-latin1", "csv-ragged", "csv-crlf", "csv-decimal-comma", "csv-date-dmy")),
    *(files(way) for way in ("jsonl-array", "jsonl-pretty", "jsonl-wrapped", "files-split", "files-merged")),
    *(files(way) for way in ("object-archived", "object-deleted-mid-run", "object-replaced-mid-run")),
    *(files(way) for way in ("object-exists", "second-writer", "listing-paged")),
    *(files(f"jsonl-{way}", column="size") for way in ("key-missing", "nested", "nan", "number-as-text")),
    *(files("marker-files", detail) for detail in ("_SUCCESS", "hidden files", "directory objects")),
    files("suffix-gzipped", ".gz"), files("codec-changed", "zstd"), files("prefix-moved", "b/"),
    files("extension-changed", ".x"), files("partition-value-reformatted", "", "day"), files("csv-quote", "'"),
    files("csv-delimiter", ";"), change.LinesBroken("activity", column="name"),
    files("csv-column-added", "x", "name"),
    change.ColumnDropped("activity", "size"), change.ColumnRenamed("activity", "name", "who"),
    change.ColumnAdded("activity", "new", "numeric(5, 2)", "1.5", before="size"),
    change.ColumnPutLast("activity", "id"),
    change.ColumnRetyped("activity", "size", "double", "string", way="text"),
    change.ColumnRetyped("activity", "name", "string", "null", way="null"),
    change.NullAppeared("activity", "size"), change.RowsChanged("activity", "empty"),
    change.RowsChanged("activity", "truncated"), change.KeyDuplicated("activity", ("id",)),
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    form=st.sampled_from(["parquet", "csv", "jsonl"]),
    parted=st.booleans(),
    what=st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(["all", "new-only", "mid-run"])), max_size=4),
)
def test_changes_that_happen_together_happen_or_say_why_not(
    form: str, parted: bool, what: list[tuple[change.Change, str]]
) -> None:
    """There are objects of bytes, the same each time and as they were before the middle, or a sentence says why not."""
    one = dataset(form, partitioned_by=["day"] if parted else [])
    own = tuple(single if where == "all" else Placed(single, where, one.partitioned_by) for single, where in what)
    try:
        objects = changed(one, *own)
    except CannotHappen:
        with pytest.raises(CannotHappen, match=r"activity|column"):
            changed(one, *own)
        return
    assert all(isinstance(data, bytes) for data in objects.now.values())
    assert all(data is None or isinstance(data, bytes) for data in (objects.later or {}).values())
    assert objects == changed(one, *own)
    if all(where == "mid-run" for _, where in what):
        assert objects.now == changed(one).now
    rows_in(one, {**objects.now, **{key: data for key, data in (objects.later or {}).items() if data is not None}})


@pytest.mark.parametrize(
    ("one", "what", "why"),
    [
        (dataset(partitioned_by=["day"]), change.ColumnDropped("activity", "day"), "'day' stands in the keys"),
        (dataset("csv"), change.ColumnRetyped("activity", "id", "int64", "int32"), "the same afterwards"),
        (dataset(), change.ColumnRetyped("activity", "name", "string", "wrong"), "no type of Arrow is called 'wrong'"),
        (dataset(), change.ColumnRetyped("activity", "name", "string", "int64"), "'name' does not become int64"),
        (dataset(keys="{n}.csv.gz", form="csv"), files("suffix-gzipped", ".gz"), "are gzip already"),
    ],
)
def test_what_cannot_happen_says_why(one: Dataset, what: change.Change, why: str) -> None:
    """What cannot happen says why."""
    with pytest.raises(CannotHappen, match=why):
        changed(one, what)


def test_what_others_left_is_read_as_far_as_it_can_be() -> None:
    """What others left is read as far as it can be."""
    one = dataset("jsonl", keys="{n}.jsonl")
    left = {
        "activity/_SUCCESS": b"",
        "activity/": b"",
        "activity/0.jsonl": gzip.compress(b'{"id":1,"extra":1.5,"day":"2026-05-05"}\n'),
        "activity/1.jsonl": b"[1]\n",
        "activity/2.jsonl": b"\xff\xfe",
        "activity/3.jsonl": b'{"id":"x"}\n',
    }
    assert rows_in(one, left) == (
        {"id": 1, "day": dt.date(2026, 5, 5), "extra": 1.5},
        {"unreadable": "jsonl"},
        {"unreadable": "jsonl"},
        {"id": "x"},
        {"marker": "_SUCCESS"},
    )


def test_what_a_writer_wrote_is_read_in_declared_names_and_kinds() -> None:
    """What a writer wrote is read in declared names and kinds."""
    one = dataset(partitioned_by=["day"])
    narrow = pa.table({
        "name": pa.array(["a"], pa.large_string()), "id": pa.array([1], pa.int8()),
        "__index_level_0__": pa.array([0]), "more": pa.array([True]),
    })  # fmt: skip
    sink = io.BytesIO()
    pq.write_table(narrow, sink, compression="brotli")
    assert rows_in(one, {"activity/day=2026-05-05/abc.parquet": sink.getvalue(), "activity/x.parquet": b"PAR1"}) == (
        {"id": 1, "name": "a", "day": dt.date(2026, 5, 5), "more": True},
        {"unreadable": "parquet"},
    )
