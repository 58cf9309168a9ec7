"""Do two results say the same, and if not, what was lost, what altered and what only passed on?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pytest_connectors.verdicts.kinds import NULL, Cell, Listing, Node, Record, canonical, rows_of
from pytest_connectors.verdicts.outcome import Silence
from pytest_connectors.verdicts.paths import at, paths_of, told_paths, without
from pytest_connectors.verdicts.scope import ALL, Comparison, Difference, Scope

_MOST_PAIRED = 1000


def compare(before: Node, after: Node, scope: Scope = ALL) -> Comparison:
    """What is different in `after`, cell by cell as (kind, value).

    Columns are compared by name, rows as a multiset unless they are ordered.
    """
    if before == after:
        return Comparison()
    before, after = _alike(_shaped(before, scope), _shaped(after, scope))
    after, passed_on = _undone(after, scope)
    known, seen = paths_of(before), paths_of(after)
    added = tuple(sorted(path for path in seen - known if path.rpartition(".")[0] in known | {""}))
    after = without(after, seen - known)
    lost = told_paths(before) - seen if known - seen else frozenset()
    outer = sorted(path for path in lost if path.rpartition(".")[0] not in lost) if _has_rows(after) else []
    differences = [Difference(Silence.LOST, path, _sample(before, path), "no such column") for path in outer]
    if outer:
        before = without(before, lost)
    if canonical(before, ordered=scope.ordered) != canonical(after, ordered=scope.ordered):
        differences += _row_differences(before, after, scope)
    return Comparison((*differences, *_one_a_place(passed_on)), added)


def _undone(after: Node, scope: Scope) -> tuple[Node, list[Difference]]:
    """The result with every record that the source's own values became put back, and where that was."""
    became = {new: old for old, new in scope.became if not isinstance(new, Cell)}
    if not became:
        return after, []
    found: list[Difference] = []

    def undone(node: Node, path: str) -> Node:
        if path and not isinstance(node, Cell) and node in became:
            found.append(Difference(Silence.PASSED_ON, path, _shown(became[node]), _shown(node)))
            return became[node]
        match node:
            case Record(fields, positional):
                inside = ((n, undone(v, f"{path}.{n}" if path else n)) for n, v in fields)
                return Record(tuple(inside), positional)
            case Listing(items, columns, pairs):
                return Listing(tuple(undone(item, path) for item in items), columns, pairs)
            case _:
                return node

    return undone(after, ""), found


def contained(part: Node, whole: Node, scope: Scope) -> bool:
    """Whether every row of `part` occurs in `whole`, as often at least; of several listings each in its own."""
    part, whole = _alike(_shaped(part, scope), _shaped(whole, scope))
    if isinstance(part, Record) and isinstance(whole, Record) and all(isinstance(v, Listing) for _, v in part.fields):
        others = dict(whole.fields)
        rest = Scope(ordered=scope.ordered)
        return all(name in others and contained(value, others[name], rest) for name, value in part.fields)
    known = paths_of(part)
    whole = without(whole, paths_of(whole) - known)
    missing = _counted(rows_of(part)) - _counted(rows_of(whole))
    return not missing


def varying(first: Node, second: Node, scope: Scope) -> frozenset[str] | None:
    """The fields in which two runs of the same differ; None where they differ as a whole."""
    found = compare(first, second, scope)
    if len(rows_of(first)) != len(rows_of(second)):
        return None
    places = {difference.place for difference in found.differences} | set(found.added)
    compared = {path for path in paths_of(_shaped(first, scope)) if "." not in path}
    if _WHOLE in places or "value" in places or (compared and compared <= places):
        return None
    return frozenset(places)


_WHOLE = "rows"


def _shaped(node: Node, scope: Scope) -> Node:
    if scope.keyed and isinstance(node, Record):
        node = _as_pairs(node)
    unwanted = {path for path in paths_of(node) if _unwanted(path, scope)}
    return without(node, unwanted) if unwanted else node


def _unwanted(path: str, scope: Scope) -> bool:
    if path in scope.ignored:
        return True
    return scope.named is not None and path.partition(".")[0] not in scope.named


def _as_pairs(node: Record) -> Listing:
    pairs = (Record((("key", Cell("text", name)), ("value", value))) for name, value in node.fields)
    return Listing(tuple(pairs), pairs=True)


def _alike(before: Node, after: Node) -> tuple[Node, Node]:
    """Both as pairs of key and value where one of them is."""
    if isinstance(before, Listing) and before.pairs and isinstance(after, Record):
        return before, _as_pairs(after)
    if isinstance(after, Listing) and after.pairs and isinstance(before, Record):
        return _as_pairs(before), after
    return before, after


def _has_rows(node: Node) -> bool:
    return bool(rows_of(node)) and not isinstance(node, Cell)


def _sample(node: Node, path: str) -> str:
    return next((str(found) for found in at(node, path) if found != NULL), "None")


def _counted(rows: Iterable[Node]) -> Counter[object]:
    return Counter(canonical(row, ordered=False) for row in rows)


def _row_differences(before: Node, after: Node, scope: Scope) -> list[Difference]:
    if isinstance(before, Cell) or isinstance(after, Cell):
        return [_cell_difference("value", before, after, scope)]
    gone, come = _unmatched(rows_of(before), rows_of(after), scope)
    if not gone and not come:
        # The same rows, so it is their order.
        return [Difference(Silence.ALTERED, "order of rows", _shown(before), _shown(after))]
    in_place = scope.ordered and len(gone) == len(come)
    pairs, gone, come = ([*zip(gone, come, strict=True)], [], []) if in_place else _paired(gone, come)
    differences = [found for old, new in pairs for found in _field_differences(old, new, scope)]
    total = len(rows_of(before))
    if gone:
        missing = f"{len(gone)} of {_rows(total)} missing, such as {gone[0]}"
        differences.append(Difference(Silence.LOST, _WHOLE, _rows(total), missing))
    if come:
        differences.append(
            Difference(Silence.ALTERED, _WHOLE, _rows(total), f"{_rows(len(come))} more, such as {come[0]}")
        )
    return _one_a_place(differences)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _unmatched(before: Sequence[Node], after: Sequence[Node], scope: Scope) -> tuple[list[Node], list[Node]]:
    def left_over(rows: Sequence[Node], others: Sequence[Node]) -> list[Node]:
        counts = Counter(canonical(row, ordered=scope.ordered) for row in others)
        left = []
        for row in rows:
            form = canonical(row, ordered=scope.ordered)
            if counts[form]:
                counts[form] -= 1
            else:
                left.append(row)
        return left

    return left_over(before, after), left_over(after, before)


def _paired(gone: list[Node], come: list[Node]) -> tuple[list[tuple[Node, Node]], list[Node], list[Node]]:
    """Rows that are most alike, together; and what is left over on each side."""
    pairs: list[tuple[Node, Node]] = []
    unpaired: list[Node] = []
    left = dict(enumerate(come))
    places = _places(come)
    for old in gone:
        best = _likest(old, left, places) if len(pairs) < _MOST_PAIRED else None
        if best is None and left and len(gone) == len(come) and len(pairs) < _MOST_PAIRED:
            best = next(iter(left))
        if best is None:
            unpaired.append(old)
        else:
            pairs.append((old, left.pop(best)))
    return pairs, unpaired, list(left.values())


def _places(rows: Sequence[Node]) -> dict[tuple[str, str], list[tuple[int, Node]]]:
    """Where each value stands, by its field and its text: a value in another form stands there too."""
    found: dict[tuple[str, str], list[tuple[int, Node]]] = {}
    for place, row in enumerate(rows):
        for name, value in row.fields if isinstance(row, Record) else ():
            found.setdefault((name, _text(value)), []).append((place, value))
    return found


def _likest(
    old: Node, left: Mapping[int, Node], places: Mapping[tuple[str, str], list[tuple[int, Node]]]
) -> int | None:
    """The first of the rows that are left which agree most with this one; None where none agrees in any field."""
    scores: Counter[int] = Counter()
    for name, value in old.fields if isinstance(old, Record) else ():
        for place, other in places.get((name, _text(value)), ()):
            if place in left:
                # The very same counts for more than the same in another form.
                scores[place] += 1 + (other == value)
    return min(scores, key=lambda place: (-scores[place], place), default=None)


def _text(value: Node) -> str:
    return str(value.value) if isinstance(value, Cell) else repr(value)


def _field_differences(old: Node, new: Node, scope: Scope) -> list[Difference]:
    if not isinstance(old, Record) or not isinstance(new, Record):
        return [_cell_difference("value", old, new, scope)]
    others, found = dict(new.fields), []
    for name in dict.fromkeys([*(n for n, _ in old.fields), *others]):
        one, other = dict(old.fields).get(name, NULL), others.get(name, NULL)
        if canonical(one, ordered=scope.ordered) != canonical(other, ordered=scope.ordered):
            rest = Scope(ordered=scope.ordered, retyped=scope.retyped, became=scope.became)
            inner = compare(one, other, rest)
            if isinstance(one, Cell) or scope.is_passed_on(one, other) or not inner.differences:
                found.append(_cell_difference(name, one, other, scope))
            else:
                found += [Difference(d.silence, f"{name}.{d.place}", d.before, d.after) for d in inner.differences]
    return found


def _cell_difference(place: str, old: Node, new: Node, scope: Scope) -> Difference:
    silence = Silence.ALTERED
    if scope.is_passed_on(old, new):
        silence = Silence.PASSED_ON
    elif new == NULL or (isinstance(new, Listing) and not new.items):
        silence = Silence.LOST
    elif isinstance(old, Cell) and isinstance(new, Cell):
        silence = Silence.PASSED_ON if scope.is_retyped(old, new) else silence
        if old.kind != new.kind and _shown(old) == _shown(new):
            # 0.25 and 0.25: only the kinds say what differs.
            return Difference(silence, place, f"{_shown(old)} ({old.kind})", f"{_shown(new)} ({new.kind})")
    return Difference(silence, place, _shown(old), _shown(new))


def _one_a_place(differences: Iterable[Difference]) -> list[Difference]:
    found: dict[tuple[Silence, str], Difference] = {}
    for difference in differences:
        found.setdefault((difference.silence, difference.place), difference)
    return list(found.values())


def _shown(node: Node, width: int = 60) -> str:
    text = str(node)
    return text if len(text) <= width else f"{text[: width - 3]}..."
