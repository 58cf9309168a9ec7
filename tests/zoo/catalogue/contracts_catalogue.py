"""One contract for each scenario and connector of `habits.py`, with that scenario alone."""

import pytest

from habits import READERS, STATEFUL, WRITERS
from tables import CREATING, EMPTIED, EVENTS, PURCHASES, STOCK, USERS

# Here the contract asks for the right to CREATE.
CREATED = {"public-create-denied"}


def _reading(load):
    def test(connector, postgres):
        connector(load, postgres.url)

    return test


def _going_on(load):
    def test(connector, postgres):
        connector(load, postgres.url, connector.state / "cursor")

    return test


def _writing(store, table):
    def test(connector, postgres):
        connector(store, postgres.url, postgres.payloads_of(table))

    return test


def _named(scenario, name, test, **contract):
    title = f"{scenario} {name}"
    marked = pytest.mark.connector(title, only=scenario, **contract)(test)
    marked.__name__ = "test_" + title.replace(" ", "_").replace("-", "_")
    globals()[marked.__name__] = marked


for _scenario, _habits in READERS.items():
    for _name, (_load, _) in _habits.items():
        _one = CREATING if _scenario in CREATED else PURCHASES
        _tables = [PURCHASES, USERS] if "users" in _name else _one
        _named(_scenario, _name, _reading(_load), reads=_tables)
for _scenario, _habits in STATEFUL.items():
    for _name, (_load, _) in _habits.items():
        _named(_scenario, _name, _going_on(_load), reads=EVENTS if "events" in _name else PURCHASES)
for _scenario, _habits in WRITERS.items():
    for _name, (_store, _) in _habits.items():
        _table = EMPTIED if _name == "reloading" else STOCK
        _named(_scenario, f"writing {_name}", _writing(_store, _table), writes=_table)
