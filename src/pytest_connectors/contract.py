"""What did the user declare? What a connector reads, writes and promises, as frozen values."""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_connectors.errors import BadContract, near

TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "CREATE", "OWNER")


@dataclass(frozen=True, eq=False)
class Table:
    """A PostgreSQL table that a connector reads or writes, declared by its DDL.

    Args:
        name: The table's name, with its schema where it is not on the search path: `"purchases"`, `"shop.purchases"`.
        ddl: SQL text, or the path of a file: any number of statements, run by the server as they are.
        rows: What lies in the table, in place of generated rows: dicts, an Arrow table, a DataFrame, or the path of a
            CSV or Parquet file. For a written table these are the rows for the connector to write.
        grants: Rights beyond SELECT (reads) and INSERT, UPDATE, DELETE (writes): `("TRUNCATE", "CREATE")`.

    Example:
        >>> Table("purchases", ddl="CREATE TABLE purchases (id bigint PRIMARY KEY, amount numeric NOT NULL)").name
        'purchases'

    Raises:
        BadContract: An argument is of no use.
    """

    name: str
    ddl: str | Path = field(kw_only=True)
    rows: Any = field(default=None, kw_only=True)
    grants: Sequence[str] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        """Check what can be checked without opening anything."""
        if not isinstance(self.name, str) or not self.name.strip():
            msg = f"Table(...) needs the table's name as its first argument, a text; it is {self.name!r}."
            raise BadContract(msg)
        if not isinstance(self.ddl, str | Path) or not str(self.ddl).strip():
            msg = f"Table({self.name!r}): ddl= takes SQL text or the path of a file; it is {self.ddl!r}."
            raise BadContract(msg)
        object.__setattr__(self, "grants", self._checked_grants())

    def _checked_grants(self) -> tuple[str, ...]:
        grants = (self.grants,) if isinstance(self.grants, str) else tuple(self.grants)
        rights = tuple(str(grant).upper() for grant in grants)
        for grant, right in zip(grants, rights, strict=True):
            if right not in TABLE_RIGHTS:
                msg = (
                    f"Table({self.name!r}): grants= has {grant!r}, which is no right on a table."
                    f"{near(right, TABLE_RIGHTS)} Known are {', '.join(TABLE_RIGHTS)}."
                )
                raise BadContract(msg)
        return rights

    @property
    def ddl_path(self) -> Path | None:
        """The file that holds the DDL, or None where the DDL is given as text."""
        if isinstance(self.ddl, Path):
            return self.ddl
        return Path(self.ddl) if re.fullmatch(r"\S+\.sql", self.ddl.strip()) else None

    @property
    def ddl_text(self) -> str:
        """The DDL as text; a file is read at each call.

        Raises:
            BadContract: The file cannot be read.
        """
        path = self.ddl_path
        if path is None:
            return str(self.ddl)
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            msg = (
                f"Table({self.name!r}): ddl= names a file that cannot be read: {path} ({error}).\n"
                "Give a path relative to the test file: ddl=Path(__file__).with_name('schema.sql')."
            )
            raise BadContract(msg) from None

    def agrees_with(self, other: object) -> bool:
        """Whether both declare the same table in the same way."""
        return self is other or (
            isinstance(other, Table)
            and (self.name, str(self.ddl), self.grants) == (other.name, str(other.ddl), other.grants)
            and (self.rows is other.rows or repr(self.rows) == repr(other.rows))
        )


Declaration = Table


@dataclass(frozen=True)
class KnownBreak:
    """An accepted failing verdict: where it occurs, why, and until when."""

    key: str
    scenario: str
    target: str | None
    outcome: str | None
    reason: str
    until: datetime.date | None

    def covers(self, target: str, outcome: str) -> bool:
        """Whether a case that failed in this way is accepted; a plain key covers what is loud or silent."""
        if self.target is not None and self.target != target:
            return False
        return outcome == self.outcome if self.outcome else outcome in ("loud", "silent")


@dataclass(frozen=True, eq=False, kw_only=True)
class Contract:
    """What one connector reads, writes and promises."""

    name: str
    reads: tuple[Declaration, ...] = ()
    writes: tuple[Declaration, ...] = ()
    returns: Any = None
    observe: Callable[[Any], Any] | None = None
    failed: Callable[[Any], object] | None = None
    timeout: float | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    joins: tuple[tuple[Declaration, str, Declaration, str], ...] = ()
    owner: str | None = None
    version: str | None = None
    sunset: datetime.date | None = None
    known_breaks: tuple[KnownBreak, ...] = ()

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """Every declaration once, what is read first."""
        return tuple(dict.fromkeys((*self.reads, *self.writes)))

    def agrees_with(self, other: Contract) -> bool:
        """Whether two markers of one name say the same of what is read, written and promised."""
        pairs = ((self.reads, other.reads), (self.writes, other.writes))
        return (
            all(len(a) == len(b) and all(x.agrees_with(y) for x, y in zip(a, b, strict=True)) for a, b in pairs)
            and (self.returns is other.returns or repr(self.returns) == repr(other.returns))
            and (self.owner, self.version, self.sunset) == (other.owner, other.version, other.sunset)
        )


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
        known_breaks=_known_breaks(name, known_breaks),
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
    return connector(*args, **kwargs)  # type: ignore[arg-type]


def _declarations(argument: str, value: object) -> tuple[Declaration, ...]:
    several = tuple(value) if isinstance(value, list | tuple) else (value,)
    for one in several:
        if not isinstance(one, Table):
            kind = type(one).__name__
            msg = (
                f"{argument}= takes a declaration or a list of them; {one!r} is a {kind}. "
                f"Declare it: {argument}=Table('purchases', ddl=Path(__file__).with_name('schema.sql'))."
            )
            raise BadContract(msg)
    return several


def _check_distinct(name: str, declarations: Iterable[Declaration]) -> None:
    seen: dict[str, Declaration] = {}
    for declaration in declarations:
        if seen.setdefault(declaration.name, declaration) is not declaration:
            msg = (
                f"{name}: table {declaration.name!r} is declared twice, by two Table(...) objects. "
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
            case (Table() as left, str(), Table() as right, str()) if left in known and right in known:
                result.append(tuple(join))
            case _:
                msg = f"{expected} whose tables stand in reads= or writes=; one is {join!r}."
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


def _known_breaks(name: str, value: Mapping[str, str] | None) -> tuple[KnownBreak, ...]:
    if value is not None and not isinstance(value, Mapping):
        msg = f"{name}: known_breaks= takes a dict of scenario and reason; it is {value!r}."
        raise BadContract(msg)
    return tuple(_known_break(name, key, reason) for key, reason in (value or {}).items())


def _known_break(name: str, key: object, reason: object) -> KnownBreak:
    parts = re.fullmatch(r"([^\[\]:\s]+)(?:\[([^\]]+)\])?(?::\s*(loud|silent|hangs|damaged))?", str(key))
    if parts is None:
        msg = (
            f"{name}: known_breaks= has the key {key!r}. A key is a scenario, and may name a target and an outcome "
            "(loud, silent, hangs, damaged): 'column-dropped', 'column-dropped[note]', 'password-rotated: silent'."
        )
        raise BadContract(msg)
    if not isinstance(reason, str) or not reason.strip():
        msg = f"{name}: known_breaks[{key!r}] needs a reason: 'why, until 2027-01-31'; it is {reason!r}."
        raise BadContract(msg)
    return KnownBreak(str(key), parts[1], parts[2], parts[3], reason, _until(name, str(key), reason))


def _until(name: str, key: str, reason: str) -> datetime.date | None:
    day = re.search(r"\buntil\s+(\d{4}-\d\d-\d\d)", reason)
    if day is None:
        return None
    try:
        return datetime.date.fromisoformat(day[1])
    except ValueError:
        msg = f"{name}: known_breaks[{key!r}] says until {day[1]}, which is no day of the calendar."
        raise BadContract(msg) from None
