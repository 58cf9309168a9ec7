"""Which fields stand in lines of CSV? Each with whether it was quoted: an empty text is, what is not there is not."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

Token = tuple[str, bool]
Record = list[Token]


def records(text: str, delimiter: str, quote: str) -> Iterator[Record]:
    """The fields of each line; a quoted field may go over several. Lines with nothing in them are left out."""
    pattern = _pattern(delimiter, quote)
    record: Record = []
    place = 0
    while place < len(text):
        found = pattern.match(text, place)
        if found is None:
            # The rest is a quoted field that does not end.
            record.append((text[place:], False))
            break
        quoted = found["quoted"]
        record.append((found["plain"] or "", False) if quoted is None else (_inner(quoted, quote), True))
        place = found.end()
        if found["end"] != delimiter:
            if record != [("", False)]:
                yield record
            record = []
        elif place == len(text):
            record.append(("", False))
    if record:
        yield record


@functools.lru_cache(maxsize=32)
def _pattern(delimiter: str, quote: str) -> re.Pattern[str]:
    d, q = re.escape(delimiter), re.escape(quote)
    end = rf"(?P<end>{d}|\r\n|\n|\r|\Z)"
    return re.compile(rf"(?:(?P<quoted>{q}(?:[^{q}]|{q}{q})*{q})(?={d}|\r|\n|\Z)|(?P<plain>[^{d}\r\n]*)){end}")


def _inner(field: str, quote: str) -> str:
    return field[1:-1].replace(quote * 2, quote)
