"""The oracle: the same rows and the same connector, before a change and after it."""

from __future__ import annotations

import dataclasses

import pytest

from pytest_connectors.verdicts.judge import Facts, judge
from pytest_connectors.verdicts.observation import Fault, Observation
from pytest_connectors.verdicts.outcome import Outcome, Silence
from pytest_connectors.verdicts.scope import Scope
from pytest_connectors.verdicts.sinks import Sink
from pytest_connectors.verdicts.snapshot import node_of, rows_node

ROWS = [{"id": 1, "amount": 10}, {"id": 2, "amount": 20}]
SEEN = Observation(calls=1, result=node_of(ROWS), statements=1)
FAULT = Fault("UndefinedColumn", 'column "amount" does not exist')


def verdict(changed: Observation, **facts: object) -> tuple[Outcome, Silence | None]:
    """Outcome and class of a case."""
    told = judge(Facts(SEEN, changed, **facts))  # type: ignore[arg-type]
    return told.outcome, told.silence


def seen(**what: object) -> Observation:
    """The unchanged observation with something else in it."""
    return dataclasses.replace(SEEN, **what)  # type: ignore[arg-type]


def test_the_same_result_survives() -> None:
    """Nothing is wrong where nothing differs."""
    assert verdict(SEEN) == (Outcome.SURVIVES, None)


def test_an_exception_is_loud_also_where_something_else_is_wrong() -> None:
    """What the connector said counts before what it returned."""
    assert verdict(seen(loud=FAULT, result=node_of(None))) == (Outcome.LOUD, None)


def test_a_loud_error_that_names_its_cause_is_told_from_one_that_does_not() -> None:
    """KeyError: 3 is loud and of no help."""
    assert judge(Facts(SEEN, seen(loud=FAULT), causes=("amount",))).names_cause is True
    assert judge(Facts(SEEN, seen(loud=Fault("KeyError", "3")), causes=("amount",))).names_cause is False


@pytest.mark.parametrize(
    ("changed", "silence"),
    [
        (seen(result=node_of(ROWS[:1])), Silence.LOST),
        (seen(result=node_of([{"id": 1, "amount": 11}, {"id": 2, "amount": 20}])), Silence.ALTERED),
        (seen(result=node_of([]), refusals=("42703 column does not exist",)), Silence.SWALLOWED),
        (seen(promise="column 'amount' is missing"), Silence.ALTERED),
        (seen(assertion=Fault("AssertionError", "assert 1 == 2")), Silence.ALTERED),
    ],
)
def test_each_class_of_silence(changed: Observation, silence: Silence) -> None:
    """It returned, and something is wrong."""
    assert verdict(changed) == (Outcome.SILENT, silence)


def test_a_refusal_that_the_unchanged_run_met_as_well_is_nothing_new() -> None:
    """A connector that tries and recovers is not blamed for what it always does."""
    refused = ("42P07 relation exists",)
    facts = Facts(seen(refusals=refused), seen(refusals=refused))
    assert judge(facts).outcome is Outcome.SURVIVES


def test_a_hang_counts_before_all_else() -> None:
    """It did not come back, whatever it raised when it was cut off."""
    assert verdict(seen(hung=True, loud=FAULT))[0] is Outcome.HANGS


@pytest.mark.parametrize(
    ("changed", "facts"),
    [
        (seen(statements=0), {}),
        (seen(early=FAULT, calls=0), {}),
        (seen(calls=0), {}),
        (SEEN, {"impossible": "its password is no longer valid"}),
    ],
)
def test_what_proves_nothing_is_void(changed: Observation, facts: dict[str, object]) -> None:
    """It did not ask, it never called, it raised before, or it cannot have survived."""
    assert verdict(changed, **facts)[0] is Outcome.VOID


def test_a_far_end_that_cannot_tell_its_traffic_is_no_reason_for_void() -> None:
    """Unknown is not zero."""
    assert verdict(seen(statements=None))[0] is Outcome.SURVIVES


TOUCHED = seen(result=node_of([{"id": 1, "amount": None}, {"id": 2, "amount": 20}]))


def test_touched_rows_of_a_connector_that_works_row_by_row() -> None:
    """The untouched rows must come out as before; the touched ones are not judged."""
    rest = seen(result=node_of(ROWS[1:]))
    assert verdict(TOUCHED, touches=True, untouched=rest)[0] is Outcome.SURVIVES
    as_floats = seen(result=node_of([{"id": 1, "amount": None}, {"id": 2, "amount": 20.0}]))
    assert verdict(as_floats, touches=True, untouched=rest) == (Outcome.SILENT, Silence.ALTERED)
    gone = seen(result=node_of([]))
    assert verdict(gone, touches=True, untouched=rest) == (Outcome.SILENT, Silence.LOST)


def test_touched_rows_of_which_nothing_was_promised_are_unguarded() -> None:
    """An aggregate over NULLs may be another; only a promise could tell."""
    assert verdict(TOUCHED, touches=True)[0] is Outcome.UNGUARDED
    assert verdict(TOUCHED, touches=True, promised=True)[0] is Outcome.SURVIVES
    assert verdict(SEEN, touches=True)[0] is Outcome.SURVIVES
    assert verdict(dataclasses.replace(TOUCHED, promise="holds a null"), touches=True)[0] is Outcome.SILENT


def test_passed_on_breaks_a_promise_only_where_returns_names_the_column() -> None:
    """The source's new kind, handed on."""
    as_text = seen(result=node_of([{"id": "1", "amount": 10}, {"id": "2", "amount": 20}]))
    retyped = frozenset({("integer", "text")})
    free = judge(Facts(SEEN, as_text, Scope(retyped=retyped)))
    assert (free.silence, free.broke_promise) == (Silence.PASSED_ON, False)
    bound = judge(Facts(SEEN, as_text, Scope(retyped=retyped, named=frozenset({"id"}))))
    assert (bound.silence, bound.broke_promise) == (Silence.PASSED_ON, True)


EARLIER, NEW = [{"id": 1}], [{"id": 2}, {"id": 3}]
SINK = {
    "recs": Sink(
        rows_node(EARLIER), rows_node([*EARLIER, *NEW]), unhealed=(rows_node(EARLIER), rows_node([*EARLIER, *NEW]))
    )
}


def wrote(rows: list[dict[str, int]], **what: object) -> Observation:
    """A run that left these rows."""
    return seen(sinks={"recs": rows_node(rows)}, **what)


@pytest.mark.parametrize(
    ("left", "outcome"),
    [
        ([*EARLIER, *NEW], Outcome.SURVIVES),
        (EARLIER, Outcome.SILENT),
        ([*EARLIER, NEW[0]], Outcome.DAMAGED),
        (NEW, Outcome.DAMAGED),
        ([*EARLIER, *NEW, NEW[0]], Outcome.DAMAGED),
        ([*EARLIER, {"id": 2}, {"id": 9}], Outcome.SILENT),
    ],
)
def test_a_writer_that_reports_nothing(left: list[dict[str, int]], outcome: Outcome) -> None:
    """Nothing kept is silent; half, doubled or deleted is damage."""
    assert verdict(wrote(left), sinks=SINK)[0] is outcome


def test_a_loud_writer_that_left_nothing_is_loud() -> None:
    """It failed, and the sink is as it was."""
    healed = wrote([*EARLIER, *NEW])
    assert verdict(wrote(EARLIER, loud=FAULT), sinks=SINK, healed=healed)[0] is Outcome.LOUD


def test_a_loud_writer_that_mends_its_half_in_the_next_run_recovers() -> None:
    """Loud, and another run on the healed far end comes to the unchanged effect."""
    healed = wrote([*EARLIER, *NEW])
    told = judge(Facts(SEEN, wrote([*EARLIER, NEW[0]], loud=FAULT), sinks=SINK, healed=healed))
    assert (told.outcome, told.recovers) == (Outcome.LOUD, True)


@pytest.mark.parametrize("after", [[*EARLIER, *NEW, NEW[0]], [*EARLIER, NEW[0]], NEW])
def test_a_loud_writer_whose_half_is_not_mended_is_damaged(after: list[dict[str, int]]) -> None:
    """Doubled, still half, or deleted after the next run."""
    told = verdict(wrote([*EARLIER, NEW[0]], loud=FAULT), sinks=SINK, healed=wrote(after))
    assert told[0] is Outcome.DAMAGED


def test_a_writer_whose_next_run_fails_is_damaged() -> None:
    """What it left stands in its own way."""
    healed = wrote([*EARLIER, NEW[0]], loud=Fault("UniqueViolation", "duplicate key"))
    assert verdict(wrote([*EARLIER, NEW[0]], loud=FAULT), sinks=SINK, healed=healed)[0] is Outcome.DAMAGED
