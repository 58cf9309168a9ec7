"""What is promised of the connectors that order, sum, count, and mix in chance or time?"""

import pytest

import readers
from tables import PURCHASES, PURCHASES_THROUGH_A_FUNCTION, READ_FEW


@pytest.mark.connector("sorted-in-sql", reads=PURCHASES, without="several-changed")
def test_sorted_in_sql(connector, postgres):
    connector(readers.sorted_in_sql, postgres.url)


@pytest.mark.connector("sorted-by-first-column", reads=PURCHASES, without="several-changed")
def test_sorted_by_first_column(connector, postgres):
    connector(readers.sorted_by_first_column, postgres.url)


@pytest.mark.connector("sorted-in-python", reads=PURCHASES, without="several-changed")
def test_sorted_in_python(connector, postgres):
    connector(readers.sorted_in_python, postgres.url)


@pytest.mark.connector("shuffled-in-sql", reads=PURCHASES, without="several-changed")
def test_shuffled_in_sql(connector, postgres):
    connector(readers.shuffled_in_sql, postgres.url)


@pytest.mark.connector("summed-in-sql", reads=PURCHASES)
def test_summed_in_sql(connector, postgres):
    connector(readers.summed_in_sql, postgres.url)


@pytest.mark.connector("summed-in-python", reads=PURCHASES, without="several-changed")
def test_summed_in_python(connector, postgres):
    connector(readers.summed_in_python, postgres.url)


@pytest.mark.connector("through-a-function", reads=PURCHASES_THROUGH_A_FUNCTION, without="several-changed")
def test_through_a_function(connector, postgres):
    connector(readers.through_a_function, postgres.url)


@pytest.mark.connector("counted", reads=PURCHASES)
def test_counted(connector, postgres):
    connector(readers.counted, postgres.url)


@pytest.mark.connector("with-now", reads=PURCHASES, without="several-changed")
def test_with_now(connector, postgres):
    connector(readers.with_now, postgres.url)


@pytest.mark.connector("with-time", reads=PURCHASES, only=READ_FEW)
def test_with_time(connector, postgres):
    connector(readers.with_time, postgres.url)


@pytest.mark.connector("with-uuid", reads=PURCHASES, only=READ_FEW)
def test_with_uuid(connector, postgres):
    connector(readers.with_uuid, postgres.url)


@pytest.mark.connector("by-uuid", reads=PURCHASES, without="several-changed")
def test_by_uuid(connector, postgres):
    connector(readers.by_uuid, postgres.url)


@pytest.mark.connector("with-random-batch", reads=PURCHASES, without="several-changed")
def test_with_random_batch(connector, postgres):
    connector(readers.with_random_batch, postgres.url)


@pytest.mark.connector("sampled", reads=PURCHASES, without="several-changed")
def test_sampled(connector, postgres):
    connector(readers.sampled, postgres.url)


@pytest.mark.connector("sampled-anew", reads=PURCHASES)
def test_sampled_anew(connector, postgres):
    connector(readers.sampled_anew, postgres.url)
