"""Is a promise kept or broken, in each language in which it can be made?"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import enum
import sys
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any, Literal

import annotated_types
import pandas as pd
import pandera.pandas as pandera
import polars as pl
import pyarrow as pa
import pydantic
import pytest

from pytest_connectors.drift.values import Hint
from pytest_connectors.errors import BadContract
from pytest_connectors.verdicts.promises import Promise, plain_rows, promise_of


class Colour(enum.Enum):
    """Two of them."""

    RED = "red"
    BLUE = "blue"


class Purchase(pydantic.BaseModel):
    """What a record is promised to be."""

    model_config = pydantic.ConfigDict(from_attributes=True)

    id: int = pydantic.Field(gt=0, le=10)
    amount: Decimal | None = None
    colour: Colour = Colour.RED
    country: Annotated[str, pydantic.Field(max_length=2)] | None = None


class Named(pydantic.BaseModel):
    """A record whose key is not the field's name."""

    user: int = pydantic.Field(alias="userId")


@dataclasses.dataclass
class Row:
    """A record as a dataclass."""

    id: Any
    amount: Any = None


def promise(returns: Any) -> Promise:
    """The promise of a contract named `history`."""
    made = promise_of(returns, "history")
    assert made is not None
    return made


GOOD = [{"id": 1, "amount": Decimal("0.10")}, {"id": 2, "amount": None}]
BAD = [{"id": 1, "amount": Decimal("0.10")}, {"id": 0, "amount": None}]
FORMS = {
    "dicts": lambda rows: rows,
    "a tuple of dicts": tuple,
    "dataclasses": lambda rows: [Row(**row) for row in rows],
    "objects": lambda rows: [SimpleNamespace(**row, colour="red", country=None) for row in rows],
    "models": lambda rows: [Purchase.model_construct(**row) for row in rows],
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "arrow": pa.Table.from_pylist,
    "a single record": lambda rows: rows[-1],
}


@pytest.mark.parametrize("form", FORMS)
def test_a_model_is_held_against_each_record(form: str) -> None:
    """Whatever holds the records, one that is no such model breaks the promise, and names its field and value."""
    held = promise(Purchase)
    assert held.check(FORMS[form](GOOD)) is None  # type: ignore[no-untyped-call]
    number = 0 if form == "a single record" else 1
    assert held.check(FORMS[form](BAD)) == (  # type: ignore[no-untyped-call]
        f"'id': Input should be greater than 0, and is 0, in record {number}"
    )


def test_a_list_of_a_model_is_the_model() -> None:
    """`list[Purchase]` is what a connector's annotation says, and is taken too."""
    assert promise(list[Purchase]).check(BAD) is not None
    assert promise(list[Purchase]).names == promise(Purchase).names


def test_a_model_of_the_whole_result_reads_the_whole_result() -> None:
    """A RootModel names no columns, and says what breaks it."""
    whole = pydantic.RootModel[list[Purchase]]
    assert promise(whole).names is None
    assert promise(whole).check(GOOD) is None
    assert "ValidationError" in str(promise(whole).check(BAD))


def test_what_has_no_names_is_no_record() -> None:
    """A tuple, a number or None cannot be read by names, and the breach says so."""
    for result in ([(1, 2)], [1], 7, None, "id"):
        assert "which has no names" in str(promise(Purchase).check(result))
    assert promise(Purchase).check([]) is None


def test_an_object_needs_a_model_that_reads_attributes() -> None:
    """Without from_attributes it is not guessed at."""

    class Strict(pydantic.BaseModel):
        id: int

    assert "set from_attributes" in str(promise(Strict).check([SimpleNamespace(id=1)]))


def test_a_field_is_known_under_its_alias() -> None:
    """A record's key and a model's field are the same column."""
    held = promise(Named)
    assert held.names == {"user", "userId"}
    assert held.check([{"userId": 1}]) is None
    assert held.check([Named(userId=1)]) is None
    assert held.check([{"user": 1}]) == "'userId': Field required, in record 0"


def test_rows_are_hinted_to_keep_what_a_model_promises() -> None:
    """Bounds, choices, lengths and NOT NULL are those of the fields; open bounds are stepped over."""

    class Hinted(pydantic.BaseModel):
        id: int = pydantic.Field(gt=0, le=10)
        share: float = pydantic.Field(ge=0, lt=1)
        kind: Literal["a", "b"]
        colour: Colour | None
        code: Annotated[str, pydantic.Field(max_length=2)] | None
        span: Annotated[int, annotated_types.Interval(ge=3, lt=7)]
        day: dt.date = pydantic.Field(ge=dt.date(2020, 1, 1))
        either: int | str
        anything: Any

    assert promise(Hinted).hints == {
        "id": Hint(minimum=1, maximum=10, required=True),
        "share": Hint(minimum=0, maximum=0.99, required=True),
        "kind": Hint(allowed=("a", "b"), required=True),
        "colour": Hint(allowed=("red", "blue")),
        "code": Hint(longest=2),
        "span": Hint(minimum=3, maximum=6, required=True),
        "day": Hint(required=True),
        "either": Hint(required=True),
        "anything": Hint(),
    }


def test_rows_are_hinted_to_keep_what_pandera_promises() -> None:
    """An open bound is stepped over, and texts are short enough."""

    class Hinted(pandera.DataFrameModel):
        id: int = pandera.Field(gt=0)
        share: float = pandera.Field(in_range={"min_value": 0, "max_value": 1, "include_max": False}, nullable=True)
        code: str = pandera.Field(str_length={"max_value": 3})

    assert promise(Hinted).hints == {
        "id": Hint(minimum=1, required=True),
        "share": Hint(minimum=0, maximum=0.99),
        "code": Hint(longest=3, required=True),
    }


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="pydantic 1 does not run on Python 3.14")
def test_a_model_of_pydantic_1() -> None:
    """Its fields, its bounds and its breaches are read as well."""
    v1 = pytest.importorskip("pydantic.v1")
    model = v1.create_model("Model", id=(int, v1.Field(ge=1)), note=(str | None, None))
    held = promise(model)
    assert held.names == {"id", "note"}
    assert held.hints == {"id": Hint(minimum=1, required=True), "note": Hint()}
    assert held.check([{"id": 1, "note": "a"}]) is None
    assert held.check([model.construct(id=0)]) == ("'id': ensure this value is greater than or equal to 1, in record 0")


def refuses(result: list[Any]) -> None:
    """A promise in one line."""
    assert len(result) == 2, f"{len(result)} rows"


def test_what_a_function_raises_is_the_breach() -> None:
    """In the error's own words; it names no columns, so that everything is compared."""
    held = promise(refuses)
    assert (held.names, dict(held.hints)) == (None, {})
    assert held.check([1, 2]) is None
    assert held.check([1]) == "AssertionError: 1 rows"

    def silent(_: object) -> None:
        raise ValueError

    assert promise(silent).check([]) == "ValueError in silent"
    assert str(promise(lambda _: pytest.fail("no")).check([])) == "Failed: no"


def test_what_a_function_returns_says_nothing() -> None:
    """False is no breach: a function that only computes something promises nothing by it."""
    assert promise(lambda _: False).check([]) is None


def test_an_interruption_is_not_held() -> None:
    """It is nobody's breach."""

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        promise(interrupted).check([])


def test_a_function_is_given_a_copy() -> None:
    """What it does to the result is not seen by the test."""
    rows = copy.deepcopy(GOOD)
    assert promise(lambda result: result[0].clear()).check(rows) is None
    assert rows == GOOD


async def waits(_: object) -> None:
    """No plain function."""


@pytest.mark.parametrize("returns", [{"id": int}, 7, int, Row, list[int], waits, Purchase(id=1)])
def test_what_promises_nothing_is_refused(returns: object) -> None:
    """A class or a coroutine function could be called, and would judge nothing."""
    with pytest.raises(BadContract, match=r"^history: returns= takes a pandera model or schema, .* it is "):
        promise_of(returns, "history")


def test_nanoseconds_are_cut_for_who_cannot_hold_them() -> None:
    """A moment stays a moment."""
    frame = pd.DataFrame({"at": [pd.Timestamp("2026-03-29 01:30:00.000000001")]})
    assert plain_rows(frame) == [{"at": dt.datetime(2026, 3, 29, 1, 30)}]  # noqa: DTZ001 - naive is meant
