"""What is promised of the connectors that write objects?"""

import pytest

import writers
from datasets import RECS


@pytest.mark.connector("under-one-key", writes=RECS)
def test_under_one_key(connector, s3):
    connector(writers.under_one_key, s3.payloads)


@pytest.mark.connector("under-the-time", writes=RECS)
def test_under_the_time(connector, s3):
    connector(writers.under_the_time, s3.payloads)


@pytest.mark.connector("swallowing-refusals", writes=RECS)
def test_swallowing(connector, s3):
    connector(writers.swallowing, s3.payloads)


@pytest.mark.connector("deleting-first", writes=RECS)
def test_deleting_first(connector, s3):
    connector(writers.deleting_first, s3.payloads)


@pytest.mark.connector("success-last", writes=RECS)
def test_success_last(connector, s3):
    connector(writers.success_last, s3.payloads)


@pytest.mark.connector("only-once", writes=RECS)
def test_only_once(connector, s3):
    connector(writers.only_once, s3.payloads)


@pytest.mark.connector("under-new-keys", writes=RECS)
def test_under_new_keys(connector, s3):
    connector(writers.under_new_keys, s3.payloads)


@pytest.mark.connector("going-on", writes=RECS)
def test_going_on(connector, s3):
    connector(writers.half_of_it_where_it_is_there_already, s3.payloads)


@pytest.mark.connector("as-dataset", writes=RECS, without="slow-down")
def test_as_dataset(connector, s3):
    connector(writers.as_dataset, s3.payloads)


@pytest.mark.connector("by-uri", writes=RECS, without="slow-down")
def test_by_uri(connector, s3):
    connector(writers.by_uri, s3.payloads)
