"""What can happen to files on object storage? The rows of the catalogue that are theirs, each with its placements."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from pytest_connectors.drift.changes.files import MID_RUN, NEW_ONLY
from pytest_connectors.scenarios.owed import Owed
from pytest_connectors.scenarios.scenario import Family, Reach, Scenario
from pytest_connectors.scenarios.targets import Targets, encodings, files
from pytest_connectors.scenarios.targets.files import fault, placed, way

E, S, V = Owed.SPEAK, Owed.SURVIVE, Owed.PROMISE
NOT_AGAIN = "it returned the same although {}: it did not ask again"
_WHEN = {NEW_ONLY: "in new objects only", MID_RUN: "mid-run"}
_ALSO_MID_RUN = ("column-dropped", "column-renamed", "int-to-text", "file-corrupt")


def _drift(scenario: str, text: str, owed: Owed, targets: Targets, *, core: bool = False) -> Scenario:
    """A row for readers; who writes objects has none that are changed."""
    return Scenario(scenario, Family.DRIFT, text, owed, None, targets, core=core, system="s3")


def _written(scenario: str, text: str, targets: Targets, *, core: bool = False) -> Scenario:
    """A row for writers."""
    return Scenario(scenario, Family.DRIFT, text, None, E, targets, core=core, system="s3")


def _fault(  # noqa: PLR0913 - a row of the table
    scenario: str,
    text: str,
    *,
    reader: Owed | None = E,
    writer: Owed | None = E,
    core: bool = False,
    family: Family = Family.CREDENTIALS,
    although: str = "",
) -> Scenario:
    """A row for the storage as a whole; `although` says why nobody who asks can survive it."""
    impossible = NOT_AGAIN.format(although) if although else None
    return Scenario(
        scenario, family, text, reader, writer, fault(scenario), core, Reach.SYSTEM, impossible, system="s3"
    )


def _placed(scenario: Scenario, where: str) -> Scenario:
    if scenario.targets is None:
        return scenario
    return dataclasses.replace(
        scenario,
        id=f"{scenario.id}-{where}",
        text=f"{scenario.text}, {_WHEN[where]}",
        targets=placed(scenario.targets, where),
        core=scenario.core and where == NEW_ONLY,
        placement=where,
    )


def _with_placements(scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Each with its placements behind it."""
    found: list[Scenario] = []
    for scenario in scenarios:
        found += [scenario, _placed(scenario, NEW_ONLY)]
        if scenario.id in _ALSO_MID_RUN:
            found.append(_placed(scenario, MID_RUN))
    return tuple(found)


_OF_COLUMNS = (
    _drift("column-dropped", "a column is gone", E, files.dropped, core=True),
    _drift("column-renamed", "a column has another name", E, files.renamed),
    _drift("column-recased", "a column's name is in other letters: userId", E, files.recased),
    _drift("column-added", "a column stands at the end", S, files.added, core=True),
    _drift("column-reordered", "the same columns in another order", S, files.put_last, core=True),
    _drift("int32-to-int64", "an integer of 32 bits has 64", S, encodings.int_to_int64, core=True),
    _drift("large-string", "a text is Arrow's large_string", S, encodings.large_string),
    _drift("dictionary-encoded", "a text is a dictionary of its values", S, encodings.dictionary_encoded),
    _drift("timestamp-rescaled", "a timestamp is in another unit: ns, ms for us", E, encodings.timestamp_rescaled),
    _drift("decimal-to-float", "a decimal is a double", E, encodings.decimal_to_float),
    _drift("timestamp-zoned", "a timestamp gets a time zone, or loses it", E, encodings.timestamp_zoned),
    _drift("int-to-text", "an integer column holds text", E, encodings.int_to_text, core=True),
    _drift("float-to-text", "a column of floats holds text", E, encodings.float_to_text),
    _drift("timestamp-to-epoch", "a timestamp is a number: time since 1970", E, encodings.timestamp_to_epoch),
    _drift("timestamp-to-text", "a timestamp is a text", E, encodings.timestamp_to_text),
    _drift("column-all-null", "a column of NULL alone is of type null", E, encodings.all_null),
    _drift("column-nested", "a value stands inside a struct", E, encodings.nested),
    _drift("enum-value-added", "a new label occurs", E, files.label_added),
    _drift("enum-value-recased", "a label is in other letters", E, files.label_recased),
    _drift("null-appeared", "NULL occurs in a column that was not nullable", E, files.null_appeared),
)
_OF_CONTENTS = (
    _drift("codec-changed", "Parquet has another codec: zstd, lz4, gzip, none", S, encodings.codec_changed, core=True),
    _drift("parquet-v2", "Parquet of another format version", S, encodings.parquet_v2),
    _drift("suffix-gzipped", "objects are gzip, under the same names or others", E, files.gzipped),
    _drift("file-empty", "objects hold no rows", V, files.emptied, core=True),
    _drift("file-zero-bytes", "objects have no bytes", E, way("file-zero-bytes")),
    _drift("file-corrupt", "objects are cut off in the middle", E, way("file-corrupt")),
    _drift("null-to-sentinel", "'' or 'N/A' in place of NULL", V, files.sentinel),
    _drift("zeros-lost", "digits lose their leading zeros: '7' for '007'", V, files.zeros_lost),
    _drift("unit-changed", "a number is in another unit: cents for euros", V, files.unit_changed),
    _drift("csv-delimiter", "fields are separated otherwise: ; for ,", E, encodings.csv_delimiter, core=True),
    _drift("csv-quote", "fields are quoted otherwise: ' for \"", E, encodings.csv_quote),
    _drift("csv-header-missing", "objects begin without a header", E, encodings.csv_header_missing, core=True),
    _drift("csv-header-renamed", "a column has another name in the header", E, encodings.csv_header_renamed),
    _drift("csv-bom", "objects begin with a byte order mark", E, encodings.csv_bom),
    _drift("csv-latin1", "objects are Latin-1, not UTF-8", E, encodings.csv_latin1),
    _drift("csv-decimal-comma", "numbers are written with a comma: 1,5", E, encodings.csv_decimal_comma),
    _drift("csv-date-dmy", "days are written day first: 31/12/2026", E, encodings.csv_date_dmy),
    _drift("csv-column-added", "a new column stands before another", E, encodings.csv_column_added),
    _drift("csv-ragged", "lines have a field too many, or too few", E, encodings.csv_ragged),
    _drift("csv-newline-in-field", "texts hold a line break", E, encodings.csv_newline),
    _drift("csv-crlf", "lines end in CR LF", E, encodings.csv_crlf),
    _drift("jsonl-array", "an object is one JSON array", E, encodings.jsonl_array),
    _drift("jsonl-pretty", "rows are printed over several lines", E, encodings.jsonl_pretty),
    _drift("jsonl-key-missing", "a key is left out where it is null", E, encodings.jsonl_key_missing),
    _drift("jsonl-nested", "a value stands inside an object", E, encodings.jsonl_nested),
    _drift("jsonl-nan", "numbers are NaN where they were null", E, encodings.jsonl_nan),
    _drift("jsonl-number-as-text", "numbers are texts", E, encodings.jsonl_number_as_text),
    _drift("jsonl-wrapped", "rows stand inside {'data': [...]}", E, encodings.jsonl_wrapped),
)
_OF_NAMES = (
    dataclasses.replace(
        _drift("prefix-moved", "objects lie under another prefix", E, files.prefix_moved, core=True), writer=E
    ),
    _drift("partition-key-renamed", "a partition has another name in the keys", E, files.partition_renamed),
    _drift("partition-value-reformatted", "a partition's values are written otherwise", E, files.partition_reformatted),
    _drift("extension-changed", "keys end in another extension", E, files.extension_changed),
    _drift("files-split", "rows lie in more and smaller objects", S, way("files-split", several=True)),
    _drift("files-merged", "rows lie in one object", S, way("files-merged", several=True)),
    _drift("listing-paged", "a listing has several pages", S, way("listing-paged", several=True), core=True),
    _drift("marker-files", "_SUCCESS, hidden files; directory objects: E", S, files.markers),
    _drift("object-archived", "an object is archived: listed, and not to be read", E, way("object-archived")),
    _drift(
        "object-deleted-mid-run",
        "an object is deleted while they are read",
        E,
        way("object-deleted-mid-run", several=True),
    ),
    _drift(
        "object-replaced-mid-run",
        "objects are replaced while they are read",
        E,
        way("object-replaced-mid-run", several=True),
    ),
    _drift("rows-doubled", "each row occurs twice", V, files.rows_doubled),
    _drift("rows-truncated", "half of the rows are gone", V, files.rows_truncated),
    _drift("rows-empty", "there are no rows", V, files.rows_empty),
)
_OF_WRITING = (
    _fault("bucket-gone", "the bucket is gone (404 NoSuchBucket)", core=True, family=Family.DRIFT),
    _fault(
        "encryption-required",
        "objects must be encrypted (403 AccessDenied)",
        reader=None,
        family=Family.DRIFT,
    ),
    _written("object-exists", "what is written lies there already", way("object-exists"), core=True),
    _written("second-writer", "a second run writes at the same time", way("second-writer")),
)
DRIFT: tuple[Scenario, ...] = (
    *_with_placements(_OF_COLUMNS),
    *_with_placements(_OF_CONTENTS),
    *_OF_NAMES,
    *_OF_WRITING,
)
CREDENTIALS: tuple[Scenario, ...] = (
    _fault("keys-expired", "the key has expired (400 ExpiredToken)", core=True, although="its key has expired"),
    _fault("keys-revoked", "the key is revoked (403 InvalidAccessKeyId)", core=True, although="its key is revoked"),
    _fault("secret-rotated", "another secret (403 SignatureDoesNotMatch)", although="its secret is another"),
    _fault("token-malformed", "the session token is malformed (400 InvalidToken)", although="its token is malformed"),
    _fault(
        "get-denied",
        "objects may not be got (403 AccessDenied)",
        writer=None,
        core=True,
        although="it may no longer get objects",
    ),
    _fault("list-denied", "objects may not be listed (403 AccessDenied)"),
    _fault(
        "list-only",
        "objects may be listed, not got (403 AccessDenied)",
        writer=None,
        core=True,
        although="it may no longer get objects",
    ),
    _fault(
        "put-denied",
        "objects may not be put (403 AccessDenied)",
        reader=None,
        core=True,
        although="it may no longer put objects",
    ),
    _fault("clock-skewed", "the clocks are apart (403 RequestTimeTooSkewed)"),
    _fault("url-expired", "presigned URLs have expired (403 AccessDenied)"),
    _fault("keys-missing", "requests carry no key (403 AccessDenied)", although="it has no key any more"),
    _fault("slow-down", "the storage is too busy (503 SlowDown)", core=True),
)
# What is combined in `several-changed`, everywhere: changes to columns of which it can be told by itself what is right.
COMBINED = tuple(scenario for scenario in _OF_COLUMNS if scenario.reader is not V)
