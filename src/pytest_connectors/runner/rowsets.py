"""Which rows does a contract run on? Three fixed sets, generated or given, and decided on by the server."""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pytest_connectors.contract import Contract, Declaration
from pytest_connectors.drift.changes import Change
from pytest_connectors.drift.checks import hints_of, joined
from pytest_connectors.drift.fitting import fitted, fitting_places
from pytest_connectors.drift.rows import Hints, generate, parents_first, unique_rows
from pytest_connectors.drift.schema import Row, Rows, TableSchema
from pytest_connectors.errors import BadContract
from pytest_connectors.runner.given import Given, given_of
from pytest_connectors.systems.protocol import Accepted, Refused, System

SIZES = (50, 20, 8)
EARLIER, PAYLOADS = 3, 20
PAGES, MOST = 3, 900
_BATCHES = 200


@dataclass(frozen=True, eq=False)
class Rowset:
    """Rows in the far end when a run begins, and rows for the connector to write, by table.

    `first` are the rows of the run before, where the connector keeps a state between two runs.
    """

    rows: Mapping[str, Rows]
    payloads: Mapping[str, Rows] = field(default_factory=dict)
    first: Mapping[str, Rows] | None = None

    def backwards(self, tables: Sequence[TableSchema]) -> Rowset:
        """The same rows, put in the opposite order."""
        own = {table.name for table in tables if any(key.parent == table.full_name for key in table.foreign_keys)}
        return replace(self, rows={name: rows if name in own else rows[::-1] for name, rows in self.rows.items()})

    def only(self, places: Mapping[str, Sequence[int]], tables: Sequence[TableSchema]) -> Rowset:
        """The rows at some places; of other tables all rows, but those that refer to a row that is left out."""
        chosen = {n: tuple(rows[i] for i in places[n]) if n in places else rows for n, rows in self.rows.items()}
        names, count = {table.full_name: table.name for table in tables}, -1
        # In a tree a row that is left out takes its children with it, and these theirs.
        while count != (count := sum(map(len, chosen.values()))):
            for table in (one for one in parents_first(tables) if one.name in chosen):
                for key in table.foreign_keys:
                    known = chosen.get(names[key.parent], ())
                    parents = {tuple(row[name] for name in key.parent_columns) for row in known}
                    chosen[table.name] = tuple(
                        row
                        for row in chosen[table.name]
                        if any(row[n] is None for n in key.columns) or tuple(row[n] for n in key.columns) in parents
                    )
        return replace(self, rows=chosen)


class Rowsets:
    """Makes row sets for one contract on one system."""

    def __init__(self, system: System, contract: Contract, schemas: Sequence[TableSchema], hints: Hints) -> None:
        """For the declared tables; `hints` are what the contract promises of columns by name."""
        self.system, self.contract = system, contract
        # A view has no rows of its own: they lie in the tables behind it.
        self.schemas = tuple(schema for schema in schemas if not schema.view)
        self.views = tuple(schema for schema in schemas if schema.view)
        self.tables = (*self.schemas, *system.parents())
        promised = {schema.name: hints for schema in (self.tables if self.views else self.schemas)}
        self.hints = {t.name: joined(hints_of(t.checks), promised.get(t.name, {})) for t in self.tables}
        self.sizes = SIZES
        self.given = {schema.name: given_of(self._table(schema), schema, SIZES) for schema in self.schemas}

    def fixed(self) -> list[Rowset]:
        """The fixed sets: a large one with all teeth, and two others that differ from it."""
        return [self._one(i, size) for i, size in enumerate(self.sizes)]

    def widen(self, page: int) -> bool:
        """Let the large set fill three pages of so many rows, or the most that is made; whether it did not before."""
        wanted = min(PAGES * page, MOST)
        if wanted <= self.sizes[0]:
            return False
        self.sizes = (wanted, *self.sizes[1:])
        return True

    def settled(self, rows: Mapping[str, Rows]) -> Rowset | None:
        """Drawn rows as the server keeps them, split into earlier rows and payloads; None where it takes too few."""
        ordered = {table.name: rows[table.name] for table in parents_first(self.tables)}
        accepted = self.system.accept(ordered).rows
        if any(not accepted[schema.name] for schema in (*self.schemas, *self.views)):
            return None
        return self._split(accepted, {schema.name: len(accepted[schema.name]) // 2 for schema in self.schemas})

    def fitting(self, rowset: Rowset, changes: Sequence[Change]) -> Rowset:
        """The rows that these changes allow, as the server keeps them; what is to be written stays as it is."""
        for change in changes:
            name = getattr(change, "table", "")
            rowset = rowset.only({name: fitting_places(change, rowset.rows[name])}, self.tables)
            changed = fitted(change, rowset.rows[name])
            if changed is not rowset.rows[name]:
                rowset = replace(rowset, rows={**rowset.rows, name: unique_rows(self._schema(name), changed)})
        accepted = self.system.accept(rowset.rows).rows
        # In the order in which they were put, parents first.
        return replace(rowset, rows={name: accepted[name] for name in rowset.rows})

    def fixed_names(self, rowset: Rowset) -> dict[str, Rows]:
        """The rows that were given by the user, which no draw may replace."""
        known = {**rowset.rows, **rowset.payloads}
        return {name: known[name] for name, given in self.given.items() if given is not None}

    def _one(self, number: int, size: int) -> Rowset:
        given = {name: one for name, one in self.given.items() if one is not None}
        taken = self._take_given(given, number) if given else {}
        seed = zlib.crc32(self.contract.name.encode()) + number
        wanted = {s.name: self._count(s, size) for s in self.schemas if s.name not in taken}
        if self.views:
            wanted |= {t.name: size for t in self.tables if t.name not in taken and t.name not in wanted}
        if not wanted:
            kept = {name: rows for name, rows in taken.items() if name in {t.name for t in self.tables}}
            return self._split(kept, {})
        return self._split(self._generated(seed, max(wanted.values()), taken), dict.fromkeys(wanted, EARLIER))

    def _count(self, schema: TableSchema, size: int) -> int:
        table = self._table(schema)
        both = size if table in self.contract.reads else EARLIER
        return both + (PAYLOADS if table in self.contract.writes else 0)

    def _take_given(self, given: Mapping[str, Given], number: int) -> dict[str, Rows]:
        """The user's rows as the server keeps them; the second and third set are other draws, or parts of the first."""
        alone = [table for table in parents_first(self.tables) if table.name in given]
        proposed = {table.name: given[table.name].rows(number) for table in alone}
        missing = self._ancestors(alone)
        parents = {t.name: r for t, r in zip(missing, self._parents_of(missing, proposed), strict=True)}
        accepted = self.system.accept({**parents, **proposed}, as_said=tuple(proposed))
        for table in alone:
            given[table.name].check(table, accepted, number)
        return {t.name: self._part(given[t.name], t, accepted.rows[t.name], number) for t in alone} | {
            t.name: accepted.rows[t.name] for t in missing
        }

    def _part(self, given: Given, schema: TableSchema, rows: Rows, number: int) -> Rows:
        """The rows of a fixed set; a writer that is given a single row has it in each, since it cannot write none."""
        is_one_to_write = len(rows) == 1 and self._table(schema) not in self.contract.reads
        return rows if is_one_to_write else given.part(rows, number)

    def _ancestors(self, tables: Sequence[TableSchema]) -> list[TableSchema]:
        """The tables to which these refer, and those to which they refer in turn, parents first."""
        found = {table.full_name for table in tables}
        while more := {k.parent for t in self.tables if t.full_name in found for k in t.foreign_keys} - found:
            found |= more
        return [table for table in parents_first(self.tables) if table.full_name in found and table not in tables]

    def _parents_of(self, missing: Sequence[TableSchema], given: Mapping[str, Sequence[Row]]) -> list[Rows]:
        """Rows for the parents of given rows, with the keys that the given rows refer to."""
        result = []
        drawn = generate(missing, SIZES[1], 1)
        for parent in missing:
            rows = drawn[parent.name]
            wanted = [
                dict(zip(key.parent_columns, (row.get(name) for name in key.columns), strict=True))
                for schema in self.schemas
                for key in schema.foreign_keys
                if key.parent == parent.full_name
                for row in given.get(schema.name, [])
                if all(row.get(name) is not None for name in key.columns)
            ]
            filled = [{**rows[i % len(rows)], **one} for i, one in enumerate(wanted)] if rows else []
            others = rows if any(parent.full_name == key.parent for t in missing for key in t.foreign_keys) else ()
            result.append(unique_rows(parent, [*filled, *others]))
        return result

    def _generated(self, seed: int, count: int, given: Mapping[str, Rows]) -> Mapping[str, Rows]:
        """Rows that the server takes, out of up to 200 proposals."""
        accepted = Accepted({})
        for batch in range(_BATCHES):
            proposed = generate(self.tables, count, seed + 7919 * batch, self.hints, given)
            self._join(proposed, seed)
            merged = {
                table.name: unique_rows(table, (*accepted.rows.get(table.name, ()), *proposed[table.name]))
                for table in parents_first(self.tables)
            }
            accepted = self.system.accept(merged)
            enough = {t.name: min(count // 2 + 1, len(proposed[t.name])) for t in self.tables}
            enough |= {view.name: 1 for view in self.views}
            if all(len(accepted.rows[name]) >= size for name, size in enough.items()):
                # A parent keeps all of its rows, since its children refer to them.
                parents = {key.parent for table in self.tables for key in table.foreign_keys}
                keep = {table.name: None if table.full_name in parents else count for table in self.tables}
                return {name: accepted.rows[name][: keep[name]] for name in keep}
            if accepted.refused is not None and accepted.refused.constraint is None and batch > _BATCHES // 10:
                break
        for view in self.views:
            if not accepted.rows[view.name]:
                raise BadContract(_no_rows_seen(view, self.tables))
        if any(not accepted.rows[schema.name] for schema in self.schemas):
            raise BadContract(_no_rows(self._said(accepted.refused), accepted.refused))
        return accepted.rows

    def _join(self, rows: dict[str, Rows], seed: int) -> None:
        """Let rows of joined declarations meet: the second column takes its values from the first."""
        rng = random.Random(seed)  # noqa: S311 - rows, not secrets
        by_name = {schema.name: schema for schema in self.schemas}
        for left, left_column, right, right_column in self.contract.joins:
            for table, column in ((left, left_column), (right, right_column)):
                if column not in by_name[table.name].column_names:
                    msg = f"{self.contract.name}: joins= names {column!r}, which {table.name} has not."
                    raise BadContract(msg)
            source, target = (left.name, left_column), (right.name, right_column)
            if (right_column,) in by_name[right.name].unique:
                source, target = target, source
            values = [row[source[1]] for row in rows[source[0]]] or [None]
            rows[target[0]] = tuple({**row, target[1]: rng.choice(values)} for row in rows[target[0]])

    def _split(self, rows: Mapping[str, Rows], earlier: Mapping[str, int]) -> Rowset:
        """Split the rows of written tables into those that are there and those that are to be written."""
        kept: dict[str, Rows] = dict(rows)
        payloads: dict[str, Rows] = {}
        for schema in self.schemas:
            table = self._table(schema)
            if table not in self.contract.writes:
                continue
            mine = rows[schema.name]
            if self.given[schema.name] is not None:
                payloads[schema.name], kept[schema.name] = mine, self._earlier(schema, mine, rows)
                if table in self.contract.reads:
                    payloads[schema.name], kept[schema.name] = (), mine
                continue
            both = table in self.contract.reads
            place = max(len(mine) - PAYLOADS, 1) if both else min(earlier.get(schema.name, EARLIER), len(mine) // 2)
            kept[schema.name], payloads[schema.name] = mine[:place], mine[place:]
        order = [table.name for table in parents_first(self.tables) if table.name in kept]
        # Where tables refer to each other in a circle, a row may refer to one that is yet to be written.
        return Rowset({name: kept[name] for name in order}, payloads).only({}, self.tables)

    def _earlier(self, schema: TableSchema, payloads: Rows, rows: Mapping[str, Rows]) -> Rows:
        """A few rows beside given payloads, so that a deletion shows; none where they cannot be generated."""
        others = {name: known for name, known in rows.items() if name != schema.name}
        try:
            drawn = generate([schema], EARLIER + len(payloads), 3, given=None)[schema.name]
        except (BadContract, KeyError):
            return ()
        apart = unique_rows(schema, (*payloads, *drawn))[len(payloads) :][:EARLIER]
        accepted = self.system.accept({**others, schema.name: (*payloads, *apart)})
        return accepted.rows[schema.name][len(payloads) :] if accepted.refused is None else ()

    def _schema(self, name: str) -> TableSchema:
        return next(table for table in self.tables if table.name == name)

    def _said(self, refused: Refused | None) -> str:
        return "" if refused is None else self._schema(refused.table).said

    def _table(self, schema: TableSchema) -> Declaration:
        return next(table for table in self.contract.declarations if table.name == schema.name)


def _no_rows_seen(view: TableSchema, tables: Sequence[TableSchema]) -> str:
    behind = ", ".join(table.name for table in tables)
    return (
        f"Table({view.name!r}): the view shows none of the rows that were generated for the tables behind it: "
        f"{behind}. Declare those as well, with rows= that it shows: reads=[VIEW, TABLE]."
    )


def _no_rows(said: str, refused: Refused | None) -> str:
    if refused is None:
        return "no rows could be generated. Give them: rows=[{...}]."
    constraint = f"the constraint {refused.constraint!r}" if refused.constraint else "the server"
    return (
        f"{said}: no rows could be generated that {constraint} accepts, out of {_BATCHES} proposals; "
        f"the server says: {refused.reason}\nGive rows that fit: {said[:-1]}, ..., rows=[{{...}}])."
    )
