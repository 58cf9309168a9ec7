"""What does `@pytest.mark.connector(...)` declare, and are its arguments of use?"""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pytest_connectors.contract.contract import Contract, Declaration
from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.contract.known_break import known_breaks_of
from pytest_connectors.contract.operation import Operation
from pytest_connectors.contract.table import Table
from pytest_connectors.errors import BadContract, near


def connector(  # noqa: PLR0913 - the signature of the marker is the list of what a user can say
    name: str = "",
    *,
    reads: object = (),
    writes: object = (),
    returns: object = None,
    observe: Callable[[Any], Any] | None = None,
    failed: Callable[[Any], object] | None = None,
    timeout: float | None = None,
    only: object = (),
    without: object = (),
    joins: object = (),
    owner: str | None = None,
    version: str | None = None,
    sunset: str | datetime.date | None = None,
    known_breaks: Mapping[str, str] | None = None,
) -> Contract:
    """The contract that `@pytest.mark.connector(...)` with these arguments declares.

    Raises:
        BadContract: An argument cannot be used; the text says which and what would be right.
    """
    if not isinstance(name, str) or not name.strip():
        msg = f"the connector has no name: {name!r}. Give one first: @pytest.mark.connector('purchase-history', ...)."
        raise BadContract(msg)
    read, written = _declarations("reads", reads), _declarations("writes", writes)
    if not read and not written:
        msg = f"{name}: the marker declares nothing. Say what the connector touches: reads=TABLE or writes=TABLE."
        raise BadContract(msg)
    _check_distinct(name, (*read, *written))
    for argument, value in (("observe", observe), ("failed", failed)):
        if value is not None and not callable(value):
            msg = f"{name}: {argument}= takes a function of the result; it is {value!r}."
            raise BadContract(msg)
    if timeout is not None and (isinstance(timeout, bool) or not isinstance(timeout, int | float) or timeout <= 0):
        msg = f"{name}: timeout= takes a number of seconds above 0; it is {timeout!r}."
        raise BadContract(msg)
    return Contract(
        name=name,
        reads=read,
        writes=written,
        returns=returns,
        observe=observe,
        failed=failed,
        timeout=timeout,
        only=_texts(name, "only", only),
        without=_texts(name, "without", without),
        joins=_joins(name, joins, (*read, *written)),
        owner=owner,
        version=None if version is None else str(version),
        sunset=_day(name, sunset),
        known_breaks=known_breaks_of(name, known_breaks),
    )


def contract_of(args: Sequence[object], kwargs: Mapping[str, object]) -> Contract:
    """The contract that a marker with these arguments declares.

    Raises:
        BadContract: The arguments are not those of the marker.
    """
    signature = inspect.signature(connector)
    known = [name for name in signature.parameters if name != "name"]
    for argument in kwargs:
        if argument not in signature.parameters:
            meant = near(argument, known)
            msg = f"the connector marker has no argument {argument!r}.{meant} It takes {', '.join(known)}."
            raise BadContract(msg)
    if len(args) > 1:
        msg = (
            f"the connector marker takes one plain argument, the name; it got {len(args)}: {args!r}. "
            "Say what the others are: reads=..., writes=..."
        )
        raise BadContract(msg)
    return connector(*args, **kwargs)  # type: ignore[arg-type]  # whatever was given; a call that does not fit is told


def _declarations(argument: str, value: object) -> tuple[Declaration, ...]:
    several = tuple(value) if isinstance(value, list | tuple) else (value,)
    for one in several:
        if not isinstance(one, Table | Dataset | Operation):
            kind = type(one).__name__
            msg = (
                f"{argument}= takes a declaration or a list of them; {one!r} is a {kind}. "
                f"Declare it: {argument}=Table('purchases', ddl=Path(__file__).with_name('schema.sql')), "
                f"{argument}=Dataset('activity/', bucket='acme-activity', schema=...), or "
                f"{argument}=Operation('listUsers', openapi=Path(__file__).with_name('openapi.yaml'))."
            )
            raise BadContract(msg)
    return several


def _check_distinct(name: str, declarations: Iterable[Declaration]) -> None:
    seen: dict[str, Declaration] = {}
    for declaration in declarations:
        if seen.setdefault(declaration.name, declaration) is not declaration:
            noun = type(declaration).__name__.lower()
            msg = (
                f"{name}: {noun} {declaration.name!r} is declared twice, by two {noun.capitalize()}(...) objects. "
                "Keep one in a variable and name it in reads= and writes=."
            )
            raise BadContract(msg)


def _texts(name: str, argument: str, value: object) -> tuple[str, ...]:
    several = (value,) if isinstance(value, str) else value
    if not isinstance(several, list | tuple | set | frozenset) or not all(isinstance(one, str) for one in several):
        msg = f"{name}: {argument}= takes a scenario's id or a list of them, with * where you like; it is {value!r}."
        raise BadContract(msg)
    return tuple(part.strip() for one in several for part in one.split(","))


def _joins(name: str, joins: object, known: Sequence[Declaration]) -> tuple[Any, ...]:
    expected = f"{name}: joins= takes tuples of (TABLE, 'column', OTHER, 'column')"
    if not isinstance(joins, list | tuple):
        msg = f"{expected}; it is {joins!r}."
        raise BadContract(msg)
    result = []
    for join in joins:
        match join:
            case (
                Table() | Dataset() | Operation() as left,
                str(),
                Table() | Dataset() | Operation() as right,
                str(),
            ) if {left, right} <= {*known}:
                result.append(tuple(join))
            case _:
                msg = f"{expected} whose declarations stand in reads= or writes=; one is {join!r}."
                raise BadContract(msg)
    return tuple(result)


def _day(name: str, value: object) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        msg = f"{name}: sunset= takes a day such as '2027-06-30'; it is {value!r}."
        raise BadContract(msg) from None
