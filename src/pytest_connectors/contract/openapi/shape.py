"""Which rows does a body hold, and where do they lie in it?"""

from __future__ import annotations

from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Content, Schema


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a row.

    Attributes:
        name: As it is called on the wire.
        schema: Without `$ref` and `allOf` at its top.
        required: It may not be left out.
        nullable: It may be null.
        place: `body`, `path`, or `query`: where a request says it.
    """

    name: str
    schema: Schema
    required: bool
    nullable: bool
    place: str = "body"


@dataclass(frozen=True, eq=False)
class Shape:
    """How rows lie in a body.

    Attributes:
        content: The body's media type and schema.
        status: The answer's status; empty for a request.
        items: The keys that lead from the body to the rows; nothing where the body itself is the rows.
        many: There lies a list of rows; else there lies one row.
        fields: Of one row, in the document's order; what a path says of a written row stands first.
        item: The schema of one row, as it stands in the document (it may be a `$ref`).
        pointer: Where that schema stands in the document: `#/components/schemas/User`, all `$ref`s on the way followed.
        closed: A row may have no other fields.
    """

    content: Content
    status: str
    items: tuple[str, ...]
    many: bool
    fields: tuple[Field, ...]
    item: Schema
    pointer: str
    closed: bool = False
