"""What is promised of the connectors that write to an API?"""

import pytest

import writers
from operations import NUMBERED, ORDER, ORDERS

CONNECTORS = {
    "posting": ORDER,
    "deaf": ORDER,
    "swallowing-refusals": ORDER,
    "trying-twice": ORDER,
    "with-keys": ORDER,
    "putting": NUMBERED,
    "at-once": ORDERS,
    "at-once-counting": ORDERS,
}


def _writing(store):
    def test(connector, rest):
        connector(store, rest, rest.payloads)

    return test


for _name, _operation in CONNECTORS.items():
    _store = getattr(writers, _name.removesuffix("-refusals").replace("-", "_"))
    _marked = pytest.mark.connector(_name, writes=_operation)(_writing(_store))
    _marked.__name__ = "test_" + _name.replace("-", "_")
    globals()[_marked.__name__] = _marked
