"""How is a document of OpenAPI 3.0 said in the words of 3.1, whose schemas are those of draft 2020-12?

Only what stands where a schema stands is changed: a property that is called `nullable`, or an example that holds the
word, is left alone. The document is changed in place; it was read by us and nobody else has it yet.
"""

from __future__ import annotations

from typing import Any

from pytest_connectors.contract.openapi.model import METHODS, Json
from pytest_connectors.contract.openapi.references import at, reference

_ONE = ("items", "not", "additionalProperties")
_SEVERAL = ("allOf", "anyOf", "oneOf")
_NAMED = ("properties", "patternProperties", "definitions", "$defs")
_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_ENCODED: dict[str, tuple[str, str]] = {
    "byte": ("contentEncoding", "base64"),
    "binary": ("contentMediaType", "application/octet-stream"),
}
# What tells people, or says something of the place and not of the value: it stays outside when null is added around.
_OUTSIDE = frozenset(
    [
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
    ]
)


def upgrade(root: dict[str, Json]) -> None:
    """Say a document of 3.0 in the words of 3.1, in place."""
    upgrading = _Upgrading(root)
    upgrading.document()
    root["openapi"] = "3.1.0"


class _Upgrading:
    def __init__(self, root: dict[str, Json]) -> None:
        self.root = root
        # YAML's aliases lay one node at several places, and `$ref`s lead back.
        self.seen: set[int] = set()
        self.led: set[tuple[str, str]] = set()
        self.refs: set[str] = set()
        self.waiting: list[tuple[str, str]] = []

    def document(self) -> None:
        """Go through all that holds schemas, then wherever a `$ref` leads that was not gone through."""
        self.named(self.root.get("paths"), "path")
        held = self.root.get("components")
        for name, kind in (
            ("schemas", "schema"),
            ("parameters", "holder"),
            ("headers", "holder"),
            ("responses", "response"),
            ("requestBodies", "holder"),
            ("callbacks", "callback"),
            ("pathItems", "path"),
        ):
            self.named(held.get(name) if isinstance(held, dict) else None, kind)
        while self.waiting:
            kind, ref = self.waiting.pop()
            try:
                found = at(self.root, ref)
            except KeyError:
                continue
            self.node(found, kind)

    def named(self, nodes: Json, kind: str) -> None:
        """Every value of a mapping; of a `$ref` in its place, of that."""
        if not isinstance(nodes, dict):
            return
        if reference(nodes) is not None:
            self.lead(nodes["$ref"], f"named {kind}")
            return
        for node in nodes.values():
            self.node(node, kind)

    def lead(self, ref: str, kind: str) -> None:
        if (kind, ref) not in self.led:
            self.led.add((kind, ref))
            self.waiting.append((kind, ref))

    def node(self, node: Json, kind: str) -> None:
        """One node of a kind; where it is a `$ref`, what that leads to is left for later."""
        if kind == "schema":
            self.schema(node)
        elif kind.startswith("named "):
            self.named(node, kind.removeprefix("named "))
        elif isinstance(node, dict) and id(node) not in self.seen:
            if reference(node) is not None:
                self.lead(node["$ref"], kind)
            if reference(node) is None or kind == "path":
                self.seen.add(id(node))
                _KINDS[kind](self, node)

    def path(self, node: dict[str, Json]) -> None:
        """The operations of a path."""
        self.several(node.get("parameters"), "holder")
        for method in METHODS:
            if method in node:
                self.operation(node[method])

    def callback(self, node: dict[str, Json]) -> None:
        """The paths of a callback."""
        for path in node.values():
            self.node(path, "path")

    def response(self, node: dict[str, Json]) -> None:
        """What an answer says of its headers and its body."""
        self.named(node.get("headers"), "holder")
        self.named(node.get("content"), "media")

    def holder(self, node: dict[str, Json]) -> None:
        """A parameter, a header or a request's body: it holds a schema, or one for each media type."""
        self.schema(node.get("schema"))
        self.named(node.get("content"), "media")

    def media(self, node: dict[str, Json]) -> None:
        """What a body of one media type holds."""
        self.schema(node.get("schema"))
        encoding = node.get("encoding")
        for said in encoding.values() if isinstance(encoding, dict) else ():
            self.named(said.get("headers") if isinstance(said, dict) else None, "holder")

    def operation(self, node: Json) -> None:
        if isinstance(node, dict):
            self.several(node.get("parameters"), "holder")
            self.node(node.get("requestBody"), "holder")
            self.named(node.get("responses"), "response")
            self.named(node.get("callbacks"), "callback")

    def several(self, nodes: Json, kind: str) -> None:
        for node in nodes if isinstance(nodes, list) else ():
            self.node(node, kind)

    def schema(self, schema: Json) -> None:
        """One schema and all below it."""
        stack = [schema]
        seen = self.seen
        while stack:
            node = stack.pop()
            if node.__class__ is not dict or id(node) in seen:
                continue
            seen.add(id(node))
            ref = node.get("$ref")
            if ref.__class__ is str:
                # Beside a `$ref` nothing counted in 3.0.
                if len(node) > 1:
                    node.clear()
                    node["$ref"] = ref
                if ref not in self.refs:
                    self.refs.add(ref)
                    self.waiting.append(("schema", ref))
                continue
            _held(node, stack)
            _reword(node)


_KINDS = {
    "path": _Upgrading.path,
    "callback": _Upgrading.callback,
    "response": _Upgrading.response,
    "holder": _Upgrading.holder,
    "media": _Upgrading.media,
}


def _reword(node: dict[str, Any]) -> None:
    """Say one schema in the words of 2020-12; those in it are left alone."""
    if "example" in node or "examples" in node:
        _examples(node)
    if node.get("required").__class__ is bool:
        # As parameters say it; a schema lists the names of its properties.
        del node["required"]
    for key, bound in _BOUNDS:
        said = node.get(key)
        if said.__class__ is bool:
            del node[key]
            if said and bound in node:
                node[key] = node.pop(bound)
    said = node.get("format")
    if said.__class__ is str and said in _ENCODED and node.get("type") == "string":
        node.setdefault(*_ENCODED[said])
    if "nullable" in node and node["nullable"].__class__ is bool and node.pop("nullable"):
        _allow_null(node)


def _held(node: dict[str, Any], stack: list[Json]) -> None:
    """Lay the schemas in a schema on the stack."""
    stack += [node[key] for key in _ONE if key in node]
    for key in _SEVERAL:
        if key in node and node[key].__class__ is list:
            stack += node[key]
    for key in _NAMED:
        if key in node and node[key].__class__ is dict:
            stack += node[key].values()
    if node.get("items").__class__ is list:
        # No schema of 3.0, yet written: one schema for each place of a list.
        node["prefixItems"] = node.pop("items")
        stack += node["prefixItems"]


def _examples(node: dict[str, Any]) -> None:
    held = node.pop("examples", ())
    if isinstance(held, dict):
        # No schema of 3.0 has them; written are they as beside a media type.
        held = [one["value"] for one in held.values() if isinstance(one, dict) and "value" in one]
    found = [node.pop("example")] if "example" in node else []
    found += held if isinstance(held, list) else ()
    if found:
        node["examples"] = found


def _allow_null(node: dict[str, Any]) -> None:
    """Let a schema take null as well."""
    if "allOf" in node or "oneOf" in node or "not" in node:
        # A branch may forbid null, or two may take it: the whole schema is one way and null the other.
        inner = {key: node.pop(key) for key in list(node) if key not in _OUTSIDE and key[:2] != "x-"}
        node["anyOf"] = [inner, {"type": "null"}]
        return
    kinds = node.get("type")
    if isinstance(kinds, str) and kinds != "null":
        node["type"] = [kinds, "null"]
    elif isinstance(kinds, list) and "null" not in kinds:
        node["type"] = [*kinds, "null"]
    if isinstance(node.get("enum"), list) and None not in node["enum"]:
        node["enum"] = [*node["enum"], None]
    if isinstance(node.get("anyOf"), list):
        node["anyOf"] = [*node["anyOf"], {"type": "null"}]
