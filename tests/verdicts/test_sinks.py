"""What a writer left is told apart: as it should be, nothing, half, doubled, deleted or other values."""

from __future__ import annotations

import pytest

from pytest_connectors.verdicts.sinks import Sink, SinkState, expected_rows, sink_state
from pytest_connectors.verdicts.snapshot import rows_node

EARLIER = [{"id": 1, "v": "a"}, {"id": 2, "v": "b"}]
NEW = [{"id": 3, "v": "c"}, {"id": 4, "v": "d"}]
APPENDS = Sink(rows_node(EARLIER), rows_node([*EARLIER, *NEW]))
REPLACES = Sink(rows_node(EARLIER), rows_node(NEW))


@pytest.mark.parametrize(
    ("sink", "left", "state"),
    [
        (APPENDS, [*NEW, *EARLIER], SinkState.AS_EXPECTED),
        (APPENDS, EARLIER, SinkState.UNTOUCHED),
        (APPENDS, [*EARLIER, NEW[0]], SinkState.PARTIAL),
        (APPENDS, [*EARLIER, *NEW, NEW[0]], SinkState.DOUBLED),
        (APPENDS, [EARLIER[0], *NEW], SinkState.DELETED),
        (APPENDS, NEW, SinkState.DELETED),
        (APPENDS, [], SinkState.DELETED),
        (APPENDS, [*EARLIER, {"id": 3, "v": None}, NEW[1]], SinkState.ALTERED),
        (REPLACES, NEW, SinkState.AS_EXPECTED),
        (REPLACES, EARLIER, SinkState.UNTOUCHED),
        (REPLACES, [], SinkState.DELETED),
        (REPLACES, NEW[:1], SinkState.PARTIAL),
        (REPLACES, [*EARLIER, *NEW], SinkState.ALTERED),
    ],
)
def test_each_state_of_a_sink_is_told_apart(sink: Sink, left: list[dict[str, object]], state: SinkState) -> None:
    """A writer that appends and one that replaces, each left in every state."""
    assert sink_state(sink, rows_node(left)) is state


def test_earlier_rows_are_expected_as_the_change_left_them() -> None:
    """What the change did to earlier rows is not held against the writer."""
    changed = rows_node([{"id": 1}, {"id": 2}])
    expected = rows_node([{"id": 1}, {"id": 2}, *NEW])
    assert expected_rows(rows_node(EARLIER), rows_node([*EARLIER, *NEW]), changed) == expected


def test_columns_that_the_server_fills_are_not_compared() -> None:
    """A serial id that went on counting is no other write."""
    sink = Sink(rows_node(EARLIER), rows_node([*EARLIER, {"id": 3, "v": "c"}]), frozenset({"id"}))
    assert sink_state(sink, rows_node([*EARLIER, {"id": 9, "v": "c"}])) is SinkState.AS_EXPECTED
