"""What does a dataset look like? As a schema by which rows are generated."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pyarrow as pa

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.contract.fields import Fields
from pytest_connectors.drift.schema import Column, DatasetSchema, Type
from pytest_connectors.systems.s3.files.types import type_of

_DAYS_BACK = (3, 2, 1)
_DAY_NAMES = re.compile(r"(?:.*_)?(?:day|date|dt|ds)", re.IGNORECASE)
_WORDS = ("alpha", "beta", "gamma")
_NOT_IN = re.compile(r'(?P<name>"(?:[^"]|"")+") NOT IN \((?P<values>.*)\)', re.DOTALL)
_COMPARED = re.compile(r'"(?P<name>(?:[^"]|"")+)" (?:=|<>|>=?|<=?) \'[^\']*\'')
_TIMES = {
    "date": "date",
    "time": "time without time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}
_EXTENSION = re.compile(r"\.[A-Za-z]\w*(?:\.gz)?$")


def schema_of(dataset: Dataset, today: datetime.date | None = None) -> DatasetSchema:
    """The dataset as a schema.

    Args:
        dataset: As it was declared.
        today: Partitions hold the days before it; today where it is left out.
    """
    today = today or datetime.datetime.now(tz=datetime.UTC).date()
    fields = dataset.fields
    return DatasetSchema(
        name=dataset.name,
        schema=dataset.bucket,
        table=dataset.name,
        columns=tuple(_column(dataset, i, today) for i in range(len(fields.arrow.names))),
        unique=fields.unique,
        checks=tuple(f"CHECK (({_server_words(check, fields)}))" for check in fields.checks),
        format=str(dataset.format),
        partitions=tuple(dataset.partitioned_by),
        single=dataset.is_single,
        gzipped=fields.gzipped,
        headed=bool(fields.dialect.get("header", True)),
        extension=extension_of(dataset.template),
    )


def extension_of(key: str) -> str:
    """What a key, or a template of keys, ends in: `.csv.gz`; nothing where it ends in a number or a name."""
    found = _EXTENSION.search(key[key.rfind("}") + 1 :].rpartition("/")[2])
    return found[0] if found else ""


def _column(dataset: Dataset, place: int, today: datetime.date) -> Column:
    fields = dataset.fields
    field = fields.arrow.field(place)
    kind = type_of(field.type, fields.kinds[place])
    if field.name in fields.labels:
        kind = dataclasses.replace(kind, labels=fields.labels[field.name])
    if field.name not in dataset.partitioned_by:
        return Column(field.name, kind, nullable=field.nullable)
    return Column(field.name, _partition(field, kind, today), nullable=False)


def _partition(field: pa.Field, kind: Type, today: datetime.date) -> Type:
    """The type with few values: the last days, where they are days."""
    days = [today - datetime.timedelta(days=back) for back in _DAYS_BACK]
    if kind.base in ("text", "varchar"):
        of_days = [day.isoformat() for day in days] if _DAY_NAMES.fullmatch(field.name) else _WORDS
        return dataclasses.replace(kind, labels=(kind.labels or tuple(of_days))[:3])
    # Several numbers together make a day, which is to be one of this month that there is.
    yesterday = days[-1]
    months = {
        "year": [yesterday.year],
        "month": [yesterday.month],
        "day": range(max(1, yesterday.day - 2), yesterday.day + 1),
    }
    match kind.base:
        case "date":
            values = [f"'{day}'::date" for day in days]
        case "timestamp":
            values = [f"'{day} 00:00:00'::timestamp without time zone" for day in days]
        case "timestamptz":
            values = [f"'{day} 00:00:00+00'::timestamp with time zone" for day in days]
        case "bool":
            values = ["true", "false"]
        case "int2" | "int4" | "int8" | "numeric":
            values = [str(one) for one in months.get(field.name.lower(), (1, 2, 3))]
        case _:
            return kind
    return dataclasses.replace(kind, checks=(*kind.checks, f"CHECK ((VALUE = ANY (ARRAY[{', '.join(values)}])))"))


def _server_words(check: str, fields: Fields) -> str:
    """The condition as the server writes it down: a day that is compared is no text."""
    if found := _NOT_IN.fullmatch(check):
        return f"{found['name']} <> ALL (ARRAY[{found['values']}])"
    if found := _COMPARED.fullmatch(check):
        kind = fields.kinds[fields.arrow.names.index(found["name"].replace('""', '"'))]
        return f"{check}::{_TIMES[kind]}" if kind in _TIMES else check
    return check
