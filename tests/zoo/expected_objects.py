"""What must the oracle say of each connector of the S3 wing? Derived by hand, in the letters of `expected.py`."""

from __future__ import annotations

from .expected import Expectation, line_of

PARQUET = (
    "column-dropped", "column-dropped-new-only", "column-added-new-only", "int-to-text-new-only",
    "file-empty-new-only", "prefix-moved", "listing-paged", "bucket-gone", "list-only", "keys-expired",
    "column-added", "column-reordered", "column-reordered-new-only", "int32-to-int64", "int32-to-int64-new-only",
    "int-to-text", "codec-changed", "codec-changed-new-only", "file-empty", "several-changed",
    "keys-revoked", "get-denied", "slow-down",
)  # fmt: skip
SHEETS = (
    *PARQUET[:3], *PARQUET[4:13], "csv-delimiter", "csv-delimiter-new-only", "csv-header-missing",
    "csv-header-missing-new-only", *PARQUET[18:],
)  # fmt: skip
LINES = (*PARQUET[:13], "int-to-text", *PARQUET[18:])

WRITING = (
    "prefix-moved", "bucket-gone", "object-exists", "keys-expired", "keys-revoked", "put-denied", "slow-down",
)  # fmt: skip

READERS_OF_PARQUET = """
# No object holds rows any more, or the new ones hold none: nobody promised that there are some. In new objects alone, a
# column that is gone is filled with nulls by whoever takes the first object's columns for all.
#                            drp drn adn txn emn mov pag gon lst exp add reo ren i64 i6n txt cod con emp sev rev get slo
like-the-first                X   X   S   P   U   L   S   L   L   L   S   S   S   S   S   P   S   S   U   X   L   L   L  nothing to concatenate where the prefix moved
concatenated                  X   X   S   P   U   L   S   L   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .  a new column is NaN in old rows, and noted
swallowing                    X   X   S   P   U   L   S   X   X   X   S   S   S   S   S   P   S   S   U   .   X   X   X  an empty listing is no ClientError
checking-the-schema           L   L   B   L   U   L   S   L   L   L   B   S   S   B   B   L   S   S   U   .   L   L   L  knows exactly four columns and their types
first-page                    X   X   S   P   U   L   X   L   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .  what is not on the first page is lost
arrow-dataset                 X   X   S   S   U   L   S   L   L   L   S   S   S   S   S   P   S   S   U   .   L   L   L  casts what is new to the first object's types
arrow-dataset-of-own-schema   X   X   S   S   U   L   S   L   L   L   .   .   .   .   .   S   .   .   .   .   .   .   .  as above, and in all objects
of-partitions                 X   X   S   S   U   L   S   L   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .  as arrow-dataset
pandas-of-prefix              X   X   S   S   U   L   S   L   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .  as arrow-dataset
no-data                       X   X   S   S   U   X   S   X   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .  a prefix that moved, and a bucket that is gone, are no data
polars-glob                   X   L   B   L   U   L   S   L   L   L   S   S   S   S   B   P   S   S   U   .   L   L   L  every object must be like the first
polars-inserting              X   X   B   L   U   L   S   L   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .  nulls for a column that is missing
globbed                       X   X   S   P   U   L   S   L   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .
spent-by-user                 L   X   S   X   U   L   S   L   L   L   S   S   S   S   S   P   S   S   U   .   L   L   L  KeyError; rows of no user or no amount are in no sum, '7' is not 7
yesterdays                    X   X   S   P   U   L   S   L   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .  asks for each object by its key
fetched                       X   X   S   P   U   S   S   L   L   L   .   .   .   .   .   .   .   .   .   .   .   .   .  is handed the address of each object
client-at-import              X   .   .   .   .   L   .   .   .   L   .   .   .   .   .   .   .   .   .   .   .   .   .  KeyError: Contents
command                       .   X   .   .   .   .   X   .   .   L   .   .   .   .   .   .   .   .   .   .   .   .   .  first page; a traceback ends it with 1
"""

READERS_OF_CSV = """
#                            drp drn adn emn mov pag gon lst exp add reo ren del dln hdr hdn emp sev rev get slo
csv-by-name                   L   L   S   U   X   S   L   L   L   S   S   S   L   L   L   L   U   o   L   L   L  KeyError; no objects are no rows
csv-by-position               X   X   S   U   X   S   L   L   L   .   .   .   L   L   X   X   .   .   .   .   .  the first row goes for the header
csv-with-pandas               X   X   S   U   L   S   L   L   L   .   .   .   X   X   X   X   .   .   .   .   .  one column with a long name
csv-checking-the-header       L   L   B   U   L   S   L   L   L   .   .   .   L   L   L   L   .   .   .   .   .
"""

READERS_OF_LINES = """
#                            drp drn adn txn emn mov pag gon lst exp add reo ren txt emp sev rev get slo
lines-indexed                 L   L   S   P   U   X   S   L   L   L   S   S   S   P   U   o   L   L   L  KeyError; no objects are no rows
lines-getting                 X   X   S   P   U   X   S   L   L   L   .   .   .   P   .   .   .   .   .  None for what is gone
lines-with-pandas             X   X   S   S   U   L   S   L   L   L   .   .   .   S   .   .   .   .   .  takes '7' for 7 by itself
lines-skipping                L   L   S   P   U   X   S   L   L   L   .   .   .   P   .   .   .   .   .
"""

WRITERS = """
# A second run of the same repeats nothing where it writes over its own objects.
#                  mov gon obj exp rev put slo
under-one-key       L   L   S   L   L   L   L
under-the-time      L   L   D   L   L   L   L  each run has a name of its own, and rows are there twice
swallowing-refusals X   X   S   X   X   X   X
deleting-first      L   L   S   L   L   L   L  whoever may not put, may not delete
success-last        L   L   S   L   L   L   L
only-once           L   L   L   L   L   L   L  what is there already is refused
under-new-keys      L   L   D   L   L   L   L
going-on            L   L   D   L   L   L   L  takes away what an earlier run had written
as-dataset          L   L   S   L   L   L   .
by-uri              L   L   S   L   L   L   .
"""


def expectations() -> dict[str, Expectation]:
    """Every connector that is judged in the core tier, by name."""
    tables = ((READERS_OF_PARQUET, PARQUET), (READERS_OF_CSV, SHEETS), (READERS_OF_LINES, LINES), (WRITERS, WRITING))
    found = [
        line_of(words[0], words[1:], scenarios)
        for table, scenarios in tables
        for words in (line.split() for line in table.strip().splitlines() if not line.startswith("#"))
    ]
    assert len({one.connector for one in found}) == len(found), "a connector stands in the tables twice"
    return {one.connector: one for one in found}
