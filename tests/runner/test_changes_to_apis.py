"""What the runner asks of a change to an API: does a promise speak of it, and can what was written be judged?"""

from __future__ import annotations

import pytest

from pytest_connectors.drift.changes import Change, OffsetChanged, PrecisionChanged, RequestChanged
from pytest_connectors.drift.hints import Hint
from pytest_connectors.drift.schema import Column, OperationSchema, Type
from pytest_connectors.runner.rowsets import Rowset
from pytest_connectors.runner.sinks import unsent_columns
from pytest_connectors.runner.touching import is_promised, unseen_writes
from pytest_connectors.verdicts.observation import Observation
from pytest_connectors.verdicts.snapshot import rows_node

TEXT = Type("string", "text")
IGNORED = RequestChanged("push", "field-ignored", column="note")
RENAMED = RequestChanged("push", "parameter-renamed", "channel_renamed", "channel")


@pytest.mark.parametrize("change", [PrecisionChanged("a", "price"), OffsetChanged("a", "seen")])
def test_a_named_column_says_nothing_of_cents_and_offsets(change: Change) -> None:
    """That there is a number, or one of some size, holds of a rounded one too; a set of values says which ones."""
    names = frozenset({"price", "seen"})
    assert not is_promised((change,), names, {})
    assert not is_promised((change,), names, {"price": Hint(minimum=0, maximum=9), "seen": Hint(shortest=1)})
    assert is_promised((change,), names, dict.fromkeys(names, Hint(allowed=("a",))))


def test_a_field_that_is_not_stored_is_unseen_where_it_is_sent() -> None:
    """Who never sends the field loses nothing."""
    assert "'note'" in (unseen_writes((IGNORED,), ["push"]) or "")
    assert "'note'" in (unseen_writes((IGNORED,), ["push"], {("push", "id")}) or "")
    assert unseen_writes((IGNORED,), ["push"], {("push", "note")}) is None
    assert unseen_writes((IGNORED,), ["other"]) is None


def test_a_parameter_that_is_no_longer_heeded_is_unseen_where_it_is_sent() -> None:
    """The API answers as ever, and nobody can tell what the parameter was for."""
    sent = ["GET /a?x=channel", "POST /push?dry=1&channel=web"]
    assert "'channel'" in (unseen_writes((RENAMED,), ["push"], (), sent) or "")
    assert unseen_writes((RENAMED,), ["push"], (), sent[:1]) is None


def test_columns_into_which_nothing_is_written() -> None:
    """What lay there before counts for nothing, and null is nothing."""
    schema = OperationSchema("push", "", "POST /push", tuple(Column(name, TEXT) for name in ("id", "note", "more")))
    earlier = ({"id": "1", "note": "a", "more": None},)
    after = rows_node([*earlier, {"id": "2", "note": None}, {"id": "3"}])
    found = unsent_columns((schema,), Rowset({"push": earlier}), Observation(sinks={"push": after}))
    assert found == {("push", "note"), ("push", "more")}
