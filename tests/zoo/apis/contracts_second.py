"""What is promised of the connectors on which the second tier is tried?"""

import pandera.pandas as pandera
import pyarrow
import pytest

import habits
import keeping
from operations import (
    ACCOUNTS,
    CHANGES,
    ENTRY,
    ITEMS,
    JOB,
    JOBS,
    LOG,
    MARK,
    NEWS,
    NUMBERED_JOB,
    OFFERS,
    OPEN,
    SHAPES,
)
from second import only

READERS = {
    ITEMS: (
        "named", "counted", "swallowing", "getting", "using", "refusing", "distinct", "moments", "as-floats",
        "as-safe-integers", "by-place", "knowing-headers", "heeding-sunset", "in-any-shape", "unwrapping", "until-204",
        "counted-in-xml", "until-total", "not-following", "none-at-404", "asking-often", "acknowledging",
    ),
    OFFERS: ("by-offset",),
    CHANGES: ("following", "following-strictly", "following-any"),
    NEWS: ("following-urls",),
    LOG: ("following-links",),
    SHAPES: ("of-every-kind", "of-known-kinds"),
    ACCOUNTS: ("with-one-token", "renewing", "renewing-when-told", "renewing-or-nothing"),
}  # fmt: skip
WRITERS = {
    JOB: (
        "posting", "deaf", "confirming", "posting-least", "deaf-least", "through-a-channel", "of-a-version",
        "as-accepted", "with-keys",
    ),
    NUMBERED_JOB: ("putting", "putting-whole", "putting-nulls", "reading-back", "as-allowed"),
    JOBS: ("at-once", "at-once-deaf", "in-twos"),
    MARK: ("marking",),
    ENTRY: ("entering", "entering-with-new-tokens"),
}  # fmt: skip


class Loosely(pandera.DataFrameModel):
    id: int
    price: float
    seen: str


class InRange(pandera.DataFrameModel):
    price: float = pandera.Field(ge=1, le=habits.DEAREST)


class OnceEach(pandera.DataFrameModel):
    id: int = pandera.Field(unique=True)


ZONED = pyarrow.schema({"seen": pyarrow.timestamp("us", tz="UTC")})
PROMISED = {
    "loosely": (habits.named, Loosely),
    "in-range": (habits.named, InRange),
    "once-each": (habits.named, OnceEach),
    "zoned": (habits.using, ZONED),
}


def _reading(load):
    def test(connector, rest):
        connector(load, rest)

    return test


def _writing(store):
    def test(connector, rest):
        connector(store, rest, rest.payloads)

    return test


def _named(name, test, **contract):
    marked = pytest.mark.connector(name, only=only(name), **contract)(test)
    marked.__name__ = "test_" + name.replace("-", "_")
    globals()[marked.__name__] = marked


for _operation, _names in READERS.items():
    for _name in _names:
        _named(_name, _reading(getattr(habits, _name.replace("-", "_"))), reads=_operation)
for _operation, _names in WRITERS.items():
    for _name in _names:
        _named(_name, _writing(getattr(keeping, _name.replace("-", "_"))), writes=_operation)
for _name, (_load, _promise) in PROMISED.items():
    _named(_name, _reading(_load), reads=ITEMS, returns=_promise)


@pytest.mark.connector("seen-all", reads=ITEMS, only=only("seen-all"))
def test_seen_all(connector, rest):
    found = connector(habits.named, rest)
    assert {one["id"] for one in found} == {row["id"] for row in rest.rows}


@pytest.mark.connector("with-cents", reads=ITEMS, only=only("with-cents"))
def test_with_cents(connector, rest):
    found = connector(habits.named, rest)
    assert any(one["price"] != round(one["price"]) for one in found)


@pytest.mark.connector("open-instead", reads=(ITEMS, OPEN), only=only("open-instead"))
def test_open_instead(connector, rest):
    connector(habits.open_instead, rest)


@pytest.mark.connector("putting-asserted", writes=NUMBERED_JOB, only=only("putting-asserted"))
def test_putting_asserted(connector, rest):
    connector(keeping.putting, rest, rest.payloads)
    assert all(row in rest.stored for row in rest.payloads)
