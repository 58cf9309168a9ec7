"""In what do two schemas differ, and which of oasdiff's checks would say so?

How bad a difference is follows from what it does to the values that are valid: less taken in a request, or more handed
out in an answer, breaks who relied on the old document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import lone_reference
from pytest_connectors.systems.rest.document.comparing.finding import Finding
from pytest_connectors.systems.rest.document.comparing.flattening import Flat, flat
from pytest_connectors.systems.rest.document.comparing.reaching import named_in
from pytest_connectors.systems.rest.document.comparing.sides import REQUEST, RESPONSE, Place, of_request, of_response
from pytest_connectors.systems.rest.document.rewriting import at

NARROWS = {REQUEST: "ERR", RESPONSE: "INFO"}
WIDENS = {REQUEST: "INFO", RESPONSE: "ERR"}
_DEPTH = 40
_BOUNDS = {
    "maximum": "max",
    "minimum": "min",
    "exclusiveMaximum": "exclusive-max",
    "exclusiveMinimum": "exclusive-min",
    "maxLength": "max-length",
    "minLength": "min-length",
    "maxItems": "max-items",
    "minItems": "min-items",
    "maxProperties": "max-properties",
    "minProperties": "min-properties",
}
_BELOW = ("items", "additionalProperties")
_COMPOSED = ("$ref", "allOf", "oneOf", "anyOf")
_WIDER_FORMATS = {("int32", "int64"), ("float", "double")}
# Words whose coming takes values away, and whose going gives them back.
_NARROWING = {
    "uniqueItems": ("unique-items-set", "unique-items-unset"),
    "unevaluatedProperties": ("unevaluated-properties-added", "unevaluated-properties-removed"),
    "propertyNames": ("property-names-added", "property-names-removed"),
    "contains": ("contains-added", "contains-removed"),
    "if": ("if-added", "if-removed"),
}


@dataclass(eq=False)
class Walk:
    """Two documents, side by side.

    Attributes:
        before: The one.
        after: The other.
        hot: The `$ref`s that lead to what differs.
        found: What was found up to now.
    """

    before: Mapping[str, Json]
    after: Mapping[str, Json]
    hot: frozenset[str]
    found: list[Finding] = field(default_factory=list)
    _seen: dict[tuple[int, int, str], tuple[Json, Json]] = field(default_factory=dict)

    def tell(self, check: str, level: str, text: str) -> None:
        """Take note of something."""
        one = Finding(check, level, text)
        if one not in self.found:
            self.found.append(one)

    def differs(self, old: Json, new: Json) -> bool:
        """Whether anything below can be different."""
        return (old is not new and old != new) or not self.hot.isdisjoint(named_in(old))

    def schemas(self, old: Json, new: Json, place: Place, depth: int = _DEPTH) -> None:
        """Compare two schemas; each pair once for each side."""
        if depth == 0 or not self.differs(old, new):
            return
        one, other = _target(self.before, old), _target(self.after, new)
        key = (id(one), id(other), f"{place.side} {place.scope}")
        if key in self._seen:
            return
        self._seen[key] = (one, other)  # kept, so that no other object gets the same id
        if one is other and isinstance(one, Mapping) and one.keys().isdisjoint(_COMPOSED):
            self.below(one, place, depth)
            return
        was, now = flat(self.before, old), flat(self.after, new)
        if bool(was.variants) != bool(now.variants):
            _variants(self, (one, was), (other, now), place, depth)
            return
        if _kinds(self, was, now, place):
            return
        _values(self, was, now, place)
        _bounds(self, was, now, place)
        _properties(self, was, now, place, depth)
        _variants(self, (one, was), (other, now), place, depth)
        for word in _BELOW:
            if word in was.words and word in now.words:
                self.schemas(was.words[word], now.words[word], place.inside(word), depth - 1)

    def below(self, node: Mapping[str, Json], place: Place, depth: int) -> None:
        """Compare what stands below a schema that both documents share, and leads to what they do not."""
        for name, schema in (node.get("properties") or {}).items():
            self.schemas(schema, schema, place.inside(name), depth - 1)
        for word in _BELOW:
            if word in node:
                self.schemas(node[word], node[word], place.inside(word), depth - 1)


def _target(root: Mapping[str, Json], schema: Json) -> Json:
    """The schema to which a lone `$ref` leads."""
    to = lone_reference(schema)
    return schema if to is None else at(root, to)


def _kinds(walk: Walk, was: Flat, now: Flat, place: Place) -> bool:
    """Compare types, nullability and format; whether the type is so different that nothing else need be compared."""
    if was.null != now.null and (was.kinds or now.kinds or was.variants or now.variants):
        check = place.check("became-nullable" if now.null else "became-not-nullable")
        walk.tell(check, (WIDENS if now.null else NARROWS)[place.side], place.text)
    if was.kinds != now.kinds:
        what, level = _kinds_differ(was.kinds, now.kinds, place.side)
        told = f"{place.text}: {_listed(was.kinds)} to {_listed(now.kinds)}"
        walk.tell(place.check(what), level, told)
        return not was.kinds & now.kinds
    old, new = was.words.get("format"), now.words.get("format")
    if old != new:
        wider = new is None or (old, new) in _WIDER_FORMATS
        narrower = old is None or (new, old) in _WIDER_FORMATS
        what, level = _type_differs(place.side, wider=wider, narrower=narrower)
        walk.tell(place.check(what), level, f"{place.text}: format {old} to {new}")
    return False


def _listed(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds)) or "anything"


def _kinds_differ(old: frozenset[str], new: frozenset[str], side: str) -> tuple[str, str]:
    if old and new and len(old) != len(new):
        if old < new:
            return "list-of-types-widened", WIDENS[side]
        if new < old:
            return "list-of-types-narrowed", NARROWS[side]
    wider = not new or (old == {"integer"} and new == {"number"})
    narrower = not old or (old == {"number"} and new == {"integer"})
    return _type_differs(side, wider=wider, narrower=narrower)


def _type_differs(side: str, *, wider: bool, narrower: bool) -> tuple[str, str]:
    if wider:
        return "type-generalized", WIDENS[side]
    if narrower and side == RESPONSE:
        return "type-specialized", "INFO"
    return "type-changed", "ERR"


def _values(walk: Walk, was: Flat, now: Flat, place: Place) -> None:
    """Compare what is listed: `enum`, `const`, `default`."""
    old, new = _labels(was), _labels(now)
    if old is None and new is not None:
        walk.tell(place.check("became-enum"), NARROWS[place.side], place.text)
    elif old is not None and new is None:
        walk.tell(place.check("became-not-enum"), WIDENS[place.side], place.text)
    elif old is not None and new is not None:
        for label in (one for one in old if one not in new):
            check = "response-mediatype" if (place.side, place.scope) == (RESPONSE, "body") else None
            told = f"{check}-enum-value-removed" if check else place.check("enum-value-removed")
            walk.tell(told, NARROWS[place.side], f"{place.text}: {label}")
        for label in (one for one in new if one not in old):
            level = "WARN" if place.side == RESPONSE else "INFO"
            walk.tell(place.check("enum-value-added"), level, f"{place.text}: {label}")
    if was.words.get("default") != now.words.get("default"):
        done = "added" if "default" not in was.words else "removed" if "default" not in now.words else "changed"
        walk.tell(place.check(f"default-value-{done}"), "INFO", place.text)


def _labels(schema: Flat) -> list[str] | None:
    """The labels that are valid, null aside; None where any value is."""
    words = schema.words
    labels = words["enum"] if isinstance(words.get("enum"), list) else [words["const"]] if "const" in words else None
    return None if labels is None else [json.dumps(one, ensure_ascii=False) for one in labels if one is not None]


def _bounds(walk: Walk, was: Flat, now: Flat, place: Place) -> None:
    """Compare the bounds of numbers, lengths and counts, patterns, and words that narrow by being there."""
    for word, name in _BOUNDS.items():
        old, new = was.words.get(word), now.words.get(word)
        if old != new and all(one is None or isinstance(one, int | float) for one in (old, new)):
            done = "set" if old is None else "unset" if new is None else "increased" if new > old else "decreased"
            narrower = done == "set" or (done == "decreased") == name.startswith(("max", "exclusive-max"))
            level = (NARROWS if narrower and done != "unset" else WIDENS)[place.side]
            walk.tell(place.check(f"{name}-{done}"), level, f"{place.text}: {word} {old} to {new}")
    old, new = was.words.get("pattern"), now.words.get("pattern")
    if old != new:
        done = "added" if old is None else "removed" if new is None else "changed"
        level = "WARN" if done == "changed" else (NARROWS if done == "added" else WIDENS)[place.side]
        walk.tell(place.check(f"pattern-{done}"), level, f"{place.text}: {old} to {new}")
    for word, (came, went) in _NARROWING.items():
        old, new = was.words.get(word) not in (None, True), now.words.get(word) not in (None, True)
        if word == "uniqueItems":
            old, new = was.words.get(word) is True, now.words.get(word) is True
        if old != new:
            walk.tell(place.check(came if new else went), (NARROWS if new else WIDENS)[place.side], place.text)


def _properties(walk: Walk, was: Flat, now: Flat, place: Place, depth: int) -> None:
    """Compare the fields of an object."""
    told = of_request if place.side == REQUEST else of_response
    for name in dict.fromkeys((*was.properties, *now.properties)):
        old, new = was.properties.get(name), now.properties.get(name)
        asked = (name in was.required, name in now.required)
        told(walk.tell, (old, new), asked, place.inside(name))
        if old is not None and new is not None:
            walk.schemas(old, new, place.inside(name), depth - 1)
    if place.side == REQUEST:
        for name in sorted(now.required - was.required - now.properties.keys() - was.properties.keys()):
            walk.tell("request-property-became-required", "ERR", place.inside(name).text)


def _variants(walk: Walk, old: tuple[Json, Flat], new: tuple[Json, Flat], place: Place, depth: int) -> None:
    """Compare what `oneOf` or `anyOf` lists; a schema without them is the only one of its kind."""
    if not (old[1].variants or new[1].variants):
        return
    word = (new[1].word or old[1].word).replace("Of", "-of")
    left = list(new[1].variants or (new[0],))
    for one in old[1].variants or (old[0],):
        same = next((other for other in left if other is one or other == one), None)
        if same is None:
            same = next((other for other in left if _alike(one, other)), None)
        if same is None:
            walk.tell(place.check(f"{word}-removed"), NARROWS[place.side], place.text)
            continue
        left.remove(same)
        walk.schemas(one, same, place, depth - 1)
    for _ in left:
        walk.tell(place.check(f"{word}-added"), WIDENS[place.side], place.text)


def _alike(one: Json, other: Json) -> bool:
    """Whether one schema can be meant for what became of another: it names the same fields, or is of the same type."""
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return False
    if "$ref" in one or "$ref" in other:
        return one.get("$ref") == other.get("$ref")
    fields, others = set(one.get("properties") or ()), set(other.get("properties") or ())
    if fields or others:
        return len(fields & others) * 2 >= max(len(fields), len(others))
    return one.get("type") == other.get("type")
