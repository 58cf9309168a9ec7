"""Where does a `$ref` lead, and which `$ref`s does a piece of a document hold?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from pytest_connectors.contract.openapi.merging import is_null, merged, with_null
from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.errors import ConnectorError, near

UNSAID = "x-missing"
"""Under this name the root tells, by `$ref`, why another file could not be taken in."""

# Below these keys stand a user's own names, none of which is a keyword.
_NAMES = frozenset(
    [
        *("properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses"),
        *("parameters", "examples", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems"),
        *("paths", "content", "encoding", "webhooks", "mediaTypes"),
    ]
)
# Below these stand values and prose: a `$ref` in them is a text like any other.
_VALUES = frozenset(["example", "default", "enum", "const", "value", "description", "summary", "title", "externalDocs"])
_CHAIN = 100


class NotThere(ConnectorError):
    """A `$ref` that leads nowhere, or round in a circle.

    Attributes:
        pointer: Where it stands: `#/components/schemas/User/properties/team`.
        why: What is wrong, and what to do: `$ref '#/components/schemas/Taem' is nowhere. Did you mean ...?`
    """

    def __init__(self, pointer: str, why: str) -> None:
        super().__init__(f"{pointer}: {why}")
        self.pointer = pointer
        self.why = why


def escaped(key: object) -> str:
    """A key as a part of a pointer: `/users` is `~1users`."""
    return str(key).replace("~", "~0").replace("/", "~1")


def unescaped(part: str) -> str:
    """The key that a part of a pointer means: `/users` of `~1users`."""
    return part.replace("~1", "/").replace("~0", "~") if "~" in part else part


def joined(pointer: str, *keys: object) -> str:
    """A pointer that leads further: `#/paths` and `/users` give `#/paths/~1users`."""
    return "/".join((pointer, *map(escaped, keys)))


def at(root: Mapping[str, Json], pointer: str) -> Json:
    """What stands at a pointer: `#/components/schemas/User`.

    Raises:
        KeyError: Nothing does; it holds the pointer.
    """
    if pointer in {"#", "", "#/"}:
        return root
    if not pointer.startswith("#/"):
        raise KeyError(pointer)
    node: Json = root
    for part in pointer[2:].split("/"):
        key = part if type(node) is dict and part in node and "~" not in part else key_in(node, part)
        if key is None:
            raise KeyError(pointer)
        node = node[key]
    return node


def key_in(node: Json, part: str) -> Any:
    """By which key a node holds what a part of a pointer means; None where it holds no such thing.

    A `$ref` may be written as a URL, with percent signs.
    """
    key = unescaped(part)
    if isinstance(node, Mapping):
        if key not in node and "%" in key:
            key = unescaped(unquote(part))
        return key if key in node else None
    if isinstance(node, list) and key.isascii() and key.isdecimal() and int(key) < len(node):
        return int(key)
    return None


def reference(node: Json) -> str | None:
    """The `$ref` of a node; None where it has none."""
    if isinstance(node, Mapping):
        found = node.get("$ref")
        if isinstance(found, str):
            return found
    return None


def lone_reference(node: Json) -> str | None:
    """The `$ref` of a node that holds nothing else; None where there is none, or more."""
    return reference(node) if isinstance(node, Mapping) and len(node) == 1 else None


def followed(root: Mapping[str, Json], node: Json, pointer: str) -> tuple[Json, str]:
    """Where a chain of `$ref`s ends: the node, and the pointer at which it stands.

    Raises:
        NotThere: It ends nowhere, or never.
    """
    asked, met = pointer, 0
    while (ref := reference(node)) is not None:
        met += 1
        if met > _CHAIN:
            raise NotThere(asked, f"$ref {ref!r} leads back to itself")
        try:
            node, pointer = at(root, ref), ref
        except KeyError:
            raise NotThere(pointer, nowhere(root, ref)) from None
    return node, pointer


def nowhere(root: Mapping[str, Json], ref: str) -> str:
    """Why a `$ref` leads nowhere, and what to do."""
    said = root.get(UNSAID)
    if isinstance(said, Mapping) and ref in said:
        return str(said[ref])
    if "://" in ref:
        return f"$ref {ref!r} is remote, and nothing is fetched: save it beside the document and refer to that file"
    if not ref.startswith("#"):
        return f"$ref {ref!r} is not there: other files are looked for beside the document"
    parent, _, name = ref.rpartition("/")
    try:
        held = at(root, parent)
    except KeyError:
        held = None
    known = [joined(parent, key) for key in held] if isinstance(held, Mapping) and name else []
    return f"$ref {ref!r} is nowhere in the document.{near(ref, known)}"


def references(node: Json, pointer: str) -> Iterator[tuple[dict[str, Json], str]]:
    """Every part of a node that is a `$ref`, and where it stands; values such as examples are not looked into."""
    # Pointers are put together only for what is found: (parent's, key).
    stack: list[tuple[Json, object, bool]] = [(node, None, False)] if isinstance(node, (dict, list)) else []
    seen: set[int] = set()
    while stack:
        held, way, names = stack.pop()
        if isinstance(held, list):
            stack.extend(
                (value, (way, index), False) for index, value in enumerate(held) if isinstance(value, (dict, list))
            )
            continue
        if id(held) in seen:
            # YAML's aliases lay one node at several places.
            continue
        seen.add(id(held))
        if not names and isinstance(held.get("$ref"), str):
            yield held, _written(pointer, way)
        for key, value in held.items():
            if not isinstance(value, (dict, list)):
                continue
            if names:
                stack.append((value, (way, key), False))
            elif key in _VALUES or key[:2] == "x-" or (key == "examples" and isinstance(value, list)):
                continue
            else:
                stack.append((value, (way, key), key in _NAMES))


def _written(pointer: str, way: object) -> str:
    keys = []
    while isinstance(way, tuple):
        way, key = way
        keys.append(key)
    return joined(pointer, *reversed(keys))


def flattened(root: Mapping[str, Json], schema: Schema) -> Schema:
    """A schema without `$ref` at its top, what its `allOf` say merged into it.

    Where null is the only choice beside a schema (`anyOf: [User, null]`), it is that schema with null among its types.
    A schema that needs none of this is given back itself; one that contains itself ends where it begins again.

    Raises:
        NotThere: A `$ref` at its top leads nowhere.
    """
    return _flattened(root, schema, frozenset())


def _flattened(root: Mapping[str, Json], schema: Schema, met: frozenset[str]) -> Schema:
    if not isinstance(schema, Mapping):
        return schema if isinstance(schema, bool) else True
    ref = reference(schema)
    parts = schema.get("allOf")
    choice = next((key for key in ("anyOf", "oneOf") if _is_one(schema.get(key))), None)
    taken = {"$ref"} if ref is not None else set()
    found: list[Schema] = []
    if ref is not None and ref not in met:
        try:
            found.append(_flattened(root, at(root, ref), met | {ref}))
        except KeyError:
            raise NotThere(ref, nowhere(root, ref)) from None
    if isinstance(parts, list):
        taken.add("allOf")
        found += [_flattened(root, part, met) for part in parts]
    own_kinds = schema.get("type")
    if choice is not None:
        taken.add(choice)
        chosen = next(_flattened(root, one, met) for one in schema[choice] if not is_null(one))
        takes_null = len(schema[choice]) > 1 and (not isinstance(own_kinds, (str, list)) or "null" in own_kinds)
        found.append(with_null(chosen) if takes_null else chosen)
    if not taken:
        return schema
    rest = {key: value for key, value in schema.items() if key not in taken}
    return found[0] if not rest and len(found) == 1 else merged([*found, rest])


def _is_one(choices: Json) -> bool:
    """Whether there is one schema to choose, beside null."""
    return isinstance(choices, list) and len([one for one in choices if not is_null(one)]) == 1
