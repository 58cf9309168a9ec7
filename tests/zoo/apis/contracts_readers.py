"""What is promised of the connectors that read from an API?"""

import pytest

import readers
from operations import EVENTS, PRODUCTS, TICKETS

FEW = ("field-renamed", "page-ignored", "body-truncated", "token-expired")
OF_PRODUCTS = {
    "until-empty": None,
    "until-short": None,
    "until-total": None,
    "everything": None,
    "first-page": None,
    "swallowing": None,
    "getting": None,
    "checking": None,
    "retrying": ("field-renamed", "rate-limited", "unavailable", "token-expired"),
    "retrying-for-ever": ("token-expired",),
    "in-production": FEW,
    "awaited": FEW,
    "with-urllib": FEW,
    "worth": ("field-nullable", "field-to-text", "field-added", "page-smaller", "empty-200"),
}


def _reading(load):
    def test(connector, rest):
        connector(load, rest)

    return test


def _named(name, test, **contract):
    marked = pytest.mark.connector(name, **{key: value for key, value in contract.items() if value})(test)
    marked.__name__ = "test_" + name.replace("-", "_")
    globals()[marked.__name__] = marked


for _name, _only in OF_PRODUCTS.items():
    # Who tries for ever is waited for: for as long as a contract says, and then once more.
    _timeout = 3 if _name == "retrying-for-ever" else None
    _named(_name, _reading(getattr(readers, _name.replace("-", "_"))), reads=PRODUCTS, only=_only, timeout=_timeout)
CURSORS = (*FEW, "page-cursor-renamed", "page-cursor-to-link", "page-looping", "page-smaller")
_named("by-cursor", _reading(readers.by_cursor), reads=EVENTS, only=CURSORS)
_named("by-cursor-strictly", _reading(readers.by_cursor_strictly), reads=EVENTS, only=CURSORS)


@pytest.mark.connector("tickets", reads=TICKETS, only=("field-removed", "field-added", "token-expired", "error-in-200"))
def test_tickets(connector, rest):
    connector(readers.tickets)
