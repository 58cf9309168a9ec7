"""Does each record of a result keep what a pydantic model promises?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_connectors.drift.hints import Hint
from pytest_connectors.verdicts.frames import plain_of
from pytest_connectors.verdicts.promises.annotations import hint_of
from pytest_connectors.verdicts.promises.rows import copied, plain_rows


def is_model(returns: Any) -> bool:
    """Whether this is a pydantic model, of version 2 or of version 1."""
    return isinstance(returns, type) and (
        (hasattr(returns, "model_validate") and hasattr(returns, "model_fields"))
        or (hasattr(returns, "parse_obj") and hasattr(returns, "__fields__"))
    )


@dataclass(frozen=True)
class PydanticPromise:
    """A promise made by a pydantic model: each record of the result can be read as one."""

    model: Any

    @property
    def names(self) -> frozenset[str]:
        """The model's fields, under their own names and under those that records give them."""
        return frozenset(name for keys in self._keys.values() for name in keys)

    @property
    def hints(self) -> Mapping[str, Hint]:
        """Bounds, lengths, allowed values and NOT NULL of the model's fields."""
        found = {name: self._hint(name) for name in self._keys}
        return {key: found[name] for name, keys in self._keys.items() for key in keys}

    def check(self, result: Any) -> str | None:
        """What pydantic says against the first record that is no such model."""
        for number, record in enumerate(_records(copied(result))):
            try:
                self._read(record)
            except Exception as error:  # noqa: BLE001 - pydantic raises its own, and whatever a validator raises
                return f"{_words(error)}, in record {number}"
        return None

    @property
    def _is_second(self) -> bool:
        return hasattr(self.model, "model_validate")

    @property
    def _fields(self) -> Mapping[str, Any]:
        fields: Mapping[str, Any] = self.model.model_fields if self._is_second else self.model.__fields__
        return fields

    @property
    def _keys(self) -> dict[str, tuple[str, ...]]:
        """The keys that a field may have in a record: its alias first, since a model reads itself by that."""
        return {name: tuple(dict.fromkeys([*_aliases(field), name])) for name, field in self._fields.items()}

    def _hint(self, name: str) -> Hint:
        field = self._fields[name]
        if self._is_second:
            return hint_of(field.annotation, field.metadata)
        hint = hint_of(field.type_, [field.field_info])
        return dataclasses.replace(hint, required=not field.allow_none)

    def _read(self, record: Any) -> None:
        if isinstance(record, self.model):
            # It may have been changed since it was made, or made without being validated.
            record = {keys[0]: getattr(record, name) for name, keys in self._keys.items()}
        named = _named(record)
        config = getattr(self.model, "model_config", None) or {}
        if named is not None:
            (self.model.model_validate if self._is_second else self.model.parse_obj)(named)
        elif self._is_second and config.get("from_attributes") and not _is_plain(record):
            self.model.model_validate(record)
        elif not self._is_second and self.model.__config__.orm_mode and not _is_plain(record):
            self.model.from_orm(record)
        else:
            kind, names = type(record).__name__, ", ".join(self._fields)
            msg = f"records with {names} are promised, and there is {record!r} ({kind}), which has no names"
            if not _is_plain(record):
                msg += "; set from_attributes in the model, or give observe="
            raise _NoRecordError(msg)


class _NoRecordError(Exception):
    """What was returned holds something that is no record."""


def _records(result: Any) -> Iterator[Any]:
    """The records of a result: those of a frame or a list, or the one that it is."""
    if plain_of(result) is not result:
        yield from plain_rows(result)
    elif _named(result) is not None or isinstance(result, str | bytes) or not isinstance(result, Iterable):
        yield result
    else:
        yield from result


def _named(record: Any) -> dict[str, Any] | None:
    """The record as a dict; None where it does not say its names by itself."""
    if isinstance(record, Mapping):
        return dict(record)
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    if isinstance(record, tuple) and hasattr(record, "_asdict"):
        return dict(record._asdict())
    if hasattr(type(record), "model_fields") and hasattr(record, "model_dump"):
        return {name: getattr(record, name) for name in type(record).model_fields}
    if hasattr(type(record), "__attrs_attrs__"):
        return {one.name: getattr(record, one.name) for one in type(record).__attrs_attrs__}
    if isinstance(mapping := getattr(record, "_mapping", None), Mapping):
        return dict(mapping)
    if hasattr(record, "keys") and hasattr(record, "__getitem__"):
        return {key: record[key] for key in record.keys()}  # noqa: SIM118 - an asyncpg Record iterates values
    return None


def _is_plain(record: Any) -> bool:
    return record is None or isinstance(record, str | bytes | bool | int | float | Iterable)


def _aliases(field: Any) -> list[str]:
    """The names under which a field is read, as far as they are plain names."""
    found = [getattr(field, "validation_alias", None), getattr(field, "alias", None)]
    choices = [choice for one in found for choice in getattr(one, "choices", [one])]
    return [choice for choice in choices if isinstance(choice, str)]


def _words(error: Exception) -> str:
    if not callable(getattr(error, "errors", None)):
        said = str(error).strip().partition("\n")[0]
        return said if isinstance(error, _NoRecordError) else f"{type(error).__name__}: {said}"
    told: list[dict[str, Any]] = error.errors()  # type: ignore[attr-defined]  # pydantic has it, as seen above
    first, more = told[0], len(told) - 1
    column = ".".join(str(part) for part in first["loc"]) or "the record"
    value = f", and is {first['input']!r}" if "input" in first and first["type"] != "missing" else ""
    also = f" (and {more} more)" if more else ""
    return f"{column!r}: {first['msg']}{value}{also}"
