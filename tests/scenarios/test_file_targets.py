"""Targets in datasets: what can happen to which column, in which format, and where."""

from __future__ import annotations

import dataclasses

import pytest

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes import Placed, StorageFault
from pytest_connectors.drift.schema import Column, DatasetSchema, TableSchema, Type
from pytest_connectors.scenarios.catalogue import CATALOGUE
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.targets import Target

SCENARIOS = {one.id: one for one in CATALOGUE if one.system == "s3"}
COLUMNS = (
    Column("id", Type("int64", "int8"), nullable=False),
    Column("small", Type("int32", "int4")),
    Column("price", Type("decimal128(12, 2)", "numeric", precision=12, scale=2)),
    Column("score", Type("double", "float8")),
    Column("user_name", Type("string", "text")),
    Column("kind", Type("string", "text", labels=("view", "BUY"))),
    Column("colour", Type("dictionary<values=string, indices=int32, ordered=0>", "text")),
    Column("at", Type("timestamp[us]", "timestamp")),
    Column("seen", Type("timestamp[ms, tz=UTC]", "timestamptz")),
    Column("tags", Type("list<item: string>", "_text", form="array")),
    Column("paid", Type("bool", "bool")),
    Column("day", Type("date32[day]", "date")),
)
PARQUET = DatasetSchema(
    "activity", "acme", "activity", COLUMNS, format="parquet", partitions=("day",), extension=".parquet"
)
CSV = dataclasses.replace(PARQUET, format="csv", extension=".csv.gz", gzipped=True)
BARE = dataclasses.replace(CSV, headed=False)
JSONL = dataclasses.replace(PARQUET, format="jsonl", extension=".jsonl", partitions=())
SINGLE = dataclasses.replace(PARQUET, single=True, partitions=(), table="users.csv")
STORED = [column.name for column in COLUMNS if column.name != "day"]


def targets(scenario: str, schema: TableSchema) -> dict[str, Target]:
    """The scenario's targets by name."""
    return {target.name: target for target in SCENARIOS[scenario].targets_in(schema)}


def first(scenario: str, schema: TableSchema, name: str) -> change.Change:
    """The plainest change of one target."""
    return targets(scenario, schema)[name].variants[0][0]


@pytest.mark.parametrize(
    ("scenario", "schema", "names"),
    [
        ("column-dropped", PARQUET, STORED),
        ("column-dropped", JSONL, [*STORED, "day"]),
        ("column-dropped", BARE, STORED),
        ("column-renamed", CSV, STORED),
        ("column-renamed", BARE, []),
        ("column-recased", PARQUET, STORED),
        ("column-added", PARQUET, ["activity"]),
        ("column-added", BARE, []),
        ("column-reordered", CSV, STORED[:-1]),
        ("column-reordered", BARE, []),
        ("int32-to-int64", PARQUET, ["small"]),
        ("int32-to-int64", CSV, []),
        ("large-string", PARQUET, ["user_name", "kind"]),
        ("dictionary-encoded", PARQUET, ["user_name", "kind"]),
        ("dictionary-encoded", JSONL, []),
        ("timestamp-rescaled", PARQUET, ["at", "seen"]),
        ("timestamp-rescaled", CSV, ["at", "seen"]),
        ("decimal-to-float", PARQUET, ["price"]),
        ("timestamp-zoned", JSONL, ["at", "seen"]),
        ("int-to-text", PARQUET, ["id", "small"]),
        ("int-to-text", JSONL, ["id", "small"]),
        ("int-to-text", CSV, []),
        ("float-to-text", PARQUET, ["score"]),
        ("timestamp-to-epoch", CSV, ["at", "seen"]),
        ("timestamp-to-text", PARQUET, ["at", "seen"]),
        ("timestamp-to-text", CSV, []),
        ("column-all-null", PARQUET, STORED[1:]),
        ("column-all-null", JSONL, []),
        ("column-nested", PARQUET, [name for name in STORED if name != "tags"]),
        ("column-nested", CSV, []),
        ("codec-changed", PARQUET, ["activity"]),
        ("codec-changed", CSV, []),
        ("parquet-v2", JSONL, []),
        ("suffix-gzipped", PARQUET, ["activity"]),
        ("suffix-gzipped", CSV, []),
        ("file-empty", CSV, ["activity"]),
        ("file-zero-bytes", JSONL, ["activity"]),
        ("file-corrupt", SINGLE, ["activity"]),
        ("enum-value-added", PARQUET, ["kind", "colour"]),
        ("enum-value-recased", PARQUET, ["kind"]),
        ("null-appeared", PARQUET, ["id"]),
        ("null-to-sentinel", PARQUET, ["user_name", "colour"]),
        ("zeros-lost", CSV, ["user_name", "colour"]),
        ("unit-changed", PARQUET, ["id", "small", "price", "score"]),
        ("rows-doubled", PARQUET, ["activity"]),
        ("rows-truncated", PARQUET, ["activity"]),
        ("rows-empty", PARQUET, ["activity"]),
        ("csv-delimiter", CSV, ["activity"]),
        ("csv-delimiter", PARQUET, []),
        ("csv-quote", CSV, ["activity"]),
        ("csv-header-missing", CSV, ["activity"]),
        ("csv-header-missing", BARE, []),
        ("csv-header-renamed", CSV, STORED),
        ("csv-header-renamed", BARE, []),
        ("csv-bom", CSV, ["activity"]),
        ("csv-latin1", CSV, ["activity"]),
        ("csv-decimal-comma", CSV, ["activity"]),
        ("csv-decimal-comma", dataclasses.replace(CSV, columns=COLUMNS[:2]), []),
        ("csv-date-dmy", CSV, ["activity"]),
        ("csv-date-dmy", dataclasses.replace(CSV, columns=COLUMNS[:5]), []),
        ("csv-column-added", BARE, STORED),
        ("csv-ragged", CSV, ["activity"]),
        ("csv-newline-in-field", CSV, ["user_name", "colour"]),
        ("csv-crlf", CSV, ["activity"]),
        ("jsonl-array", JSONL, ["activity"]),
        ("jsonl-pretty", JSONL, ["activity"]),
        ("jsonl-wrapped", CSV, []),
        ("jsonl-key-missing", JSONL, [*STORED[1:], "day"]),
        ("jsonl-nested", JSONL, [*STORED, "day"]),
        ("jsonl-nan", JSONL, ["score"]),
        ("jsonl-number-as-text", JSONL, ["id", "small", "price", "score"]),
        ("prefix-moved", SINGLE, ["activity"]),
        ("partition-key-renamed", PARQUET, ["day"]),
        ("partition-key-renamed", JSONL, []),
        ("partition-value-reformatted", CSV, ["day"]),
        ("extension-changed", CSV, ["activity"]),
        ("files-split", PARQUET, ["activity"]),
        ("files-merged", SINGLE, []),
        ("listing-paged", SINGLE, []),
        ("marker-files", PARQUET, ["_SUCCESS", "hidden files", "directory objects"]),
        ("marker-files", SINGLE, []),
        ("object-archived", SINGLE, ["activity"]),
        ("object-deleted-mid-run", SINGLE, []),
        ("object-replaced-mid-run", PARQUET, ["activity"]),
        ("object-exists", PARQUET, ["activity"]),
        ("second-writer", SINGLE, ["activity"]),
        ("keys-expired", SINGLE, ["storage"]),
    ],
)
def test_targets(scenario: str, schema: DatasetSchema, names: list[str]) -> None:
    """Columns that stand in the objects, of a type that can be another one in this format."""
    assert list(targets(scenario, schema)) == names


def test_every_scenario_has_a_target_in_some_dataset_and_a_sentence() -> None:
    """And none in a table."""
    table = TableSchema("activity", "public", "activity", COLUMNS)
    for scenario in SCENARIOS.values():
        found = [
            target for schema in (PARQUET, CSV, BARE, JSONL, SINGLE) for target in scenario.targets_in(schema)
        ]  # fmt: skip
        assert found, scenario.id
        assert scenario.targets_in(table) == []
        sentences = [one.sentence for target in found for variant in target.variants for one in variant]
        assert all(sentences)


def test_tables_have_no_target_for_a_dataset() -> None:
    """What happens to tables does not happen to files."""
    assert not [one for one in CATALOGUE if one.system == "postgres" and one.targets_in(PARQUET)]


@pytest.mark.parametrize(
    ("scenario", "column", "kinds"),
    [
        ("int32-to-int64", "small", [("int32", "int64", "cast", False, True)]),
        ("large-string", "user_name", [("string", "large_string", "cast", False, True)]),
        (
            "dictionary-encoded",
            "user_name",
            [("string", "dictionary<values=string, indices=int32, ordered=0>", "dictionary", False, True)],
        ),
        (
            "timestamp-rescaled",
            "at",
            [
                ("timestamp[us]", "timestamp[ns]", "cast", False, False),
                ("timestamp[us]", "timestamp[ms]", "cast", True, False),
            ],
        ),
        (
            "timestamp-rescaled",
            "seen",
            [
                ("timestamp[ms, tz=UTC]", "timestamp[ns, tz=UTC]", "cast", False, False),
                ("timestamp[ms, tz=UTC]", "timestamp[us, tz=UTC]", "cast", False, False),
            ],
        ),
        ("decimal-to-float", "price", [("decimal128(12, 2)", "double", "cast", False, False)]),
        ("timestamp-zoned", "at", [("timestamp[us]", "timestamp[us, tz=UTC]", "cast", False, False)]),
        ("timestamp-zoned", "seen", [("timestamp[ms, tz=UTC]", "timestamp[ms]", "cast", False, False)]),
        ("int-to-text", "id", [("int64", "string", "text", False, False)]),
        ("timestamp-to-epoch", "at", [("timestamp[us]", "int64", "epoch", False, False)]),
        ("column-all-null", "small", [("int32", "null", "null", False, False)]),
        ("column-nested", "score", [("double", "struct<value: double>", "nested", False, False)]),
    ],
)
def test_types(scenario: str, column: str, kinds: list[tuple[object, ...]]) -> None:
    """In Arrow's words, with the way in which a value becomes one of the new type."""
    found = [one for (one,) in targets(scenario, PARQUET)[column].variants]
    assert [(one.was, one.type, one.way, one.lossy, one.alike) for one in found] == kinds  # type: ignore[union-attr]


def test_a_coarser_unit_alone_is_seen_in_text() -> None:
    """Fewer digits, and what they said is lost."""
    (one,) = targets("timestamp-rescaled", CSV)["at"].variants[0]
    assert isinstance(one, change.ColumnRetyped)
    assert (one.type, one.lossy) == ("timestamp[ms]", True)


def test_details() -> None:
    """What is different, spelt as who writes the objects reads it."""

    def details(scenario: str, schema: DatasetSchema, name: str = "activity") -> list[tuple[str, str]]:
        found = [one for (one,) in targets(scenario, schema)[name].variants]
        assert all(isinstance(one, change.FilesChanged) and one.way == scenario for one in found)
        return [(one.detail, one.column) for one in found]  # type: ignore[union-attr]

    assert details("codec-changed", PARQUET) == [("zstd", ""), ("lz4", ""), ("gzip", ""), ("none", "")]
    assert details("csv-delimiter", CSV) == [(";", ""), ("\t", ""), ("|", "")]
    assert details("csv-header-renamed", CSV, "id") == [("id_renamed", "id")]
    assert details("csv-column-added", CSV, "id") == [("added_upstream", "id")]
    assert details("csv-latin1", CSV) == [("", "user_name")]
    assert details("extension-changed", CSV) == [(".txt.gz", ""), (".tsv.gz", "")]
    assert details("extension-changed", PARQUET) == [(".pq", ""), (".parq", "")]
    assert details("prefix-moved", PARQUET) == [("moved/activity/", "")]
    assert details("partition-key-renamed", PARQUET, "day") == [("day_renamed", "day")]
    assert details("suffix-gzipped", PARQUET) == [("as before", ""), (".gz", "")]
    assert details("file-empty", PARQUET) == [("", "")]
    assert details("prefix-moved", SINGLE) == [("moved/users.csv", "")]
    assert first("csv-newline-in-field", CSV, "user_name") == change.LinesBroken("activity", "user_name")
    assert first("keys-expired", PARQUET, "storage") == StorageFault("keys-expired")
    assert first("column-added", PARQUET, "activity") == change.ColumnAdded("activity", "added_upstream", "text", "a")


def test_the_last_column_is_not_dropped() -> None:
    """An object without columns is none."""
    assert targets("column-dropped", dataclasses.replace(PARQUET, columns=(COLUMNS[0], COLUMNS[-1]))) == {}


def test_placement() -> None:
    """Every change of every variant is placed; of one object alone there are no old and new ones."""
    (one,), *_ = targets("timestamp-rescaled-new-only", PARQUET)["at"].variants
    assert isinstance(one, Placed)
    assert (one.where, one.partitions, one.table, one.column) == ("new-only", ("day",), "activity", "at")
    assert one.change == targets("timestamp-rescaled", PARQUET)["at"].variants[0][0]
    (late,), *_ = targets("file-corrupt-mid-run", JSONL)["activity"].variants
    assert isinstance(late, Placed)
    assert late.where == "mid-run"
    placed = [scenario for scenario in SCENARIOS.values() if scenario.placement]
    assert not [scenario for scenario in placed if scenario.targets_in(SINGLE)]


def test_a_target_may_owe_something_else_than_its_scenario() -> None:
    """A marker is nothing to a reader; an object of no bytes that stands for a directory may be refused, loudly."""
    found = targets("marker-files", PARQUET)
    assert SCENARIOS["marker-files"].reader is Owed.SURVIVE
    assert [target.owed for target in found.values()] == [None, None, Owed.SPEAK]
