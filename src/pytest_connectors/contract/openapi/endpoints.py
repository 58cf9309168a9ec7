"""What does a document say of one operation?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pytest_connectors.contract.openapi.model import (
    Body,
    Content,
    Endpoint,
    Json,
    Parameter,
    Reply,
    Schema,
    Scheme,
    Trouble,
)
from pytest_connectors.contract.openapi.references import NotThere, followed, joined

_PLACES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_STYLES = frozenset(["matrix", "label", "simple", "form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"])
# A document cannot describe these as parameters: it says them by security, by the body and by the answers.
_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")
_IN_BRACES = re.compile(r"\{([^{}/]+)\}")


@dataclass(frozen=True, eq=False)
class Place:
    """Where an operation stands.

    Attributes:
        item: The path's own node, in which its parameters and servers stand, and `item_pointer` where that is.
    """

    id: str
    method: str
    path: str
    node: Mapping[str, Json]
    pointer: str
    item: Mapping[str, Json]
    item_pointer: str


@dataclass(eq=False)
class Reader:
    """Reads operations of one root; what it leaves out of one is told in `troubles`."""

    root: Mapping[str, Json]
    schemes: Mapping[str, Scheme]
    servers: tuple[str, ...]
    troubles: list[Trouble] = field(default_factory=list)

    def read(self, place: Place) -> Endpoint:
        """The operation at a place.

        Raises:
            NotThere: A `$ref` on the way leads nowhere.
        """
        return Endpoint(
            place.id,
            place.method,
            place.path,
            place.pointer,
            self._parameters(place),
            self._body(place.node.get("requestBody"), joined(place.pointer, "requestBody")),
            self._replies(place.node.get("responses"), joined(place.pointer, "responses")),
            self._security(place),
            addresses(place.node.get("servers")) or addresses(place.item.get("servers")) or self.servers,
        )

    def left_out(self, pointer: str, why: str) -> None:
        """Tell that something of an operation is not served."""
        trouble = Trouble(pointer, why)
        if trouble not in self.troubles:
            self.troubles.append(trouble)

    def mapping(self, node: Json, pointer: str) -> tuple[Mapping[str, Json], str]:
        """A node that should be a mapping, `$ref`s followed; an empty one where it is something else."""
        node, pointer = followed(self.root, node, pointer)
        if isinstance(node, Mapping):
            return node, pointer
        if node is not None:
            self.left_out(pointer, f"an object is expected here; this is {type(node).__name__} {node!r:.60}")
        return {}, pointer

    def _parameters(self, place: Place) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        for held, above in ((place.item, place.item_pointer), (place.node, place.pointer)):
            nodes, pointer = followed(self.root, held.get("parameters"), joined(above, "parameters"))
            for index, node in enumerate(nodes if isinstance(nodes, list) else ()):
                one = self._parameter(node, joined(pointer, index))
                if one is not None:
                    name = one.name.lower() if one.place == "header" else one.name
                    found[one.place, name] = one
        named = list(dict.fromkeys(_IN_BRACES.findall(place.path)))
        for name in named:
            # A path's part that nobody described is a text.
            implied = Parameter(name, "path", {"type": "string"}, place.pointer, required=True)
            found.setdefault(("path", name), implied)
        return tuple(one for one in found.values() if one.place != "path" or one.name in named)

    def _parameter(self, node: Json, pointer: str) -> Parameter | None:
        node, pointer = self.mapping(node, pointer)
        name, place = node.get("name"), node.get("in")
        if not isinstance(name, str) or not isinstance(place, str) or place not in _PLACES:
            self.left_out(
                pointer, f"a parameter needs a name and a place (path, query, header or cookie), not {place!r}"
            )
            return None
        if place == "header" and name.lower() in _NOT_PARAMETERS:
            return None
        style = node["style"] if str(node.get("style")) in _STYLES else _PLACES[place]
        explode = node.get("explode")
        media, schema = self._said_of_value(node, pointer)
        return Parameter(
            name,
            place,
            schema,
            pointer,
            required=place == "path" or node.get("required") is True,
            style=str(style),
            explode=explode if isinstance(explode, bool) else style == "form",
            media=media,
        )

    def _said_of_value(self, node: Mapping[str, Json], pointer: str) -> tuple[str | None, Schema]:
        """The media type, where it is said by `content`, and the schema of a parameter or a header."""
        if "schema" not in node and isinstance(node.get("content"), Mapping):
            for content in self._contents(node["content"], joined(pointer, "content")):
                return content.media, content.schema
        return None, self._schema(node, pointer)

    def _schema(self, node: Mapping[str, Json], pointer: str) -> Schema:
        schema = node.get("schema", True)
        if isinstance(schema, (Mapping, bool)):
            return schema
        self.left_out(
            joined(pointer, "schema"), f"a schema is an object; this is {type(schema).__name__} {schema!r:.60}"
        )
        return True

    def _body(self, node: Json, pointer: str) -> Body | None:
        if node is None:
            return None
        node, pointer = self.mapping(node, pointer)
        contents = tuple(self._contents(node.get("content"), joined(pointer, "content")))
        return Body(contents, pointer, node.get("required") is True) if contents else None

    def _contents(self, node: Json, pointer: str) -> Iterator[Content]:
        """What a mapping of media types says."""
        held, pointer = self.mapping(node, pointer)
        for media, one in held.items():
            said, where = self.mapping(one, joined(pointer, media))
            encoding, _ = self.mapping(said.get("encoding"), joined(where, "encoding"))
            yield Content(
                media,
                self._schema(said, where),
                where,
                self._examples(said, where),
                {name: way for name, way in encoding.items() if isinstance(way, Mapping)},
            )

    def _examples(self, node: Mapping[str, Json], pointer: str) -> tuple[Json, ...]:
        found = [node["example"]] if "example" in node else []
        named = node.get("examples")
        if not isinstance(named, Mapping):
            return tuple(found)
        for name, one in named.items():
            try:
                said, _ = followed(self.root, one, joined(pointer, "examples", name))
            except NotThere as error:
                self.left_out(error.pointer, error.why)
                continue
            if isinstance(said, Mapping):
                found += [said[key] for key in ("value", "dataValue") if key in said][:1]
        return tuple(found)

    def _replies(self, node: Json, pointer: str) -> tuple[Reply, ...]:
        held, pointer = self.mapping(node, pointer)
        found = []
        for key, one in held.items():
            if key.startswith("x-"):
                continue
            status = key.upper() if key.lower() != "default" else "default"
            said, where = self.mapping(one, joined(pointer, key))
            if not _STATUS.fullmatch(status):
                self.left_out(joined(pointer, key), f"an answer's status is 200, 2XX or default, not {key!r}")
                continue
            headers, above = self.mapping(said.get("headers"), joined(where, "headers"))
            schemas = {
                name: self._said_of_value(*self.mapping(header, joined(above, name)))[1]
                for name, header in headers.items()
                if name.lower() != "content-type"
            }
            contents = tuple(self._contents(said.get("content"), joined(where, "content")))
            found.append(Reply(status, contents, where, schemas))
        return tuple(found)

    def _security(self, place: Place) -> tuple[Mapping[str, tuple[str, ...]], ...]:
        own = "security" in place.node
        said = place.node["security"] if own else self.root.get("security")
        pointer = joined(place.pointer if own else "#", "security")
        found = []
        for index, way in enumerate(said if isinstance(said, list) else ()):
            if not isinstance(way, Mapping):
                self.left_out(joined(pointer, index), "what is asked for here is no object of schemes and scopes")
                continue
            for name in way:
                if name not in self.schemes:
                    why = f"no scheme is called {name!r} under components/securitySchemes: it is not asked for"
                    self.left_out(joined(pointer, index), why)
            found.append(
                {
                    name: tuple(map(str, scopes)) if isinstance(scopes, list) else ()
                    for name, scopes in way.items()
                    if name in self.schemes
                }
            )
        return tuple(found)


def addresses(nodes: Json) -> tuple[str, ...]:
    """The addresses of servers, with their variables' defaults filled in."""
    found = []
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, Mapping) and isinstance(node.get("url"), str):
            variables = node.get("variables")
            found.append(_filled(node["url"].strip(), variables if isinstance(variables, Mapping) else {}))
    return tuple(dict.fromkeys(found))


def _filled(url: str, variables: Mapping[str, Json]) -> str:
    for name, said in variables.items():
        if isinstance(said, Mapping):
            several = said.get("enum")
            first = several[0] if isinstance(several, list) and several else ""
            url = url.replace(f"{{{name}}}", str(said.get("default", first)))
    return url
