"""Does a value fit its schema? Validators that are compiled when first asked for, of what a schema reaches alone."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.contract.openapi.references import at, lone_reference, reference
from pytest_connectors.errors import BadContract
from pytest_connectors.systems import NEEDS_EXTRA
from pytest_connectors.systems.rest.document.demands import Merging
from pytest_connectors.systems.rest.document.validating.cleaning import Around, Cleaned, LeftOut, cleaned
from pytest_connectors.systems.rest.document.validating.problems import Problem, told

_TRIES = 50
_DEEP = 16


class Validators:
    """Validators of one document's schemas.

    A schema is compiled with what its `$ref`s reach and nothing else. What cannot be compiled is left out of it, and
    named in `left_out`; the rest of the schema is heeded.

    Attributes:
        root: The document; nobody changes it.
        merging: What the document's schemas ask, with nothing left to follow.
        left_out: Where something stands that is not heeded, and why; of the schemas that were asked for so far.
    """

    def __init__(self, root: Mapping[str, Json]) -> None:
        self.root = root
        self.left_out: list[LeftOut] = []
        self.merging = Merging(self.node)
        self._compiled: dict[tuple[int | str, str], tuple[Any, Any, Any]] = {}
        self._clean: dict[tuple[str, str], Cleaned] = {}
        self._numbers: dict[str, int | None] = {}
        self._found: dict[str, Any] = {}

    def of(self, schema: Schema, pointer: str = "#", *, for_request: bool = False) -> Any:
        """The validator of a schema: it has `is_valid(value)` and `iter_errors(value)`.

        Args:
            schema: One of the document, or one of no document whose `$ref`s lead into it.
            pointer: Where it stands, for `left_out`.
            for_request: Required properties that are readOnly may be missing; else those that are writeOnly may.

        Raises:
            BadContract: jsonschema-rs is not installed.
        """
        return self._of(schema, pointer, _spared(for_request=for_request))[1]

    def is_valid(self, schema: Schema, value: Json, *, for_request: bool = False) -> bool:
        """Whether a value fits; what JSON cannot say never does."""
        try:
            return bool(self.of(schema, for_request=for_request).is_valid(value))
        except (ValueError, TypeError, RecursionError):
            return False

    def problems(self, schema: Schema, value: Json, *, for_request: bool = False) -> list[Problem]:
        """What is wrong with a value: where in it, in words, and the keyword that says so; nothing where it fits."""
        _, validator, document = self._of(schema, "#", _spared(for_request=for_request))
        try:
            return told(validator, document, value)
        except (ValueError, TypeError, RecursionError) as error:
            return [Problem("", f"it cannot be said in JSON: {error}", "type")]

    def _of(self, schema: Schema, pointer: str, spared: str) -> tuple[Any, Any, Any]:
        """The schema itself, so that it lives and its id stays its own; its validator; what that is compiled of."""
        # The same component is asked for by many operations, each with a `$ref` of its own.
        key = (lone_reference(schema) or id(schema), spared)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = (schema, *self._compile(schema, pointer, spared))
        return found

    def _compile(self, schema: Schema, pointer: str, spared: str) -> tuple[Any, Any]:
        top = self._cleaned(schema, pointer, spared)
        self._leave(top.left_out)
        definitions: dict[str, Any] = {}
        waiting = list(top.refs)
        while waiting:
            ref = waiting.pop()
            number = str(self._numbers[ref])
            if number in definitions:
                continue
            known = self._clean.get((ref, spared))
            if known is None:
                known = self._clean[ref, spared] = self._cleaned(self._found[ref], ref, spared)
                self._leave(known.left_out)
            definitions[number] = known.schema
            waiting += known.refs
        if isinstance(top.schema, bool):
            return compiled(top.schema), top.schema
        document = {**top.schema, "$defs": definitions}
        return self._forced(document, pointer), document

    def _cleaned(self, schema: Schema, pointer: str, spared: str) -> Cleaned:
        unneeded = functools.partial(self._is_marked, spared)
        return cleaned(schema, pointer, Around(self._number, self.node, unneeded, is_pattern))

    def _forced(self, document: dict[str, Any], pointer: str) -> Any:
        """The validator, without what the library does not take."""
        import jsonschema_rs

        for _ in range(_TRIES):
            try:
                return compiled(document)
            except jsonschema_rs.ValidationError as error:
                path = list(error.instance_path)
                why = str(error.message)
            except (ValueError, TypeError, RecursionError, OverflowError) as error:
                path, why = [], str(error)
            if not path or not _dropped(document, path):
                break
            self._leave([(self._pointer(path, pointer), why)])
        self._leave([(pointer, f"it cannot be compiled: {why}")])
        return compiled({})

    def _leave(self, found: list[LeftOut]) -> None:
        self.left_out += [one for one in found if one not in self.left_out]

    def _pointer(self, path: list[Any], pointer: str) -> str:
        steps = [str(step) for step in path]
        if steps[0] == "$defs":
            names = {str(number): ref for ref, number in self._numbers.items()}
            pointer, steps = names.get(steps[1], pointer), steps[2:]
        return "/".join([pointer, *steps])

    def _number(self, ref: str) -> int | None:
        """By which number what a `$ref` points to is called; None where it is nowhere."""
        if ref not in self._numbers:
            try:
                self._found[ref] = at(self.root, ref)
                self._numbers[ref] = len(self._numbers)
            except KeyError:
                self._numbers[ref] = None
        return self._numbers[ref]

    def node(self, schema: Json) -> Json:
        """The schema itself in place of what refers to it; None where that is nowhere."""
        for _ in range(_DEEP):
            ref = reference(schema)
            if ref is None:
                return schema
            schema = self._found[ref] if self._number(ref) is not None else None
        return None

    def _is_marked(self, word: str, schema: Json) -> bool:
        """Whether a property says of itself that it is `readOnly` or `writeOnly`."""
        if not isinstance(schema, Mapping):
            return False
        if word in schema or "$ref" not in schema:
            return schema.get(word) is True
        node = self.node(schema)
        return isinstance(node, Mapping) and node.get(word) is True


_SHARED: OrderedDict[int, Validators] = OrderedDict()
_MOST_SHARED = 16


def validators_of(root: Mapping[str, Json]) -> Validators:
    """The validators of a document, the same ones each time; of the documents that were asked for last."""
    found = _SHARED.get(id(root))
    if found is None:
        found = _SHARED[id(root)] = Validators(root)
        while len(_SHARED) > _MOST_SHARED:
            _SHARED.popitem(last=False)
    _SHARED.move_to_end(id(root))
    return found


def _spared(*, for_request: bool) -> str:
    """The word that a property has which need not be there, though it is required."""
    return "readOnly" if for_request else "writeOnly"


def compiled(schema: Any) -> Any:
    """The library's validator, formats checked.

    Raises:
        BadContract: jsonschema-rs is not installed.
    """
    try:
        import jsonschema_rs
    except ImportError:
        raise BadContract(NEEDS_EXTRA.format("jsonschema-rs", "rest")) from None
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)


@functools.lru_cache(maxsize=8192)
def is_pattern(pattern: str) -> bool:
    """Whether a pattern can be compiled."""
    import jsonschema_rs

    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _dropped(document: Any, path: list[Any]) -> bool:
    """Whether the keyword at a path could be taken out of the document."""
    node = document
    for step in path[:-1]:
        node = node[step if isinstance(node, dict) else int(step)]
    if isinstance(node, list):
        node[int(path[-1])] = True
        return True
    return isinstance(node, dict) and node.pop(path[-1], None) is not None
