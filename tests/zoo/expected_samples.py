"""What must the oracle say where a supplier's sample takes the place of ours? Made by hand, before anything was run.

Three letters a sample: in all objects, in new ones only, in mid-run. S survives, B loud where it must survive,
X silent, N not applicable; a dot is not asked. A change that is on the table is real: whatever differs fails.
"""

from __future__ import annotations

from collections.abc import Iterator

PARQUET = ("dropped", "added", "reordered", "renamed", "retyped", "packed", "same")
SEPARATED = (
    "dropped", "dropped-user", "added", "reordered", "renamed", "retyped", "semicolons", "packed", "same",
)  # fmt: skip
MID_RUN = ("change-dropped", "change-packed", "change-same")
"""What is asked in mid-run as well: each of the others differs from its placement in new objects by a moment."""
PLACES = ("", "-new-only", "-mid-run")

# The sample lacks `amount`, has `channel` at its end or `note` at its beginning, says `total` for `amount` or has texts
# in it, is of another codec, or is like ours.
READERS_OF_PARQUET = """
#                            drp  add  reo  ren  typ  pck  sam
like-the-first               XXX  SSS  SSS  XXX  XXX  SSS  NNN  takes the first object's columns for all
checking-the-schema          BBB  BBB  SSS  BBB  BBB  SSS  NNN  knows exactly four columns, in any order
arrow-dataset                XX.  SS.  SS.  XX.  XS.  SS.  NNN  casts what is new to the first object's types
arrow-dataset-of-own-schema  XX.  SS.  SS.  XX.  SS.  SS.  NNN  casts to its own
polars-glob                  XB.  SB.  S..  XB.  XB.  SS.  NNN  every object must be like the first
spent-by-user                BXX  SSS  SSS  BXX  B..  SSS  NNN  KeyError; a missing amount is in no sum
"""
# The sample lacks `note` or `user_id`, has `channel` behind `id` or `amount` at its beginning, says `total` for
# `amount`, has ids such as A-1, semicolons, or is gzip.
READERS_OF_CSV = """
#                            drp  dru  add  reo  ren  typ  sem  pck  sam
csv-by-name                  BBB  BBB  SSS  SSS  BBB  BBB  BBB  BBB  NNN  KeyError, ValueError
csv-by-position              SSS  XXX  XXX  XXX  SSS  XXX  BBB  BBB  NNN  takes the first three fields
csv-with-pandas              XXX  XXX  SSS  SSS  XXX  XXX  XXX  BBB  NNN
csv-checking-the-header      BBB  BBB  BBB  BBB  BBB  XXX  BBB  BBB  NNN  looks at names, not at values
"""


def expectations() -> dict[tuple[str, str], str]:
    """The letter of each connector in each scenario that is asked."""
    return dict((*_letters(READERS_OF_PARQUET, PARQUET), *_letters(READERS_OF_CSV, SEPARATED)))


def _letters(table: str, samples: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], str]]:
    for line in table.strip().splitlines():
        if line.startswith("#"):
            continue
        connector, *told = line.split(None, len(samples) + 1)[: len(samples) + 1]
        for sample, letters in zip(samples, told, strict=True):
            for place, letter in zip(PLACES, letters, strict=True):
                scenario = f"change-{sample}{place}"
                if letter != "." and (place != PLACES[-1] or scenario.startswith(MID_RUN)):
                    yield (connector, scenario), letter
