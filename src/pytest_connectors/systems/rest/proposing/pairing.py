"""Which field of the next document is which of today's? The one of its name; or the only one that came, of its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.systems.rest.server.texts import ALL, flat, types


@dataclass(frozen=True, eq=False)
class Member:
    """A field of a row, or a property of an object in it."""

    name: str
    schema: Schema
    required: bool
    place: str = "body"


@dataclass(frozen=True, eq=False)
class Pairs:
    """The fields of the next document, each with the one of today's whose values it has, in its order.

    Attributes:
        both: A field of the next document, and the one of today's; None where it is new.
        before: Today's fields by name.
    """

    both: tuple[tuple[Member, Member | None], ...]
    before: Mapping[str, Member]

    @property
    def gone(self) -> tuple[Member, ...]:
        """Today's fields of which the next document has none of that name."""
        kept = {new.name for new, _ in self.both}
        return tuple(one for name, one in self.before.items() if name not in kept)

    @property
    def come(self) -> tuple[Member, ...]:
        """The next document's fields of which today's has none of that name."""
        return tuple(new for new, _ in self.both if new.name not in self.before)

    @property
    def names(self) -> dict[str, str]:
        """What today's fields are called in the next document, where they are there."""
        return {old.name: new.name for new, old in self.both if old is not None}


def paired(
    root: Mapping[str, Json], before: Mapping[str, Member], next_root: Mapping[str, Json], after: Mapping[str, Member]
) -> Pairs:
    """Which is which.

    A field that was renamed cannot be told from one that went and one that came, but where only one of a type went and
    only one of that type came: then that has its values.
    """
    gone = [one for name, one in before.items() if name not in after]
    come = [one for name, one in after.items() if name not in before]
    renamed: dict[str, Member] = {}
    for new in come:
        alike = [one for one in gone if _alike(root, one, next_root, new)]
        others = [one for one in come if alike and _alike(root, alike[0], next_root, one)]
        if len(alike) == 1 and len(others) == 1:
            renamed[new.name] = alike[0]
    return Pairs(tuple((new, before.get(name, renamed.get(name))) for name, new in after.items()), before)


def kinds(root: Mapping[str, Json], schema: Schema) -> frozenset[str]:
    """The types of a field, null left out; nothing where the document does not say."""
    found = types(root, schema)
    return frozenset() if found == ALL else found - {"null"}


def _alike(root: Mapping[str, Json], old: Member, next_root: Mapping[str, Json], new: Member) -> bool:
    found = kinds(root, old.schema)
    return bool(found) and found == kinds(next_root, new.schema) and old.place == new.place


def labels(root: Mapping[str, Json], schema: Schema) -> list[Json]:
    """The values that a schema lists, null left out; nothing where it lists none."""
    said = flat(root, schema).get("enum")
    return [one for one in said if one is not None] if isinstance(said, list) else []


def renamed_label(
    root: Mapping[str, Json], old: Schema, next_root: Mapping[str, Json], new: Schema, value: Json
) -> Json:
    """What a label is called in the next document, where one went and one came; None where it is not that one."""
    before, after = labels(root, old), labels(next_root, new)
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    return come[0] if gone == [value] and len(come) == 1 else None
