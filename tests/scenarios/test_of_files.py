"""Files in the catalogue: every row with its placements, its tier and what is owed."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pytest_connectors.contract import Contract, Dataset, Table
from pytest_connectors.scenarios import of_files
from pytest_connectors.scenarios.catalogue import CATALOGUE, COMBINED, IDS, items_of
from pytest_connectors.scenarios.impact import Impact, impact_of
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Family, Item, Reach

E, S, V = Owed.SPEAK, Owed.SURVIVE, Owed.PROMISE
# As the catalogue has them: a dot before what runs by default; S, E and V are what a reader owes.
EVERYWHERE_AND_NEW_ONLY = """
S ·column-added ·column-reordered ·int32-to-int64 large-string dictionary-encoded ·codec-changed parquet-v2
E ·column-dropped column-renamed column-recased timestamp-rescaled decimal-to-float timestamp-zoned ·int-to-text
E float-to-text timestamp-to-epoch timestamp-to-text column-all-null column-nested suffix-gzipped
E file-zero-bytes file-corrupt enum-value-added enum-value-recased null-appeared
V ·file-empty null-to-sentinel zeros-lost unit-changed
E ·csv-delimiter csv-quote ·csv-header-missing csv-header-renamed csv-bom csv-latin1 csv-decimal-comma csv-date-dmy
E csv-column-added csv-ragged csv-newline-in-field csv-crlf
E jsonl-array jsonl-pretty jsonl-key-missing jsonl-nested jsonl-nan jsonl-number-as-text jsonl-wrapped
"""
EVERYWHERE = """
V rows-doubled rows-truncated rows-empty
E ·prefix-moved partition-key-renamed partition-value-reformatted extension-changed
S files-split files-merged ·listing-paged marker-files
E object-archived object-deleted-mid-run object-replaced-mid-run ·bucket-gone
"""
MID_RUN = "E column-dropped column-renamed int-to-text file-corrupt"
WRITTEN = "E ·bucket-gone prefix-moved encryption-required ·object-exists second-writer"
BOTH = "·keys-expired ·keys-revoked secret-rotated token-malformed list-denied clock-skewed url-expired keys-missing"
CREDENTIALS_READ = f"E {BOTH} ·slow-down ·get-denied ·list-only"
CREDENTIALS_WRITTEN = f"E {BOTH} ·slow-down ·put-denied"
FILES = [one for one in CATALOGUE if one.system == "s3"]


def parsed(text: str, suffix: str = "") -> dict[str, tuple[bool, Owed]]:
    """By id: whether it is core, and what is owed."""
    letters = {"S": S, "E": E, "V": V}
    return {
        f"{word.lstrip('·')}{suffix}": (word.startswith("·"), letters[line.split()[0]])
        for line in text.strip().splitlines()
        for word in line.split()[1:]
    }


def declared(prefix: str = "activity/", **options: object) -> Dataset:
    """A dataset of one column."""
    return Dataset(prefix, bucket="acme", schema=pa.schema({"id": "int64"}), **options)  # type: ignore[arg-type]


def found(*, family: Family, reads: bool) -> dict[str, tuple[bool, Owed]]:
    """What the catalogue has for readers, or for writers."""
    owed = {one: one.reader if reads else one.writer for one in FILES if one.family is family}
    return {one.id: (one.core, owes) for one, owes in owed.items() if owes is not None}


def test_ids_are_the_catalogues_letter_for_letter() -> None:
    """With their placements, their tier and what a reader owes."""
    wanted = parsed(EVERYWHERE_AND_NEW_ONLY) | parsed(EVERYWHERE_AND_NEW_ONLY, "-new-only")
    assert found(family=Family.DRIFT, reads=True) == wanted | parsed(EVERYWHERE) | parsed(MID_RUN, "-mid-run")


def test_ids_for_writers() -> None:
    """Their few rows; a row for both has the tier that the reader's has."""
    wanted = parsed(WRITTEN) | {"prefix-moved": (True, E)}
    assert found(family=Family.DRIFT, reads=False) == wanted


def test_ids_of_credentials() -> None:
    """A right to read is not taken from who writes, and none to write from who reads."""
    assert found(family=Family.CREDENTIALS, reads=True) == parsed(CREDENTIALS_READ)
    assert found(family=Family.CREDENTIALS, reads=False) == parsed(CREDENTIALS_WRITTEN)
    faults = [one for one in FILES if one.reach is Reach.SYSTEM]
    assert all(one.id in {"bucket-gone", "encryption-required"} for one in faults if one.family is Family.DRIFT)
    impossible = {one.id for one in FILES if one.impossible is not None}
    assert {"keys-expired", "get-denied", "put-denied", "list-only"} <= impossible
    assert not impossible & {"slow-down", "url-expired", "list-denied", "clock-skewed"}


def test_an_id_is_there_once_in_a_system() -> None:
    """Tables and files may share one."""
    for system in ("postgres", "s3"):
        ids = [one.id for one in CATALOGUE if one.happens_in(system)]
        assert len(ids) == len(set(ids))
    assert IDS.count("column-dropped") == 1


def test_what_is_combined() -> None:
    """Changes to columns, everywhere, that can be told by themselves."""
    mine = [one for one in COMBINED if one.system == "s3"]
    assert {"column-dropped", "column-added", "column-renamed", "int-to-text"} <= {one.id for one in mine}
    assert all(not one.placement and one.reader in (S, E) for one in mine)
    assert not {one.id for one in mine} & {"file-corrupt", "csv-delimiter", "prefix-moved"}
    assert tuple(mine) == of_files.COMBINED


def items(*globs: str, **directions: object) -> dict[str, Item]:
    """The items of a contract by id."""
    listed = {name: tuple(one) if isinstance(one, list) else (one,) for name, one in directions.items()}
    return {item.id: item for item in items_of(Contract(name="c", **listed), globs)}  # type: ignore[arg-type]


def test_a_dataset_has_the_scenarios_of_files() -> None:
    """And none of tables, whether they share an id or not."""
    mine = items(reads=declared())
    assert next(iter(mine)) == "baseline"
    assert {"column-dropped", "column-dropped-new-only", "several-changed", "keys-expired", "file-empty"} <= set(mine)
    assert not {"password-rotated", "table-renamed", "column-added-first", "put-denied"} & set(mine)
    assert mine["column-dropped"].scenario.system == "s3"
    assert "column-dropped-mid-run" not in mine
    assert set(items("csv-*", reads=declared())) == {"baseline", *(one for one in IDS if one.startswith("csv-"))}


def test_who_writes_has_few() -> None:
    """What changes in objects is for those who read them."""
    assert set(items(writes=declared())) == {
        "baseline", "several-changed", "bucket-gone", "prefix-moved", "object-exists", "put-denied", "keys-expired",
        "keys-revoked", "slow-down",
    }  # fmt: skip


def test_a_table_and_a_dataset_have_each_its_own() -> None:
    """An id of both systems begins with the declaration's name; what happens to a system names only what is in it."""
    table = Table("purchases", ddl="CREATE TABLE purchases ()")
    mine = items(reads=table, writes=declared("features/"))
    assert "purchases-column-dropped" in mine
    assert "features-column-dropped" not in mine
    assert mine["features-prefix-moved"].tables == ("features",)
    assert mine["password-rotated"].tables == ("purchases",)
    assert mine["keys-expired"].tables == ("features",)
    assert mine["several-changed"].tables == mine["baseline"].tables == ("purchases", "features")
    both = items(reads=[table, declared("activity/")])
    assert both["purchases-column-dropped"].scenario.system == "postgres"
    assert both["activity-column-dropped"].scenario.system == "s3"
    assert both["activity-column-dropped"].table == "activity"
    assert both["activity-column-dropped-new-only"].scenario.placement == "new-only"
    assert "purchases-column-dropped-new-only" not in both
    assert both["get-denied"].tables == ("activity",)


@pytest.mark.parametrize(
    ("item", "impact"),
    [
        ("column-dropped", Impact.DROPPED),
        ("column-dropped-new-only", Impact.DROPPED),
        ("activity-column-renamed-mid-run", Impact.RENAMED),
        ("activity-int-to-text-new-only", Impact.RETYPED),
        ("timestamp-to-epoch", Impact.RETYPED),
        ("null-appeared-new-only", Impact.NULLABLE),
        ("file-empty-new-only", None),
    ],
)
def test_what_becomes_of_a_column(item: str, impact: Impact | None) -> None:
    """Wherever it happens."""
    assert impact_of(item, "activity") is impact
