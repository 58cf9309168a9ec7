"""What ends the process? Not collected with the others: no test comes after it."""

import pytest

import waiting
from tables import PURCHASES


@pytest.mark.connector("retrying-past-everything", reads=PURCHASES, timeout=1, only="column-renamed")
def test_retrying_past_everything(connector, postgres):
    connector(waiting.retrying_past_everything, postgres.url)
