"""What if the oracle itself were wrong? Faults of one function each, loaded by `-p faults`, named by ZOO_FAULT."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from pytest_connectors.call import connector, recorder
from pytest_connectors.drift.changes import PasswordRotated
from pytest_connectors.runner import item, judging, study, trial
from pytest_connectors.systems.postgres import far_end
from pytest_connectors.systems.s3.files import became
from pytest_connectors.verdicts import compare as comparing
from pytest_connectors.verdicts import judge as judges
from pytest_connectors.verdicts.kinds import Cell, Listing, Record
from pytest_connectors.verdicts.observation import Fault, Observation
from pytest_connectors.verdicts.outcome import Outcome, Silence
from pytest_connectors.verdicts.promises import arrow, pandera
from pytest_connectors.verdicts.scope import Comparison, Scope

Replace = Callable[[object, str, object], None]
FAULTS: dict[str, Callable[[], None]] = {}
IN_THE_CATALOGUE: dict[str, Callable[[], None]] = {}
"""Faults that the connectors of `catalogue/` notice, by rules that the zoo's own ten scenarios do not need."""

IN_OBJECTS: dict[str, Callable[[], None]] = {}
"""Faults that the connectors of `objects/` notice, by rules that came with S3."""


def fault(seed: Callable[[], None]) -> Callable[[], None]:
    """Let a function be known as a fault, by its name."""
    FAULTS[seed.__name__.replace("_", "-")] = seed
    return seed


def catalogue_fault(seed: Callable[[], None]) -> Callable[[], None]:
    """Let a function be known as a fault that is looked for in the catalogue."""
    IN_THE_CATALOGUE[seed.__name__.replace("_", "-")] = seed
    return seed


def fault_of_objects(seed: Callable[[], None]) -> Callable[[], None]:
    """Let a function be known as a fault that is looked for among connectors of S3."""
    IN_OBJECTS[seed.__name__.replace("_", "-")] = seed
    return seed


def pytest_configure() -> None:
    """Seed the fault that the environment names."""
    {**FAULTS, **IN_THE_CATALOGUE, **IN_OBJECTS}[os.environ["ZOO_FAULT"]]()


def _after(owner: Any, name: str, change: Callable[..., Any]) -> None:
    """Let `change` have the last word on what a function gives."""
    original = getattr(owner, name)
    setattr(owner, name, lambda *args, **kwargs: change(original(*args, **kwargs), *args, **kwargs))


@fault
def differences_unseen() -> None:
    """No two results ever differ."""
    judges.compare = lambda *_: Comparison()


@fault
def kinds_ignored() -> None:
    """7, 7.0, Decimal('7') and '7' are the same."""

    def canonical(node: Any, *, ordered: bool) -> object:
        match node:
            case Record(fields):
                return frozenset((name, canonical(inner, ordered=ordered)) for name, inner in fields)
            case Listing(items):
                return ("listing", tuple(sorted((canonical(one, ordered=ordered) for one in items), key=repr)))
            case Cell(_, value):
                try:
                    return Decimal(str(value)).normalize()
                except InvalidOperation:
                    return str(value)

    comparing.canonical = canonical


@fault
def missing_rows_ignored() -> None:
    """Rows that are gone are no difference."""

    def keep(found: Comparison, *_: object) -> Comparison:
        kept = tuple(d for d in found.differences if (d.silence, d.place) != (Silence.LOST, "rows"))
        return dataclasses.replace(found, differences=kept)

    _after(judges, "compare", keep)


@fault
def order_ignored() -> None:
    """No order is ever part of a result."""
    original = judges.compare
    anything = Scope()
    judges.compare = lambda before, after, scope=anything: original(
        before, after, dataclasses.replace(scope, ordered=False)
    )


@fault
def never_interrupted() -> None:
    """No deadline is ever past."""

    class Patient:
        passed = False

        def __init__(self, *_: object) -> None:
            pass

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    connector.Deadline = Patient


@fault
def void_passes() -> None:
    """What proves nothing counts as survived."""

    def pass_it(verdict: judges.Verdict, *_: object) -> judges.Verdict:
        return dataclasses.replace(verdict, outcome=Outcome.SURVIVES) if verdict.outcome is Outcome.VOID else verdict

    _after(judging, "judge", pass_it)


@fault
def repeats_skipped() -> None:
    """What varies by itself is held against the connector."""
    study.Study._look_for_what_varies = lambda *_: None
    judging.Judge._confirmed = lambda _, verdict, *__: verdict


@fault
def sinks_unread() -> None:
    """Nobody looks at what was written."""
    judging.sinks_of = lambda *_: {}


@fault
def caught_is_not_loud() -> None:
    """Only what leaves the test's body is loud."""

    def forget(seen: object, _: trial.Trials, record: recorder.Recorder) -> object:
        if record.error is None:
            record.loud = None
        return seen

    _after(trial.Trials, "_call_body", forget)


@fault
def password_kept() -> None:
    """The password is not rotated."""

    def without(sql: str | None, change: object, *_: object) -> str | None:
        return None if isinstance(change, PasswordRotated) else sql

    _after(far_end, "of_system", without)


@fault
def connections_kept() -> None:
    """What is connected stays connected, so that a new password bites nobody."""
    far_end.FarEnd._end_all = lambda *_: 0


@fault
def liveness_skipped() -> None:
    """A contract that observes nothing is taken as it is."""
    study.Study._dead = lambda *_: None


@fault
def untouched_rows_not_compared() -> None:
    """Where a change touches some rows, the others are not looked at."""
    judges._touched = lambda _, found: Comparison(added=found.added)


@fault
def healing_always_fine() -> None:
    """Another run mends everything."""
    judges._left_by_healing = lambda _: False


@fault
def assertions_ignored() -> None:
    """What the test asserts after the call does not count."""
    _after(trial.Trials, "_call_body", lambda seen, *_: (seen[0], None))


@fault
def promises_ignored() -> None:
    """`returns=` is kept by everything."""
    arrow.ArrowPromise.check = lambda *_: None
    pandera.PanderaPromise.check = lambda *_: None


@fault
def status_ignored() -> None:
    """An exit status and `failed=` say nothing."""
    original = recorder.Recorder.spoke

    def spoke(self: recorder.Recorder, said: Fault, error: BaseException | None = None) -> None:
        if error is not None:
            original(self, said, error)

    recorder.Recorder.spoke = spoke


@fault
def secrets_ignored() -> None:
    """Nobody minds a password in an error."""
    item.ItemRun._finding = lambda *_: None


@catalogue_fault
def new_values_not_looked_for() -> None:
    """Who hands a column on need not hand its new values on."""
    judging.no_longer_handed_on = lambda *_: ()


@catalogue_fault
def promises_assumed() -> None:
    """What only a promise can notice counts as promised."""
    judging.is_promised = lambda *_: True


@catalogue_fault
def new_forms_unknown() -> None:
    """Nobody asks the source what its values became."""
    far_end.FarEnd.values_became = lambda *_: ()


@catalogue_fault
def rows_not_fitted() -> None:
    """A new constraint is tried on rows that do not fulfil it."""
    study.Study.fitting = lambda _, rowset, __: rowset


@catalogue_fault
def units_seen() -> None:
    """What is written in another unit counts as well written."""
    judging.unseen_writes = lambda *_: None


@catalogue_fault
def rows_never_touched() -> None:
    """No change touches rows, so that every other result is wrong."""
    judging.touched_places = lambda *_: {}


@fault_of_objects
def requests_uncounted() -> None:
    """Nobody minds how often a connector asks, as long as it comes back in time."""
    study.LEAST_REQUESTS = 10**9


@fault_of_objects
def other_runs_forgotten() -> None:
    """Where another run was there before, or writes at the same time, nothing of it is there."""
    judging.another_writes = lambda _: False


@fault_of_objects
def loud_runs_not_repeated() -> None:
    """What a loud run left is damage, whatever the next run makes of it."""
    judging.Judge._healed = lambda *_: None


@fault_of_objects
def what_was_left_put_anew() -> None:
    """What a loud run left lies there as rows, in objects of our own names."""
    original = judging.Judge._healed

    def healed(self: judging.Judge, changes: Any, rowset: Any, changed: Observation) -> Observation | None:
        return original(self, changes, rowset, dataclasses.replace(changed, left={}))

    judging.Judge._healed = healed


@fault_of_objects
def parts_of_no_whole() -> None:
    """What comes of the untouched rows alone counts, even where it is no part of what comes of all of them."""
    judging.contained = lambda *_: True


@fault_of_objects
def sources_unknown() -> None:
    """What a source's values became is held against a sink into which they are passed on."""
    judging._alike = lambda *_: frozenset()


@fault_of_objects
def floats_never_whole() -> None:
    """A whole number that stands beside a missing one is a float like any other."""
    Scope._as_floats = frozenset()


@fault_of_objects
def words_unread() -> None:
    """Nobody looks how a text format writes its values."""
    became._said = lambda cells, _: list(cells.values)
