"""What must the oracle say of each connector of the REST wing? Derived by hand, in the letters of `expected.py`."""

from __future__ import annotations

from .expected import Expectation, line_of

READING = (
    "field-removed", "field-renamed", "field-nullable", "field-to-text", "field-added", "envelope-renamed",
    "page-ignored", "page-smaller", "error-in-200", "body-truncated", "path-moved", "rate-limited", "unavailable",
    "several-changed", "token-expired", "token-expired-mid-run", "scope-lost", "empty-200", "page-cursor-renamed",
    "page-cursor-to-link", "page-looping",
)  # fmt: skip
WRITING = (
    "field-required", "field-renamed", "field-retyped", "field-refused", "parameter-required", "error-in-200",
    "path-moved", "rate-limited", "unavailable", "accepted-partially", "answer-lost", "token-expired",
    "token-expired-mid-run", "scope-lost",
)  # fmt: skip

READERS = """
# Who takes fields by name is loud where one is gone. null in some rows leaves the others as they were; a number that
# is a text now is passed on. A loop that waits for an empty page has no end where every page is the first. That there
# are no rows any more, nobody promised.
#                    rem ren nul txt add env pig psm e2h cut mov 429 503 sev exp mid scp emp cur lnk lop
until-empty           L   L   S   P   S   L   H   S   L   L   L   L   L   o   L   L   L   U   .   .   .
until-short           L   L   S   P   S   L   H   X   L   L   L   L   L   o   L   L   L   U   .   .   .  a page with fewer rows than asked for is taken for the last
until-total           L   L   S   P   S   L   X   S   L   L   L   L   L   o   L   L   L   U   .   .   .  the first page, until there are as many rows as there should be
everything            X   X   S   P   S   L   H   S   L   L   L   L   L   X   L   L   L   U   .   .   .  a field that is gone is gone from the result
first-page            L   L   U   P   S   L   S   X   L   L   L   L   L   o   L   S   L   U   .   .   .  asks once, and other rows make another first page
swallowing            X   X   S   P   S   X   H   S   X   X   X   X   X   X   X   X   X   U   .   .   .
getting               X   X   S   P   S   X   H   S   X   L   X   X   X   X   X   X   X   U   .   .   .  None for what is gone; half a body is no JSON
checking              L   L   L   L   S   L   L   S   L   L   L   L   L   o   L   L   L   U   .   .   .  knows its fields, and when it has all rows
retrying              .   L   .   .   .   .   .   .   .   .   .   S   S   .   L   .   .   .   .   .   .  waits as Retry-After says
retrying-for-ever     .   .   .   .   .   .   .   .   .   .   .   .   .   .   H   .   .   .   .   .   .
by-cursor             .   L   .   .   .   .   H   S   .   L   .   .   .   .   L   .   .   .   X   X   H  no cursor is taken for the last page
by-cursor-strictly    .   L   .   .   .   .   L   S   .   L   .   .   .   .   L   .   .   .   L   L   L  KeyError; the same cursor again is an error
in-production         .   L   .   .   .   .   H   .   .   L   .   .   .   .   L   .   .   .   .   .   .
awaited               .   L   .   .   .   .   H   .   .   L   .   .   .   .   L   .   .   .   .   .   .
with-urllib           .   L   .   .   .   .   H   .   .   L   .   .   .   .   L   .   .   .   .   .   .
worth                 .   .   L   L   S   .   .   S   .   .   .   .   .   .   .   .   .   U   .   .   .  a sum of numbers takes no None and no text
tickets               L   .   .   .   S   .   .   .   L   .   .   .   .   .   L   .   .   .   .   .   .  no document; an error is no list of tickets
"""

WRITERS = """
# A request that is refused stores nothing, and who lets the status out is loud before any harm. What is posted one by
# one and fails in the middle is there twice after the next run; what is put under a number of its own is not.
#                    frq ren ret ref par e2h mov 429 503 prt lst exp mid scp
posting               L   L   L   L   L   X   L   L   L   D   D   L   D   L   takes every 2xx for an answer
putting               L   L   L   L   L   X   L   L   L   D   L   L   L   L   as above, and recovers
trying-twice          L   L   L   L   L   X   L   L   L   D   D   L   D   L   what was stored is sent again
with-keys             L   L   L   L   L   L   L   S   S   L   S   L   L   L   asks for 201 and what it sent; the same key is the same order
deaf                  X   X   X   X   X   X   X   D   D   D   D   X   D   X   an answer is an answer
swallowing-refusals   X   X   X   X   X   X   X   D   D   D   S   X   D   X   what was stored is stored, whatever became of the answer
at-once               L   L   L   L   L   X   L   L   L   D   D   L   S   L   one request, for all
at-once-counting      L   L   L   L   L   X   L   L   L   D   D   L   S   L   what it took for the whole is a part
"""


def expectations() -> dict[str, Expectation]:
    """Every connector that is judged, by name."""
    found = [
        line_of(words[0], words[1:], scenarios)
        for table, scenarios in ((READERS, READING), (WRITERS, WRITING))
        for words in (line.split() for line in table.strip().splitlines() if not line.startswith("#"))
    ]
    assert len({one.connector for one in found}) == len(found), "a connector stands in the tables twice"
    return {one.connector: one for one in found}
