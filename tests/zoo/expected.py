"""What must the oracle say of each connector in the zoo, in each scenario? Derived from its rules by hand.

Of an item's cases the worst counts, and these are the letters for it:

S survives · L loud · B loud in a change that it must survive · P silent, but only passed on, which fails nothing ·
X silent · D damaged · H hangs · U unguarded · V void · K loud, with the password in its error · . not in the contract

Combinations are drawn, so that `o` stands for whatever fails nothing: S, L, P or U.
"""

from __future__ import annotations

from dataclasses import dataclass

FAILS_NOTHING = frozenset("SLPU")

READING = (
    "column-dropped", "column-renamed", "column-added", "column-added-first", "column-added-required", "int-to-text",
    "null-appeared", "several-changed", "password-rotated", "select-revoked",
)  # fmt: skip
WRITING = (*READING[:-1], "insert-revoked")

READERS = """
# What is read by name breaks loudly. NULL in some rows leaves the other rows as they were. Numbers that became texts
# are passed on. Nobody reads without a password, or without SELECT.
#                         drop ren add 1st req txt nul sev pwd rev
by-position                X    S   S   X   S   P   S   X   L   L   another column stands in each place
everything-by-name         X    X   S   S   S   P   S   X   L   L   a column that is gone is gone from the result
picked-by-name             L    L   S   S   S   P   S   .   L   L   KeyError
named                      L    L   S   S   S   P   S   o   L   L
named-asserted             L    L   S   S   S   X   S   .   L   L   ids as texts are not the ids that were put
caught-in-the-body         L    L   S   S   S   P   S   .   L   L   loud even where the test catches it
called-twice               L    L   S   S   S   P   S   .   L   L   both calls are one observation, each row by row
by-key                     L    L   S   S   S   P   S   .   L   L   the keys are data, and are passed on as texts
lazily                     L    L   S   S   S   P   S   .   L   L   a late error is an error of the call
amounts-later              L    L   S   S   S   P   S   .   L   L   as above, after half of the rows
a-cursor                   L    .   S   .   .   P   .   .   L   .
dataclasses-named          L    .   S   .   .   P   .   .   L   .
dataclasses-everything     L    L   B   B   B   P   S   .   L   L   no field for a column that was added
namedtuples-everything     X    X   S   S   S   P   S   .   L   L   the fields are the columns, whichever there are
namedtuples-by-position    X    S   S   X   S   P   S   .   L   L
pydantic-models            L    L   S   S   S   S   L   o   L   L   '7' becomes 7, None does not
as-int                     L    L   S   S   S   S   L   .   L   L   int('7') is 7, int(None) is an error
as-str                     L    L   S   S   S   S   S   .   L   L   str(7) is str('7'); 'None' only in touched rows
sorted-in-sql              L    L   S   S   S   X   S   .   L   L   '10' stands before '9'
sorted-by-first-column     L    L   S   X   S   X   S   .   L   L   ORDER BY 1, and then another column is the first
sorted-in-python           L    L   S   S   S   X   L   .   L   L   as above; None is not comparable
shuffled-in-sql            L    L   S   S   S   P   S   .   L   L   no order is part of the result
summed-in-sql              L    L   S   S   S   P   U   o   L   L   sums over NULL differ, and nothing was promised
summed-in-python           L    L   S   S   S   P   U   .   L   L   an amount of None is loud; a user None is a new sum
through-a-function         L    L   S   S   S   L   S   .   L   V   its owner's rights are not revoked
counted                    S    S   S   S   S   S   S   S   L   L   as many rows as before
with-now                   L    L   S   S   S   P   S   .   L   L   loaded_at is left out
with-time                  L    .   S   .   .   P   .   .   L   .
with-uuid                  L    .   S   .   .   P   .   .   L   .
by-uuid                    L    L   S   S   S   P   S   .   L   L   the keys are left out
with-random-batch          L    L   S   S   S   P   S   .   L   L   chance starts alike before each run
sampled                    L    L   S   S   S   P   U   .   L   L   as above; a part of the rows gives another sample
swallowing                 X    X   S   S   S   P   S   X   X   X
getting                    X    X   S   S   S   P   S   .   L   L   None for what is gone
filling                    X    X   S   S   S   P   S   .   L   L   a default for what is gone
leaking-password           K    K   S   S   S   P   S   o   K   K
checking-values            L    L   S   S   S   L   L   .   L   L
checking-columns           L    L   B   B   B   L   S   .   L   L   knows exactly four columns
retrying-for-ever          H    .   S   .   .   .   .   .   H   .
waiting-in-the-server      .    H   .   .   .   .   .   .   L   .   does not even get in with the wrong password
slow-to-give-up            .    H   .   .   .   .   .   .   .   .   its error comes after its deadline
leaving-open               L    .   S   .   .   .   .   .   L   .
from-pool                  L    .   .   .   .   P   .   .   L   L   recovers when its connections are ended
from-engine                L    .   S   .   .   .   .   .   L   L   as above
from-engine-with-ping      L    .   .   .   .   P   .   .   L   L   as above
since-cursor               L    L   S   S   S   P   S   o   L   L   id is compared in SQL, loudly; user_id is passed on
since-cursor-in-file       L    L   S   S   S   P   S   .   L   L
psycopg2                   L    L   S   S   S   P   S   .   L   L
async-psycopg              L    .   S   .   .   P   .   .   L   .
lazily-async               L    .   S   .   .   P   .   .   L   .
asyncpg                    L    L   S   S   S   P   S   .   L   L
sqlalchemy-core            L    .   S   .   .   P   .   .   L   .
sqlalchemy-orm             L    L   S   S   S   P   S   .   L   L
pandas                     L    L   S   S   S   P   X   .   L   L   one NULL makes every user_id a float
pandas-promised            L    L   S   S   S   X   X   .   L   L   returns= names the columns and their types
pandas-promised-coerced    L    L   S   S   S   X   X   .   L   L   the promise could be coerced, the result was not
pandas-validated           L    L   S   S   S   S   L   .   L   L   coerces and checks by itself
polars                     L    L   S   S   S   P   S   .   L   L   integers stay integers beside NULL
arrow-of-a-schema          L    L   S   S   S   L   S   .   L   L   no text fits into int64
arrow-as-it-comes          L    L   S   S   S   X   X   X   L   L   returns= names kinds, and allows no NULL
command-printing           L    .   S   .   .   P   .   .   L   .   a traceback ends it with 1
cron                       X    X   S   S   S   P   S   .   X   X   a log line is not loud
command-exiting            .    L   .   .   .   .   .   .   L   .
command-retrying           .    H   .   .   .   .   .   .   .   .
"""

WRITERS = """
# What is written by name breaks loudly, and leaves nothing, since it is one transaction. A column that must be given
# and is not: an error. A number fits into a column of texts, and is read back as the number that was put.
#                         drop ren add 1st req txt nul sev pwd rev
writer-by-name             L    L   S   S   L   S   S   o   L   L
writer-row-by-row          L    L   S   S   L   S   S   .   L   L
writer-by-position         L    S   S   X   L   S   S   X   L   L   a text column takes the number that is next in line
writer-by-copy             L    L   S   S   L   S   S   .   L   L
upserting                  L    L   S   S   L   S   S   .   L   L
writer-sqlalchemy-core     L    L   S   S   L   S   S   .   L   L
writer-pandas              L    L   S   S   L   S   S   .   L   L
writer-asyncpg             L    L   S   S   L   L   S   .   L   L   asks for the type, and gives no number as text
writer-swallowing          X    X   S   S   X   S   S   X   X   X
writer-status-heard        L    L   S   S   L   S   S   .   L   L   failed= hears the False
writer-status-unheard      X    X   S   S   X   S   S   .   X   X   without failed= it is only another result
writer-skipping            X    X   S   S   X   S   S   .   L   X   the login alone is outside of its try
reload-at-once             L    L   S   S   L   S   S   .   L   L
reload-in-steps            L    L   S   S   L   S   S   o   L   L   left empty, and mended by the next run
in-two-halves              D    D   S   S   L   S   S   .   L   L   without the score the first half stays
upserting-in-two-halves    L    L   S   S   L   S   S   .   L   L   as above, but mended by the next run
trying-twice               D    D   S   S   L   S   S   .   L   L   every row twice
trying-twice-in-silence    D    D   S   S   X   S   S   .   X   X
"""

COPIES = """
# From purchases to recs. On either side the change breaks it loudly, and nothing is left.
#                         drop ren add 1st req txt nul rev
copying-in-python read     L    L   S   S   S   S   L   L   the driver lets the server parse '7'; None is an error
copying-in-python written  L    L   S   S   L   S   S   L
copying-in-sql read        L    L   S   S   S   L   L   L   text is no integer; NULL in amount is copied, in user_id not
copying-in-sql written     L    L   S   S   L   S   S   L
"""
COPIES_AS_A_WHOLE = {
    "copying-in-python": {"password-rotated": "L", "several-changed": "o"},
    "copying-in-sql": {"password-rotated": "L"},
}

VOID = {
    "sampled-anew": "varies by itself",
    "cached": "it did not ask the far end: cached?",
    "filtering": "the generated rows do not pass its filter",
    "showing-nothing": "nothing is observed",
    "status": "return the rows",
    "on-one-connection": "keeps a connection between calls",
    "since-cursor-in-global": "varies by itself",
    "sqlalchemy-orm-unobserved": "observe=",
    "command-unobserved": "observe=",
}
"""Connectors that prove nothing: the baseline fails and says why, and every scenario is void."""

CLASSES = {
    ("by-position", "column-added-first"): "altered",
    ("everything-by-name", "column-dropped"): "lost",
    ("everything-by-name", "column-renamed"): "lost",
    ("named", "int-to-text"): "passed on",
    ("sorted-in-sql", "int-to-text"): "altered",
    ("sorted-in-python", "int-to-text"): "altered",
    ("swallowing", "column-dropped"): "swallowed",
    ("swallowing", "password-rotated"): "swallowed",
    ("swallowing", "select-revoked"): "swallowed",
    ("getting", "column-dropped"): "lost",
    ("filling", "column-dropped"): "altered",
    ("pandas", "null-appeared"): "altered",
    ("pandas-promised", "int-to-text"): "passed on",
    ("cron", "password-rotated"): "swallowed",
    ("writer-swallowing", "insert-revoked"): "swallowed",
}
"""How silence must be called."""

RECOVERS = {
    ("reload-in-steps", "column-dropped"),
    ("reload-in-steps", "column-renamed"),
    ("reload-in-steps", "column-added-required"),
    ("reload-in-steps", "insert-revoked"),
    ("reload-in-steps", "several-changed"),
    ("upserting-in-two-halves", "column-dropped"),
    ("upserting-in-two-halves", "column-renamed"),
}
"""Where a loud run leaves something that the next one mends; `several-changed` only may."""

NOT_COMPARED = {"with-now": {"loaded_at"}, "with-time": {"loaded_at"}, "with-uuid": {"run_id"}, "by-uuid": {"key"}}
"""Fields that vary by themselves; of all other connectors, every field is compared."""


@dataclass(frozen=True)
class Expectation:
    """What one connector must come to: letters by scenario, `.` left out."""

    connector: str
    letters: dict[str, str]
    why: str = ""


def expectations() -> dict[str, Expectation]:
    """Every connector that is judged, by name; the void ones are in `VOID`."""
    found = [*_lines(READERS, READING), *_lines(WRITERS, WRITING), *_copies()]
    assert len({one.connector for one in found}) == len(found), "a connector stands in the table twice"
    return {one.connector: one for one in found}


def agrees(expected: str, found: str) -> bool:
    """Whether a letter that was found is one that is expected."""
    return found in FAILS_NOTHING if expected == "o" else found == expected


def _lines(table: str, scenarios: tuple[str, ...]) -> list[Expectation]:
    lines = [line for line in table.strip().splitlines() if not line.startswith("#")]
    return [line_of(line.split(None, 1)[0], line.split()[1:], scenarios) for line in lines]


def line_of(name: str, words: list[str], scenarios: tuple[str, ...]) -> Expectation:
    """One line of a table: a connector, its letters, and why."""
    letters, why = words[: len(scenarios)], " ".join(words[len(scenarios) :])
    assert {len(letter) for letter in letters} == {1}, f"{name}: {words}"
    assert len(letters) == len(scenarios), f"{name}: {words}"
    return Expectation(name, {s: x for s, x in zip(scenarios, letters, strict=True) if x != "."}, why)


def _copies() -> list[Expectation]:
    drift = READING[:7]
    found: dict[str, dict[str, str]] = {name: dict(letters) for name, letters in COPIES_AS_A_WHOLE.items()}
    for line in COPIES.strip().splitlines():
        if not line.startswith("#"):
            name, side, *words = line.split()
            table, right = ("purchases", "select-revoked") if side == "read" else ("recs", "insert-revoked")
            scenarios = tuple(f"{table}-{scenario}" for scenario in (*drift, right))
            found[name] |= line_of(name, words, scenarios).letters
    return [Expectation(name, letters) for name, letters in found.items()]
