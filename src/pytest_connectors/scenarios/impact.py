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
)
_IMPACTS = {
    "column-dropped": Impact.DROPPED,
    "column-renamed": Impact.RENAMED,
    "null-appeared": Impact.NULLABLE,
    **dict.fromkeys(_RETYPING, Impact.RETYPED),
}


def impact_of(item: str, table: str) -> Impact | None:
    """What becomes of the column that an item is about; None where the item is about something else.

    Args:
        item: The item's id, with the table before it where a contract has several: `purchases-column-dropped`.
        table: The table's declared name.
    """
    return _IMPACTS.get(item) or _IMPACTS.get(item.removeprefix(f"{table}-"))
