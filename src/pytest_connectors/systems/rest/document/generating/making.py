"""What does a value look like that keeps a demand? One is put together, part by part; it is checked elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.contract.openapi.references import reference
from pytest_connectors.systems.rest.document.demands import Demand
from pytest_connectors.systems.rest.document.demands.merging import Merging, without
from pytest_connectors.systems.rest.document.generating.choosing import asked, excluded, implied, is_near, labelled
from pytest_connectors.systems.rest.document.generating.manner import Manner, NoWayError, Path
from pytest_connectors.systems.rest.document.generating.numbers import number
from pytest_connectors.systems.rest.document.generating.objects import Wanted, wanted
from pytest_connectors.systems.rest.document.generating.texts import text

_AGAIN = 3
_DEEP = 60
_MOST_ITEMS = 3
_OFTEN_NULL = 8
_TRIES = 12
_ORDER = ("object", "array", "string", "integer", "number", "boolean", "null")


class Maker:
    """Values of one document's schemas."""

    def __init__(self, merging: Merging, manner: Manner, node: Any) -> None:
        self.merging, self.manner, self.rng, self.node = merging, manner, manner.rng, node

    def value(self, schema: Schema, path: Path, room: int, name: str = "") -> Json:
        """A value for a schema.

        Args:
            schema: What it is to fit.
            path: Where it stands in the whole value.
            room: About how many parts it may have that need not be there.
            name: What it is called: a `$ref` is.

        Raises:
            NoWayError: None was found.
        """
        target = self.node(schema) if isinstance(schema, Mapping) and "$ref" in schema else schema
        stack = self.manner.stack
        if len(stack) > _DEEP or (isinstance(target, Mapping) and stack.count(id(target)) >= _AGAIN):
            raise NoWayError(path, "it holds itself without end")
        stack.append(id(target))
        try:
            called = schema["$ref"] if isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str) else name
            return self.demanded(self.merging.of(schema), path, room, called)
        finally:
            stack.pop()

    def demanded(self, demand: Demand, path: Path, room: int, name: str = "") -> Json:
        """A value that keeps a demand; raises NoWayError."""
        if demand.never:
            raise NoWayError(path, "no value fits: what is asked excludes itself")
        plain = self.is_plain(path)
        if plain:
            for example in demand.examples:
                if is_near(example, demand):
                    return example
        if demand.values is not None:
            return self._listed(demand, path, plain=plain)
        if demand.groups:
            return self._variant(demand, path, room, name)
        if demand.conditions:
            return self._conditioned(demand, path, room, name)
        return self._typed(demand, path, room, name, plain=plain)

    def is_plain(self, path: Path) -> bool:
        """Whether the plainest value is wanted there."""
        return self.manner.plain and path not in self.manner.loose

    def is_recursive(self, schema: Schema) -> bool:
        """Whether a schema is one of those in which it stands."""
        target = self.node(schema) if isinstance(schema, Mapping) and "$ref" in schema else schema
        if isinstance(target, Mapping) and id(target) in self.manner.stack:
            return True
        items = target.get("items") if isinstance(target, Mapping) else None
        return isinstance(items, Mapping) and self.is_recursive(items)

    def _listed(self, demand: Demand, path: Path, *, plain: bool) -> Json:
        fitting = [value for value in demand.values or () if is_near(value, demand)]
        usual = [value for value in fitting if value is not None] or fitting
        if not usual:
            raise NoWayError(path, "none of the listed values is of the type that is asked for")
        if plain:
            return usual[0]
        return self.rng.choice(fitting if not self.rng.randrange(_OFTEN_NULL) else usual)

    def _variant(self, demand: Demand, path: Path, room: int, name: str) -> Json:
        """One of the first group's variants, with all else."""
        (variants, labels), rest = demand.groups[0], self.merging.without_group(demand)
        last = NoWayError(path, "it has no variants")
        for i in self._ordered([self.merging.of(one) for one in variants], plain=self.is_plain(path)):
            chosen = self.merging.both(rest, self.merging.of(variants[i]))
            if labels and labels[i] and demand.discriminator:
                chosen = self.merging.both(chosen, self._label(demand.discriminator["propertyName"], labels[i]))
            if chosen.never:
                continue
            target = self.node(variants[i])
            if isinstance(target, Mapping) and self.manner.stack.count(id(target)) >= _AGAIN:
                continue
            self.manner.stack.append(id(target))
            try:
                ref = reference(variants[i]) or name
                return self.demanded(chosen, path, room, ref)
            except NoWayError as error:
                last = error
            finally:
                self.manner.stack.pop()
        raise last

    def _ordered(self, variants: list[Demand], *, plain: bool) -> list[int]:
        """In which order variants are tried: what is null last, what leads back to where we are behind the others."""
        places = list(range(len(variants)))
        if not plain:
            self.rng.shuffle(places)
        deep = len(self.manner.stack) > _DEEP // 4
        return sorted(places, key=lambda i: (variants[i].kinds == ("null",)) != deep)

    def _label(self, name: str, labels: tuple[str, ...]) -> Demand:
        return self.merging.of(labelled(name, labels))

    def _conditioned(self, demand: Demand, path: Path, room: int, name: str) -> Json:
        """With `if` and `then`, or against `if` with `else`."""
        condition, then, other = demand.conditions[0]
        rest = without(demand, conditions=demand.conditions[1:])
        both = self.merging.both
        of = self.merging.of
        met = both(both(rest, of(condition)), of(then))
        unmet = both(without(rest, nots=(*rest.nots, condition)), of(other))
        ways = [met, unmet]
        if not self.is_plain(path):
            self.rng.shuffle(ways)
        last = NoWayError(path, "neither then nor else can be kept")
        for way in ways:
            try:
                return self.demanded(way, path, room, name)
            except NoWayError as error:
                last = error
        raise last

    def _typed(self, demand: Demand, path: Path, room: int, name: str, *, plain: bool) -> Json:
        kinds = [kind for kind in demand.kinds or implied(demand) if not excluded(kind, demand.nots)]
        usual = [kind for kind in kinds if kind != "null"]
        if not plain and len(usual) > 1:
            self.rng.shuffle(usual)
        null = ["null"] if "null" in kinds else []
        last = NoWayError(path, "no type is left")
        first = null if null and (len(self.manner.stack) > _DEEP // 4 or self._is_chance(plain=plain)) else []
        for kind in [*first, *usual, *null]:
            try:
                return self._of_kind(kind, demand, path, room, name, plain=plain)
            except NoWayError as error:
                last = error
        raise last

    def _is_chance(self, *, plain: bool) -> bool:
        return not plain and not self.rng.randrange(_OFTEN_NULL)

    def _of_kind(  # noqa: PLR0913 - one place for all types
        self, kind: str, demand: Demand, path: Path, room: int, name: str, *, plain: bool
    ) -> Json:
        match kind:
            case "null":
                return None
            case "boolean":
                return True if plain else self.rng.random() < 0.5  # noqa: PLR2004 - a fair coin
            case "integer" | "number":
                whole = kind == "integer"
                found = number(self.rng, demand.bounds, demand.multiples, demand.format, whole=whole, plain=plain)
            case "string":
                least, most = demand.bounds.get("minLength", 0), demand.bounds.get("maxLength")
                longest = None if most is None else int(most)
                form, patterns = demand.format, demand.patterns
                found = text(self.rng, form, patterns, int(least), longest, plain=plain)  # type: ignore[assignment]  # a text is JSON
            case "array":
                return self._array(demand, path, room, plain=plain)
            case _:
                return self._object(demand, path, room, name)
        if found is None:
            raise NoWayError(path, f"no {kind} was found that keeps {asked(demand)}")
        return found

    def _array(self, demand: Demand, path: Path, room: int, *, plain: bool) -> list[Json]:
        least, most = int(demand.bounds.get("minItems", 0)), demand.bounds.get("maxItems")
        least = max(least, int(demand.bounds.get("minContains", 1)) if demand.contained else 0)
        size = 1 if plain else self.rng.randint(0, _MOST_ITEMS)
        size = max(least, len(demand.first), 0 if room <= 0 or self.manner.lean else size)
        size = size if most is None else min(size, int(most))
        found: list[Json] = []
        seen: set[str] = set()
        for i in range(size):
            schema = demand.first[i] if i < len(demand.first) else demand.items
            if i >= least and (schema is False or self.is_recursive(schema)):
                break
            needed = self._needed_item(demand, i)
            wish = schema if needed is None else self.merging.both(self.merging.of(schema), needed)
            try:
                one = self._item(wish, (*path, i), room // max(1, size), seen if demand.unique else None)
            except NoWayError:
                if i >= least:
                    break
                raise
            found.append(one)
        return found

    def _needed_item(self, demand: Demand, place: int) -> Demand | None:
        """What an item must be like as well, so that the list holds what it is to hold."""
        wanted_each = max(1, int(demand.bounds.get("minContains", 1)))
        which = place // wanted_each
        return self.merging.of(demand.contained[which]) if which < len(demand.contained) else None

    def _item(self, wish: Schema | Demand, path: Path, room: int, seen: set[str] | None) -> Json:
        """An item; where `seen` is given, one that is not among those."""
        for i in range(1 if seen is None else _TRIES):
            if i:
                self.manner.loose |= {path}
            one = self.demanded(wish, path, room) if isinstance(wish, Demand) else self.value(wish, path, room)
            if seen is None:
                return one
            key = json.dumps(one, sort_keys=True)
            if key not in seen:
                seen.add(key)
                return one
        raise NoWayError(path, "no other item was found, and no two may be alike")

    def _object(self, demand: Demand, path: Path, room: int, name: str) -> dict[str, Json]:
        """Properties in the document's order; those that need not be there as far as there is room for them."""
        found: dict[str, Json] = {}
        chosen: Wanted = wanted(self, demand, path, room)
        demand = chosen.demand
        share = max(0, room - len(chosen.names)) // max(1, len(chosen.names))
        for one, schema in chosen.names.items():
            at = (*path, one)
            try:
                label = self._own_label(demand, one, name)
                if label is not None:
                    found[one] = label
                else:
                    found[one] = self.value(schema, at, share)
            except NoWayError:
                if one in chosen.required:
                    raise
        return found

    def _own_label(self, demand: Demand, name: str, called: str) -> str | None:
        """What the property that tells schemas apart holds, of the schema by this name."""
        told = demand.discriminator
        if told is None or told.get("propertyName") != name or not called:
            return None
        own = self.merging.of(demand.properties.get(name, True))
        if own.values is not None or (own.kinds and "string" not in own.kinds):
            return None
        given = told.get("mapping")
        mapping: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
        short = called.rpartition("/")[2]
        labels = [str(label) for label, to in mapping.items() if to in (called, short)]
        return labels[0] if labels else str(next(iter(mapping), short))
