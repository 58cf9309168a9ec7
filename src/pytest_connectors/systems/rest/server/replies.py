"""What does the document say of an answer, and which body fits it?"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pytest_connectors.contract.openapi.media import is_json
from pytest_connectors.contract.openapi.model import Content, Endpoint, Json, Reply, Schema
from pytest_connectors.systems.rest.server import lying, naming, rendering, texts

if TYPE_CHECKING:
    from pytest_connectors.systems.rest.document.validating import Validators

USUAL = {
    "POST": (201, 200, 202, 204),
    "PUT": (200, 204, 201, 202),
    "PATCH": (200, 204, 202, 201),
    "DELETE": (204, 200, 202),
}
OTHERS = (200, 206, 203, 204)
SUCCESS, REDIRECT, ERRORS, SWITCHED = 200, 300, 400, 100
# What would have a client wait, decode or close, or is told by us.
UNTOLD = frozenset(
    [
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "keep-alive",
        "link",
        "location",
        "retry-after",
        "server",
        "set-cookie",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "www-authenticate",
    ]
)
PLENTY = "1000"  # of requests that remain
SAMPLE = 3

Generate = Callable[[Mapping[str, Json], Schema, int], Json]


class Replies:
    """Answers of one document.

    Attributes:
        unanswered: What could not be generated as the document has it: where, and why.
    """

    def __init__(self, root: Mapping[str, Json], validators: Validators, generate: Generate) -> None:
        self._root = root
        self._validators = validators
        self._generate = generate
        self._made: dict[tuple[int, int], tuple[Content, Json]] = {}
        self.unanswered: dict[str, str] = {}

    def fits(self, schema: Schema, value: Json) -> bool:
        """Whether a value that is handed out keeps to a schema."""
        return schema is True or self._validators.is_valid(schema, value)

    def value(self, content: Content, seed: int = 0) -> Json:
        """A body for a content: an example of the document, else a value of its schema; nobody changes it."""
        key = (id(content), seed)
        if key not in self._made:
            self._made[key] = (content, self._value(content, seed))
        return self._made[key][1]

    def _value(self, content: Content, seed: int) -> Json:
        if content.examples:
            return content.examples[seed % len(content.examples)]
        if content.schema is True:
            return {}
        try:
            return self._generate(self._root, content.schema, seed)
        except Exception as trouble:  # noqa: BLE001 - whatever a document holds, the connector gets an answer
            self.unanswered[content.pointer] = f"{type(trouble).__name__}: {trouble}"
            return None

    def overlaid(self, schema: Schema, value: Json, row: Mapping[str, Json], *, known: bool = True) -> Json:
        """A body in which the members that a row has too are the row's, where the schema takes them.

        Args:
            schema: The body's.
            value: A body that fits it.
            row: What is known of the row.
            known: It is all there is to be known: nothing else is told but what the schema requires.
        """
        if not isinstance(value, Mapping):
            return value
        flat = texts.flat(self._root, schema)
        properties = flat.get("properties") or {}
        is_open = not properties and flat.get("additionalProperties", True) is not False
        taken = {
            name: one
            for name, one in row.items()
            if (name in properties and self.fits(properties[name], one)) or (name not in properties and is_open)
        }
        if known:
            required = flat.get("required") or ()
            value = {name: one for name, one in value.items() if name in required}
        return {**value, **taken}

    def headers(self, reply: Reply, total: int | None = None) -> tuple[tuple[str, str], ...]:
        """The headers of which the document speaks, with values."""
        told = []
        for name, schema in reply.headers.items():
            if name.lower() in UNTOLD or not name.isascii():
                continue
            flat_name = naming.plain(name)
            if "total" in flat_name and total is not None:
                told.append((name, str(total)))
            elif "ratelimit" in flat_name or "remaining" in flat_name:
                told.append((name, PLENTY))
            else:
                told += [(name, text) for text in (self._text(schema, reply.pointer, name),) if text]
        return tuple(told)

    def _text(self, schema: Schema, pointer: str, name: str) -> str:
        made = self.value(self._header(schema, pointer, name))
        text = naming.text(made) if isinstance(made, str | int | float) else ""
        return text if text.isascii() and text.isprintable() else ""

    def _header(self, schema: Schema, pointer: str, name: str) -> Content:
        key = f"{pointer}/headers/{name}"
        held = self._headers.get(key)
        if held is None:
            held = self._headers[key] = Content("text/plain", schema, key)
        return held

    @property
    def _headers(self) -> dict[str, Content]:
        made: dict[str, Content] = self.__dict__.setdefault("_header_contents", {})
        return made


def success(endpoint: Endpoint, *, existed: bool = True) -> tuple[int, Reply | None]:
    """The status and the reply of an operation that went well; no reply where the document speaks of none."""
    usual = USUAL.get(endpoint.method, OTHERS)
    if endpoint.method == "PUT" and not existed:
        usual = (201, 200, 204, 202)
    by_status = {reply.status.upper(): reply for reply in endpoint.replies}
    for status in usual:
        if str(status) in by_status:
            return status, by_status[str(status)]
    good = [one for one in by_status if one.isdigit() and SUCCESS <= int(one) < REDIRECT]
    if good:
        return int(min(good)), by_status[min(good)]
    if "2XX" in by_status:
        return usual[0] if endpoint.method == "POST" else SUCCESS, by_status["2XX"]
    others = [one for one in by_status if one.isdigit() and REDIRECT <= int(one) < ERRORS]
    if others:
        return int(min(others)), by_status[min(others)]
    if "DEFAULT" in by_status:
        return SUCCESS, by_status["DEFAULT"]
    return (204 if endpoint.method == "DELETE" else SUCCESS), None


def seeded(path: str, values: Mapping[str, str]) -> int:
    """A seed by which the same path gets the same answer: 0 where it has no templates."""
    return zlib.crc32(path.encode("utf-8", "replace")) & 0xFFFF if values else 0


def member(root: Mapping[str, Json], schema: Schema, names: Sequence[str]) -> tuple[str, Schema] | None:
    """The property of a schema that is called by the first of these names which occurs."""
    properties = texts.flat(root, schema).get("properties")
    if not isinstance(properties, Mapping):
        return None
    found = naming.field(properties, names)
    return None if found is None else (found, properties[found])


def body_of(content: Content | None, value: Json) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """A value as it is sent, and the header that names its media type."""
    if content is None:
        return b"", ()
    media = rendering.concrete(content.media)
    return rendering.written(media, value), (("Content-Type", media),)


def rows_in(root: Mapping[str, Json], content: Content | None) -> lying.Lying | None:
    """Where rows lie in an answer of JSON."""
    if content is None or not is_json(rendering.concrete(content.media)):
        return None
    return lying.lying(root, content.schema)


def item_of(root: Mapping[str, Json], schema: Schema, where: lying.Lying) -> Schema:
    """The schema of one row that lies there."""
    found = lying.at(root, schema, where.items)
    return texts.each(root, found) if where.many else found
