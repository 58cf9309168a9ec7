"""What becomes of a column in a scenario? It is dropped, renamed, retyped or nullable, or none of these."""

from __future__ import annotations

import enum


class Impact(enum.StrEnum):
    """What one asks of a column before it is changed; the values are what is printed."""

    DROPPED = "dropped"
    RENAMED = "renamed"
    RETYPED = "retyped"
    NULLABLE = "nullable"


# Scenarios that are not in the catalogue yet stand here as well: a report may come from a later version.
_RETYPING = (
    "int-widened",
    "int-narrowed",
    "int-to-text",
    "numeric-to-float",
    "numeric-rescaled",
    "float-narrowed",
    "text-shortened",
    "text-padded",
    "timestamp-zoned",
    "timestamp-rescaled",
    "timestamp-to-date",
    "boolean-to-int",
    "text-to-enum",
    "json-nested",
    "array-to-text",
    "key-to-uuid",
    # Of files.
    "int32-to-int64",
    "large-string",
    "dictionary-encoded",
    "decimal-to-float",
    "float-to-text",
    "timestamp-to-epoch",
    "timestamp-to-text",
    "column-all-null",
    "column-nested",
    "jsonl-nested",
    "jsonl-number-as-text",
    # Of APIs.
    "field-to-text",
    "field-to-number",
    "field-to-object",
    "field-to-array",
    "field-retyped",
)
_IMPACTS = {
    "column-dropped": Impact.DROPPED,
    "column-renamed": Impact.RENAMED,
    "csv-header-renamed": Impact.RENAMED,
    "null-appeared": Impact.NULLABLE,
    "field-removed": Impact.DROPPED,
    "field-renamed": Impact.RENAMED,
    "field-nullable": Impact.NULLABLE,
    **dict.fromkeys(_RETYPING, Impact.RETYPED),
}
# Where or when it happens: in new objects only, while they are read.
_PLACEMENTS = ("-new-only", "-mid-run")


def impact_of(item: str, table: str) -> Impact | None:
    """What becomes of the column that an item is about; None where the item is about something else.

    Args:
        item: The item's id, with the declaration before it where a contract has several, and with its placement:
            `purchases-column-dropped`, `column-dropped-new-only`.
        table: The declared name of the table or dataset.
    """
    for placement in _PLACEMENTS:
        item = item.removesuffix(placement)
    return _IMPACTS.get(item) or _IMPACTS.get(item.removeprefix(f"{table}-"))
