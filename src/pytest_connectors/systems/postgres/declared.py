"""What is declared on the far end, and how is a scene of it written as SQL?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import psycopg

from pytest_connectors.contract import Contract, Table
from pytest_connectors.drift.changes import LabelAdded, Migrated, kept_rows
from pytest_connectors.drift.schema import Rows, TableSchema
from pytest_connectors.errors import BadContract
from pytest_connectors.systems.postgres.access import grants
from pytest_connectors.systems.postgres.alteration import Alteration, Definition, alter
from pytest_connectors.systems.postgres.dump import as_run
from pytest_connectors.systems.postgres.introspection import Connection, introspect, introspect_all, run_ddl
from pytest_connectors.systems.postgres.literals import continue_sequence, insert_statement, quoted
from pytest_connectors.systems.postgres.pruning import FEWEST, Made, Relations, prune, rest
from pytest_connectors.systems.protocol import Scene

# The new `public` has the rights that this major gives it: before 15 everyone may make tables there.
EMPTY = """
DO $empty$ DECLARE s text; BEGIN
  FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  LOOP EXECUTE format('DROP SCHEMA %I CASCADE', s); END LOOP;
END $empty$;
CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;
DO $public$ BEGIN IF current_setting('server_version_num')::int < 150000 THEN
  GRANT CREATE ON SCHEMA public TO PUBLIC; END IF; END $public$;
"""
# What a script of pg_dump sets for its session must not reach our own statements.
_OURS_AGAIN = "RESET ALL; RESET ROLE;"
_MOST_KEPT = 16


def _check_view(schema: TableSchema, table: Table, contract: Contract) -> None:
    if schema.view and (table in contract.writes or table.rows is not None):
        what = "is written" if table in contract.writes else "is given rows"
        msg = (
            f"Table({table.name!r}) is a view, and {what}: rows lie in the tables behind it. "
            "Declare these in its place: Table(...), with the same ddl=."
        )
        raise BadContract(msg)


def _refresh(connection: Connection, schemas: tuple[TableSchema, ...]) -> str:
    kept = b"SELECT relkind = 'm' FROM pg_class WHERE oid = %s::regclass"
    names = [quoted(table.schema, table.table) for table in schemas if table.view]
    materialized = [name for name in names if (connection.execute(kept, (name,)).fetchone() or [False])[0]]
    return "\n".join(f"REFRESH MATERIALIZED VIEW {name};" for name in materialized)


def _build(scripts: Iterable[str], rights: str) -> str:
    return "\n".join([EMPTY, *(f"{script}\n;{_OURS_AGAIN}" for script in scripts), rights])


@dataclass
class Declared:
    """The tables of one contract as the server sees them.

    Attributes:
        schemas: The declared tables.
        parents: The tables that are not declared and to which declared ones refer.
        build: SQL that makes all of them anew, empty, with the connector's rights.
        refresh: SQL that fills materialized views from the tables behind them.
        whole: As `build`, of all that the DDL makes, where that is more.
    """

    schemas: tuple[TableSchema, ...] = ()
    parents: tuple[TableSchema, ...] = ()
    build: str = EMPTY
    refresh: str = ""
    whole: str = field(default=EMPTY, compare=False)
    _definitions: dict[str, Definition] = field(default_factory=dict)
    _inserts: dict[int, tuple[Mapping[str, Rows], str]] = field(default_factory=dict)

    @classmethod
    def on(cls, connection: Connection, contract: Contract, role: str, *, fewest: int = FEWEST) -> Declared:
        """Make the declared tables, empty, and read how the server sees them.

        Args:
            connection: Ours, to the database.
            contract: What was declared.
            role: The connector's.
            fewest: How many tables that are not needed make a smaller build worth while.

        Raises:
            BadContract: The DDL is not taken, or does not create a declared table.
        """
        texts = {table.ddl_text: table for table in contract.tables}
        connection.execute(EMPTY.encode())
        for text, table in texts.items():
            run_ddl(connection, text, table.name)
            connection.execute(_OURS_AGAIN.encode())
        schemas = tuple(introspect(connection, table) for table in contract.tables)
        for schema, table in zip(schemas, contract.tables, strict=True):
            _check_view(schema, table, contract)
        rights = grants(contract, schemas, role)
        connection.execute(rights.encode())
        scripts = [as_run(text) for text in texts]
        whole = cls._read(connection, contract, _build(scripts, rights))
        wanted = [(table.schema, table.table) for table in whole.tables]
        pruning = prune(scripts, Relations.of(connection, role), wanted, fewest)
        if pruning is None:
            return whole
        return whole.by_less(connection, contract, _build(pruning.texts, rights), pruning.needed)

    @classmethod
    def _read(cls, connection: Connection, contract: Contract, build: str) -> Declared:
        """What the tables are that the build has just made."""
        schemas = tuple(introspect(connection, table) for table in contract.tables)
        parents = introspect_all(connection, schemas)
        definitions = {table.name: Definition.of(connection, table) for table in schemas}
        return cls(schemas, parents, build, _refresh(connection, schemas), build, definitions)

    def by_less(self, connection: Connection, contract: Contract, build: str, needed: Collection[int]) -> Declared:
        """The same tables by a smaller build, where it is seen to make the same; else by this one."""
        whole = Made.on(connection)
        dropped = whole.without(needed)
        definitions = {name: rest(one, dropped) for name, one in self._definitions.items()}
        try:
            connection.execute(build.encode(), prepare=False)
            less = self._read(connection, contract, build)
        except (psycopg.Error, BadContract) as error:
            if connection.closed or isinstance(error, psycopg.errors.DiskFull):
                raise
            connection.execute(b"ROLLBACK")
        else:
            same = less == replace(self, build=build, _definitions=definitions)
            if same and Made.on(connection).is_rest_of(whole, dropped):
                return replace(less, whole=self.build)
        connection.execute(self.build.encode(), prepare=False)
        return self

    @property
    def tables(self) -> tuple[TableSchema, ...]:
        """The declared tables and their parents."""
        return (*self.schemas, *self.parents)

    def table(self, name: str) -> TableSchema:
        """The table of that declared name."""
        return next(table for table in self.tables if table.name == name)

    def in_order(self, rows: Mapping[str, object]) -> list[TableSchema]:
        """The tables that have rows, parents first, as the mapping's own order says; views have none of their own."""
        known = {table.name: table for table in self.tables if not table.view}
        return [known[name] for name in rows if name in known]

    def unaltered(self) -> dict[str, Alteration]:
        """Every table as it was declared."""
        return {table.name: Alteration.none(table) for table in self.tables}

    def altered(self, scene: Scene) -> dict[str, Alteration]:
        """Each declared table's way through a scene's changes."""
        return {
            table.name: alter(table, scene.changes, self._definitions[table.name], scene.rows.get(table.name, ()))
            for table in self.schemas
        }

    def script(self, scene: Scene, plan: Mapping[str, Alteration]) -> str:
        """SQL that empties the database and makes the tables, their rows and the changes to them."""
        before = [sql for one in plan.values() for sql in one.before]
        after = [sql for one in plan.values() for sql in one.after]
        if any(isinstance(one, LabelAdded) for one in scene.changes):
            # A new label of an enum can be used when it has been committed.
            before.append("COMMIT; BEGIN;")
        # A migration may be about any table of the DDL.
        migrated = any(isinstance(one, Migrated) for one in scene.changes)
        return "\n".join([self.whole if migrated else self.build, *before, self._rows(scene), *after])

    def _rows(self, scene: Scene) -> str:
        touched = any(kept_rows(scene.changes, name, rows) is not rows for name, rows in scene.rows.items())
        if touched:
            return self._written(scene)
        # The key is the mapping's identity, and the mapping is kept with its text, so that no other can have it.
        if id(scene.rows) not in self._inserts:
            if len(self._inserts) >= _MOST_KEPT:
                self._inserts.clear()
            self._inserts[id(scene.rows)] = (scene.rows, self._written(scene))
        return self._inserts[id(scene.rows)][1]

    def _written(self, scene: Scene) -> str:
        parts = []
        for table in self.in_order(scene.rows):
            rows = kept_rows(scene.changes, table.name, scene.rows[table.name])
            parts.append(insert_statement(table, rows))
            parts += [
                continue_sequence(table, column.name)
                for column in table.columns
                if rows and (column.identity or (column.default or "").startswith("nextval("))
            ]
        # A deferred key is checked before the table is altered: with checks to come, it cannot be.
        return "\n".join([*parts, "SET CONSTRAINTS ALL IMMEDIATE;", self.refresh])
