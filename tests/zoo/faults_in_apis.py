"""What if the rules that came with REST were wrong? Faults of one function each, loaded by `-p faults_in_apis`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from typing import Any

from pytest_connectors.drift.changes import OffsetChanged, PagesOverlap, PrecisionChanged, RequestChanged, RowsLeftOut
from pytest_connectors.runner import item, judging, sinks, touching
from pytest_connectors.systems.protocol import Traffic
from pytest_connectors.systems.rest import far_end
from pytest_connectors.verdicts import handing_on
from pytest_connectors.verdicts.sinks import Sink

IN_APIS: dict[str, Callable[[], None]] = {}
"""Faults that the connectors of `apis/` notice, by name."""


def fault(seed: Callable[[], None]) -> Callable[[], None]:
    """Let a function be known as a fault, by its name."""
    IN_APIS[seed.__name__.replace("_", "-")] = seed
    return seed


def pytest_configure() -> None:
    """Seed the fault that the environment names."""
    IN_APIS[os.environ["ZOO_FAULT"]]()


@fault
def refusals_unseen() -> None:
    """Nobody notes what the API refused."""
    original = far_end.FarEnd.traffic

    def traffic(self: far_end.FarEnd) -> Traffic:
        return dataclasses.replace(original(self), refusals=())

    far_end.FarEnd.traffic = traffic


@fault
def budget_uncounted() -> None:
    """An API answers whoever asks, however often."""
    original = far_end.stage_of
    far_end.stage_of = lambda *args: dataclasses.replace(original(*args), budget=None)


@fault
def keys_forgotten() -> None:
    """The next run finds an API that does not know the Idempotency-Keys of the one before."""
    far_end.FarEnd.left = lambda _: {}


@fault
def ignored_fields_compared() -> None:
    """A field that the API does not keep is looked for in what it has stored."""
    original = sinks._sink

    def sink(schema: Any, rowset: Any, changes: Any, after: Any) -> Sink:
        made = original(schema, rowset, changes, after)
        gone = {one.column for one in changes if isinstance(one, RequestChanged) and one.way == "field-ignored"}
        return dataclasses.replace(made, ignored=made.ignored - gone)

    sinks._sink = sink


@fault
def unheeded_counts_as_heeded() -> None:
    """What the API takes and makes nothing of counts as well taken."""
    judging.unseen_writes = lambda *_: None


@fault
def every_field_sent() -> None:
    """Who never sends a field loses it all the same."""
    judging.unsent_columns = lambda *_: frozenset()


@fault
def overlaps_touch_nothing() -> None:
    """Where pages share rows, every row is still there once."""
    PagesOverlap.touched = lambda *_: frozenset()


@fault
def nobody_need_promise() -> None:
    """That rows are left out, or come twice, is spoken of where nobody promised anything."""
    _speaking((PagesOverlap, RowsLeftOut), lambda *_: True)


@fault
def names_say_all() -> None:
    """A promise that names a column speaks of its cents and of its offsets."""
    _speaking((PrecisionChanged, OffsetChanged), lambda one, names: one.column in names)


def _speaking(kinds: tuple[type, ...], says: Callable[[Any, frozenset[str]], bool]) -> None:
    """Let this say whether a promise speaks of changes of some kinds."""
    original = touching._speaks_of

    def speaks_of(one: Any, names: frozenset[str], hints: Any) -> bool:
        return says(one, names) if isinstance(one, kinds) else original(one, names, hints)

    touching._speaks_of = speaks_of


@fault
def new_shapes_unknown() -> None:
    """Nobody asks what an API's values became."""
    far_end.FarEnd.values_became = lambda *_: ()


@fault
def numbers_by_kind() -> None:
    """A float is never a whole number of the source."""
    handing_on._number = lambda cell: cell


@fault
def impossible_survived() -> None:
    """Who did not ask again survives what nobody can survive."""
    original = item.ItemRun._repeated
    item.ItemRun._repeated = lambda self, judge, changes, number, *_: original(self, judge, changes, number)
