"""What does one declared operation look like at this moment: its document, its rows, its path, its pages?"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.contract.openapi.rows import Shape
from pytest_connectors.systems.rest.document.rewriting import Edit, edited, followed, keys_of, under
from pytest_connectors.systems.rest.document.standing import rows_at


@dataclass(frozen=True, eq=False)
class Scenery:
    """One declared operation, as it is played.

    Attributes:
        root: The document, in the words of 3.1 and in one piece.
        name: As the operation is declared.
        method: In capitals, as it is called now.
        path: The template under which it is called now.
        shape: How rows lay in the body before any change.
        items: The keys that lead to the rows now.
        many: A body holds a list of rows.
        paging: How rows come in pages now.
        rows: As they go over the wire; where the connector writes, those that lie there.
        writes: The connector sends rows; else it gets them.
        names: What declared fields are called on the wire now, where that is another name.
        pointer: Where the schema of a row stands now; empty where it still stands where the shape says.
        content: Where the body's media type stands now; likewise.
    """

    root: Mapping[str, Json]
    name: str
    method: str
    path: str
    shape: Shape
    items: tuple[str, ...]
    many: bool
    paging: Paging | None
    rows: tuple[dict[str, Json], ...]
    writes: bool
    names: Mapping[str, str] = field(default_factory=dict)
    pointer: str = ""
    content: str = ""

    @property
    def row(self) -> str:
        """Where the schema of a row stands."""
        return self.pointer or self.shape.pointer

    @property
    def media(self) -> str:
        """Where the media type object of the body stands."""
        return self.content or self.shape.content.pointer

    @property
    def media_type(self) -> str:
        """The media type of the body now: `application/json`."""
        return keys_of(self.media)[-1] if self.content else self.shape.content.media

    @property
    def body(self) -> str:
        """Where the schema of the body stands."""
        return under(self.media, "schema")

    @property
    def way(self) -> str:
        """Where the path item stands, a `$ref` there followed."""
        return followed(self.root, under("#/paths", self.path))

    @property
    def operation(self) -> str:
        """Where the operation stands."""
        return under(self.way, self.method.lower())

    def now(self, column: str) -> str:
        """What a declared field is called now."""
        return self.names.get(column, column)

    def place_of(self, column: str) -> str:
        """Where a declared field is said: `body`, `path` or `query`."""
        return next((one.place for one in self.shape.fields if one.name == column), "body")

    def edited(self, pointer: str, edit: Edit) -> Scenery:
        """The same with something else at a place of the document."""
        return dataclasses.replace(self, root=edited(self.root, pointer, edit))

    def moved(self, old: str, new: str) -> Scenery:
        """The same, knowing that what stood under one pointer stands under another."""
        return dataclasses.replace(self, pointer=_moved(self.row, old, new), content=_moved(self.media, old, new))

    def found_again(self) -> Scenery:
        """The same, with the place of a row's schema looked up anew, from the body's."""
        place = rows_at(self.root, self.body, self.items, many=self.many)
        return self if place is None else dataclasses.replace(self, pointer=place)


def _moved(pointer: str, old: str, new: str) -> str:
    return new + pointer[len(old) :] if pointer == old or pointer.startswith(f"{old}/") else pointer
