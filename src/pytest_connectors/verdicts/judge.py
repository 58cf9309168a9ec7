"""What does one case come to? The oracle: the same rows, the same connector, before a change and after it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pytest_connectors.verdicts.compare import compare, contained
from pytest_connectors.verdicts.kinds import Node
from pytest_connectors.verdicts.observation import Fault, Observation
from pytest_connectors.verdicts.outcome import Outcome, Silence
from pytest_connectors.verdicts.scope import Comparison, Difference, Scope
from pytest_connectors.verdicts.sinks import Sink, SinkState, sink_state

_ON = Silence.PASSED_ON
_MORE = " more, such as"


@dataclass(frozen=True)
class Facts:
    """All that is known of one case.

    Attributes:
        unchanged: The run on the unchanged system, with the same rows.
        changed: The run on the changed system.
        scope: What of the results is compared.
        sinks: What should lie in each written table, by name.
        touches: The change touches rows, so that another result may be right.
        untouched: The unchanged run on the untouched rows alone, where the connector works row by row.
        promised: A promise speaks of what the change touches.
        needs_promise: Only a promise can say whether the touched result is right.
        sources: What values of a source became that are of the same kind still, as (before, after).
        handed_on: What is wrong in columns that handed the source's values on.
        unseen: Why what was written cannot be judged without a promise, where it cannot.
        impossible: Why no connector can survive this, where none can.
        healed: The run after the change was undone, where the changed run was loud.
        causes: Words of which an error that names its cause holds one.
    """

    unchanged: Observation
    changed: Observation
    scope: Scope = field(default_factory=Scope)
    sinks: Mapping[str, Sink] = field(default_factory=dict)
    touches: bool = False
    untouched: Observation | None = None
    promised: bool = False
    needs_promise: bool = False
    sources: frozenset[tuple[Node, Node]] = frozenset()
    handed_on: tuple[Difference, ...] = ()
    unseen: str | None = None
    impossible: str | None = None
    healed: Observation | None = None
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What a case came to, and why."""

    outcome: Outcome
    reason: str
    silence: Silence | None = None
    differences: tuple[Difference, ...] = ()
    added: tuple[str, ...] = ()
    broke_promise: bool = False
    names_cause: bool | None = None
    recovers: bool = False
    fault: Fault | None = None


def judge(facts: Facts) -> Verdict:
    """The verdict on one case. Nothing is ever a pass that proved nothing."""
    changed = facts.changed
    asked = f"it made more than {changed.over_budget} requests, many times what the unchanged run needs"
    if changed.hung:
        reason = "the call did not come back before its deadline"
        if changed.over_budget is not None:
            reason += f"; {asked}"
        return Verdict(Outcome.HANGS, reason, fault=changed.loud)
    if changed.over_budget is not None:
        return Verdict(Outcome.HANGS, asked, fault=changed.loud)
    if changed.early is not None:
        return Verdict(Outcome.VOID, f"the test raised before it called its connector: {changed.early}")
    if changed.calls == 0:
        return Verdict(Outcome.VOID, "the test never called its connector in this case")
    if changed.statements == 0 and changed.loud is None:
        elsewhere = f"it asked {changed.outside[0]}" if changed.outside else "cached?"
        return Verdict(Outcome.VOID, f"it did not ask the far end: {elsewhere}")
    return _loud(facts, changed.loud) if changed.loud is not None else _returned(facts)


def _loud(facts: Facts, fault: Fault) -> Verdict:
    words = f"{fault.kind} {fault.message} {fault.chain}".lower()
    names_cause = any(cause.lower() in words for cause in facts.causes) if facts.causes else None
    damage = [
        (state, sink)
        for name, sink in facts.sinks.items()
        if (state := sink_state(sink, facts.changed.sinks[name])) is not SinkState.UNTOUCHED
        and not sink.is_untouched(facts.changed.sinks[name])
    ]
    if not damage and not _left_by_healing(facts):
        return Verdict(Outcome.LOUD, str(fault), names_cause=names_cause, fault=fault)
    if facts.healed is not None and not _left_by_healing(facts):
        return Verdict(Outcome.LOUD, f"{fault} (recovers)", names_cause=names_cause, recovers=True, fault=fault)
    left = damage[0][0] if damage else SinkState.PARTIAL
    reason = f"it failed loudly and left {left.value}; once the far end is well, another run does not mend it"
    differences = _sink_differences(facts, facts.sinks)
    return Verdict(Outcome.DAMAGED, reason, differences=differences, names_cause=names_cause, fault=fault)


def _left_by_healing(facts: Facts) -> bool:
    """Whether the run after the far end was healed leaves something else than the unchanged run."""
    healed = facts.healed
    if healed is None or not facts.sinks:
        return False
    if healed.loud is not None or healed.hung or healed.calls == 0:
        return True
    return any(
        sink_state(sink.healing(), healed.sinks[name]) is not SinkState.AS_EXPECTED
        for name, sink in facts.sinks.items()
    )


def _returned(facts: Facts) -> Verdict:
    changed = facts.changed
    found = compare(facts.unchanged.result, changed.result, facts.scope)
    states = {name: sink_state(sink, changed.sinks[name]) for name, sink in facts.sinks.items()}
    wrong = {name: state for name, state in states.items() if state is not SinkState.AS_EXPECTED}
    if facts.touches:
        # What becomes of touched rows is not judged here, neither in the result nor in what was written.
        found = _touched(facts, found)
        left = {name: _untouched_in_sink(facts, name) for name in wrong}
        wrong = {name: wrong[name] for name, those in left.items() if any(one.silence is not _ON for one in those)}
        found = Comparison((*found.differences, *facts.handed_on), found.added)
        differences = (*found.differences, *(one for those in left.values() for one in those))
    else:
        differences = (*found.differences, *_sink_differences(facts, wrong))
    for state in wrong.values():
        if state in (SinkState.PARTIAL, SinkState.DOUBLED, SinkState.DELETED):
            reason = f"it reported nothing and left {state.value}"
            return Verdict(Outcome.DAMAGED, reason, differences=differences, added=found.added)
    if changed.assertion is not None or changed.promise is not None or differences:
        return _silent(facts, differences, found.added)
    if facts.touches and _unspoken(facts):
        return Verdict(Outcome.UNGUARDED, _what_to_promise(facts), added=found.added)
    if facts.unseen is not None:
        return Verdict(Outcome.UNGUARDED, facts.unseen, added=found.added)
    if facts.impossible is not None:
        return Verdict(Outcome.VOID, facts.impossible, added=found.added)
    return Verdict(Outcome.SURVIVES, "the same result as before", added=found.added)


def _silent(facts: Facts, differences: tuple[Difference, ...], added: tuple[str, ...]) -> Verdict:
    changed = facts.changed
    refused = [refusal for refusal in changed.refusals if refusal not in facts.unchanged.refusals]
    refused += [f"no connection to {asked}" for asked in changed.outside if asked not in facts.unchanged.outside]
    silence = Comparison(differences).silence or Silence.ALTERED
    if refused:
        silence = Silence.SWALLOWED
    named = facts.scope.named or frozenset()
    promised = any(difference.place.partition(".")[0] in named for difference in differences)
    if changed.promise is not None:
        reason = f"returns= is broken: {changed.promise}"
    elif changed.assertion is not None:
        reason = f"the test's own assertion fails after the call: {changed.assertion}"
    elif refused:
        reason = f"the far end refused, and the connector reported nothing: {refused[0]}"
    else:
        reason = f"it returned, and {silence.value}: {', '.join(dict.fromkeys(d.place for d in differences))}"
    broke = changed.promise is not None or changed.assertion is not None or promised
    return Verdict(Outcome.SILENT, reason, silence, differences, added, broke_promise=broke, fault=changed.assertion)


def _touched(facts: Facts, found: Comparison) -> Comparison:
    """What is wrong in the rows that the change did not touch."""
    if not found.differences or facts.untouched is None:
        return Comparison(added=found.added)
    part, whole = facts.untouched.result, facts.changed.result
    if contained(part, whole, facts.scope):
        return Comparison(added=found.added)
    in_part = compare(part, whole, facts.scope)
    return Comparison(tuple(d for d in in_part.differences if _MORE not in d.after), found.added)


def _untouched_in_sink(facts: Facts, name: str) -> tuple[Difference, ...]:
    """What is wrong with what the untouched rows make of a written table; unknown is no reason for blame."""
    if facts.untouched is None:
        return ()
    sink = facts.sinks[name]
    part, whole = (sink.without_ignored(seen.sinks[name]) for seen in (facts.untouched, facts.changed))
    if contained(part, whole, Scope()):
        return ()
    seen = compare(part, whole, Scope(became=facts.sources))
    found = tuple(
        dataclasses.replace(one, place=f"{name}.{one.place}") for one in seen.differences if _MORE not in one.after
    )
    return found or _sink_differences(facts, [name])


def _unspoken(facts: Facts) -> bool:
    """Whether nothing that was promised could have noticed what the change did to the result."""
    states = (sink_state(sink, facts.changed.sinks[name]) for name, sink in facts.sinks.items())
    same = not compare(facts.unchanged.result, facts.changed.result, facts.scope).differences
    same = same and all(state is SinkState.AS_EXPECTED for state in states)
    spoken = facts.promised or (facts.untouched is not None and not facts.needs_promise)
    return not same and not spoken


def _what_to_promise(facts: Facts) -> str:
    changed = compare(facts.unchanged.result, facts.changed.result, facts.scope).differences
    written = _sink_differences(facts, facts.sinks)
    places = ", ".join(dict.fromkeys(difference.place for difference in (*changed, *written)))
    return (
        f"the result differs in {places}, and nothing that was promised says whether it may: "
        "name what must hold in returns=, or assert it in the test"
    )


def _sink_differences(facts: Facts, names: Iterable[str]) -> tuple[Difference, ...]:
    found: list[Difference] = []
    scope = Scope(became=facts.sources)
    for name in names:
        sink = facts.sinks[name]
        seen = compare(sink.without_ignored(sink.expected), sink.without_ignored(facts.changed.sinks[name]), scope)
        found += [dataclasses.replace(one, place=f"{name}.{one.place}") for one in seen.differences]
    return tuple(found)
