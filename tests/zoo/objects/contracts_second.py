"""What is promised of the connectors on which the second tier is tried?"""

import pytest

import habits
import writers
from datasets import (
    BOOKINGS,
    BUCKET,
    CALLS,
    COPIES,
    DAYS,
    FACTS,
    GUESSES,
    MEASURES,
    ORDERS,
    PURCHASES,
    RECS,
    STATES,
    TURNS,
)
from second import only

READERS = {
    ORDERS: (
        "named", "counted", "distinct", "using", "refusing", "knowing-types", "knowing-the-version", "ending-so",
        "unpacking", "skipping", "the-first-object", "as-it-was-listed", "three-objects", "waiting", "asking-often",
    ),
    STATES: ("states", "by-state"),
    DAYS: ("of-days", "days-in-place", "days-parsed"),
    FACTS: ("csv-typed", "csv-forgiving", "csv-in-place", "csv-counted", "csv-of-four", "csv-split"),
    BOOKINGS: ("csv-as-it-is",),
    CALLS: ("lines-as-they-are",),
    GUESSES: ("with-pandas",),
    TURNS: ("newest-day",),
    MEASURES: (
        "lines", "lines-got", "lines-counted", "lines-as-numbers", "lines-without-constants", "lines-that-parse",
        "lines-in-any-shape",
    ),
}  # fmt: skip
WRITERS = {
    "under-one-key-too": writers.under_one_key,
    "under-a-new-key": writers.under_the_time,
    "encrypted": writers.encrypted,
    "marked-first": writers.marked_first,
    "marked-last": writers.marked_last,
    "looking-afterwards": writers.looking_afterwards,
    "looking-and-trying-again": writers.looking_and_trying_again,
}


def _reading(load):
    def test(connector, s3):
        connector(load)

    return test


def _writing(store):
    def test(connector, s3):
        connector(store, s3.payloads)

    return test


def _named(name, test, **contract):
    marked = pytest.mark.connector(name, only=only(name), **contract)(test)
    marked.__name__ = "test_" + name.replace("-", "_")
    globals()[marked.__name__] = marked


for _dataset, _names in READERS.items():
    for _name in _names:
        _named(_name, _reading(getattr(habits, _name.replace("-", "_"))), reads=_dataset)
for _name, _store in WRITERS.items():
    _named(_name, _writing(_store), writes=RECS)


@pytest.mark.connector("by-address", reads=ORDERS, only=only("by-address"))
def test_by_address(connector, s3):
    client = s3.client()
    urls = [client.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key}) for key in s3.objects]
    connector(habits.by_address, urls)


@pytest.mark.connector("copied", reads=PURCHASES, writes=COPIES, only=only("copied"))
def test_copied(connector, postgres):
    connector(writers.copied, postgres.url)
