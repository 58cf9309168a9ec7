"""Which value fits a schema? One for each seed, checked by the validator; the same in each process."""

from __future__ import annotations

import random
from collections.abc import Mapping

from pytest_connectors.contract.openapi.model import Json, Schema
from pytest_connectors.systems.rest.document.generating.making import Maker
from pytest_connectors.systems.rest.document.generating.manner import Manner, NoWayError, Path
from pytest_connectors.systems.rest.document.validating import Validators, validators_of

_TRIES = 24
_ROOM = 400
_LEAN_FROM = 8


class CannotGenerate(Exception):
    """No value was found that fits a schema.

    Attributes:
        pointer: Where in the value.
        why: In words.
    """

    def __init__(self, pointer: str, why: str) -> None:
        super().__init__(f"no value was found for {pointer or 'the whole'}: {why}")
        self.pointer, self.why = pointer, why


def generated(root: Mapping[str, Json], schema: Schema, seed: int, *, for_request: bool = False) -> Json:
    """A value that fits a schema, the same for the same seed.

    Args:
        root: The document into which the schema's `$ref`s lead.
        schema: What the value is to fit.
        seed: 0 gives the plainest: what is given as an example or a default, the first of a list, the shortest.
        for_request: Properties that are readOnly are left out; else those that are writeOnly.

    Raises:
        CannotGenerate: None was found.
    """
    return Values(validators_of(root)).of(schema, seed, for_request=for_request)


class Values:
    """Values for the schemas of one document."""

    def __init__(self, validators: Validators) -> None:
        self.validators = validators

    def of(self, schema: Schema, seed: int, *, for_request: bool = False) -> Json:
        """A value that fits a schema, as `generated` gives it; raises CannotGenerate."""
        loose: frozenset[Path] = frozenset()
        pointer, why = "", "no value fits"
        validator = self.validators.of(schema, for_request=for_request)
        for i in range(_TRIES):
            manner = Manner(
                rng=random.Random(seed * _TRIES + i),  # noqa: S311 - values, not secrets
                plain=seed == 0,
                spared="readOnly" if for_request else "writeOnly",
                loose=loose,
                lean=i >= _LEAN_FROM and i % 2 == 0,
            )
            maker = Maker(self.validators.merging, manner, self.validators.node)
            try:
                value = maker.value(schema, (), _ROOM)
            except NoWayError as error:
                pointer, why = "".join(f"/{step}" for step in error.path), error.why
                loose |= {error.path[:size] for size in range(len(error.path) + 1)}
                continue
            if validator.is_valid(value):
                return value
            wrong = self.validators.problems(schema, value, for_request=for_request)
            pointer, why = (wrong[0].pointer, wrong[0].message) if wrong else (pointer, why)
            loose |= _misfits(validator, value)
        raise CannotGenerate(pointer, why)


def _misfits(validator: object, value: Json) -> frozenset[Path]:
    """Where a value is wrong, and everything in which that stands."""
    found: set[Path] = set()
    for error in validator.iter_errors(value):  # type: ignore[attr-defined]  # the library's, which has no types
        for path in _paths(error):
            found.update(path[:size] for size in range(len(path) + 1))
    return frozenset(found)


def _paths(error: object) -> list[Path]:
    inner = [one for branch in getattr(error.kind, "context", ()) for one in branch]  # type: ignore[attr-defined]  # as above
    return [tuple(error.instance_path), *(path for one in inner for path in _paths(one))]  # type: ignore[attr-defined]  # as above
