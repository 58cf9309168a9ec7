"""How is a change carried out on a live table? Each as SQL, before the rows are put or after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from pytest_connectors.drift import changes as change
from pytest_connectors.drift.changes import Change
from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.systems.postgres.introspection import Connection
from pytest_connectors.systems.postgres.literals import columns_list, quoted, text_literal


@dataclass
class Alteration:
    """A table's way through some changes: SQL for before and after its rows are put, and what its columns are now.

    `columns` maps each declared column to its name now, None where it is gone; `retyped` to the type it had.
    """

    table: TableSchema
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    columns: dict[str, str | None] = field(default_factory=dict)
    retyped: dict[str, str] = field(default_factory=dict)

    @classmethod
    def none(cls, table: TableSchema) -> Alteration:
        """The table as it was declared."""
        return cls(table, columns={name: name for name in table.column_names})


def alter(table: TableSchema, changes: Iterable[Change], recreation: Recreation) -> Alteration:
    """The SQL that makes these changes to the table, in an order in which each finds what it needs."""
    mine = [one for one in changes if getattr(one, "table", None) == table.name]
    result = Alteration.none(table)
    placed = [one for one in mine if isinstance(one, change.ColumnAdded) and one.before is not None]
    if placed:
        nullable = {one.column for one in mine if isinstance(one, change.NullAppeared)}
        result.after.append(recreation.script(placed, nullable))
    for one in mine:
        if one not in placed:
            _alter(result, one)
    return result


def continue_sequence(table: TableSchema, column: str) -> str:
    """SQL that lets the column's own sequence go on behind the rows that are there."""
    name = quoted(table.schema, table.table)
    sequence = f"pg_get_serial_sequence({text_literal(name)}, {text_literal(column)})"
    last = f"SELECT max({quoted(column)}) AS value FROM {name}"
    return f"SELECT setval({sequence}, last.value) FROM ({last}) last WHERE last.value > 0;"


def read_back(alteration: Alteration) -> tuple[str, tuple[str, ...]]:
    """A query that reads the table in declared names and types, and the declared columns that it gives."""
    parts, names = [], []
    for declared, now in alteration.columns.items():
        if now is not None:
            was = alteration.retyped.get(declared)
            cast = f"::text::{was}" if was else ""
            parts.append(f"{quoted(now)}{cast} AS {quoted(declared)}")
            names.append(declared)
    table = alteration.table
    return f"SELECT {', '.join(parts)} FROM {quoted(table.schema, table.table)}", tuple(names)


def _alter(result: Alteration, one: Change) -> None:
    table = f"ALTER TABLE {quoted(result.table.schema, result.table.table)}"
    match one:
        case change.ColumnDropped(column=column):
            result.after.append(f"{table} DROP COLUMN {quoted(_now(result, column))} CASCADE;")
            result.columns |= dict.fromkeys(change.gone_columns((one,), result.table))
        case change.ColumnRenamed(column=column, to=to):
            result.after.append(f"{table} RENAME COLUMN {quoted(_now(result, column))} TO {quoted(to)};")
            result.columns[column] = to
        case change.ColumnAdded(column=column, type=kind, value=value, required=required):
            # A default fills the rows that are there; without it, the next writer has to give a value.
            strict = " NOT NULL" if required else ""
            added = f"{table} ADD COLUMN {quoted(column)} {kind}{strict} DEFAULT {text_literal(value)};"
            result.after += [added, f"{table} ALTER COLUMN {quoted(column)} DROP DEFAULT;"]
        case change.ColumnRetyped(column=column, was=was, type=kind):
            name = quoted(_now(result, column))
            keys = _referring(result.table, column)
            result.after += [*keys, *_without_default(table, name, result.table.column(column).identity)]
            result.after.append(f"{table} ALTER COLUMN {name} TYPE {kind} USING {name}::{kind};")
            result.retyped[column] = was
        case change.NullAppeared(column=column):
            result.before.append(f"{table} ALTER COLUMN {quoted(column)} DROP NOT NULL;")
        case _:
            pass


def _now(result: Alteration, column: str) -> str:
    return result.columns.get(column) or column


def _without_default(table: str, name: str, identity: bool) -> list[str]:  # noqa: FBT001 - a fact of the column
    return (
        [f"{table} ALTER COLUMN {name} DROP IDENTITY IF EXISTS;"]
        if identity
        else [f"{table} ALTER COLUMN {name} DROP DEFAULT;"]
    )


def _referring(table: TableSchema, column: str) -> list[str]:
    """Drop the foreign keys that stand on the column on either side: no key joins a number to a text."""
    oid = text_literal(quoted(table.schema, table.table))
    return [
        f"""DO $drop$ DECLARE c record; BEGIN FOR c IN SELECT k.conname, k.conrelid::regclass AS t FROM pg_constraint k
        JOIN pg_attribute a ON a.attname = {text_literal(column)} AND a.attrelid = {oid}::regclass
        WHERE k.contype = 'f' AND ((k.conrelid = a.attrelid AND a.attnum = ANY(k.conkey))
           OR (k.confrelid = a.attrelid AND a.attnum = ANY(k.confkey)))
        LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $drop$;"""
    ]


_REQUIRED = " NOT NULL"
_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype::text,
       conrelid = %(oid)s::regclass
FROM pg_constraint
WHERE (conrelid = %(oid)s::regclass OR confrelid = %(oid)s::regclass) AND contype IN ('p', 'u', 'c', 'f', 'x')
ORDER BY contype <> 'p', contype = 'f', conname
"""
_INDEXES = """
SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = %(oid)s::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""
_TRIGGERS = (
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %(oid)s::regclass AND NOT tgisinternal ORDER BY 1"
)
_GRANTS = """
SELECT a.privilege_type, quote_ident(r.rolname)
FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE c.oid = %(oid)s::regclass AND a.grantee <> c.relowner ORDER BY 2, 1
"""
_DEFINITIONS = """
SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, a.attgenerated::text,
       pg_get_expr(d.adbin, d.adrelid), s.seq, co.collname::text
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN LATERAL (SELECT p.objid::regclass::text AS seq FROM pg_depend p JOIN pg_class q ON q.oid = p.objid
    WHERE p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'a' AND q.relkind = 'S') s ON true
WHERE a.attrelid = %(oid)s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


@dataclass(frozen=True)
class Recreation:
    """All that is needed to build a table anew with its columns in another order, read once from the catalogue."""

    table: TableSchema
    columns: Sequence[tuple[str, str]]
    sequences: Sequence[tuple[str, str]]
    identities: Sequence[str]
    own: Sequence[str]
    from_others: Sequence[str]
    grants: Sequence[str]

    @classmethod
    def of(cls, connection: Connection, table: TableSchema) -> Recreation:
        """Read the table's definition; nothing is changed."""
        oid = {"oid": quoted(table.schema, table.table)}
        definitions = connection.execute(_DEFINITIONS.encode(), oid).fetchall()
        constraints = connection.execute(_CONSTRAINTS.encode(), oid).fetchall()
        indexes = [row[0] for row in connection.execute(_INDEXES.encode(), oid).fetchall()]
        triggers = [row[0] for row in connection.execute(_TRIGGERS.encode(), oid).fetchall()]
        grants = connection.execute(_GRANTS.encode(), oid).fetchall()
        name = quoted(table.schema, table.table)
        return cls(
            table=table,
            columns=[(d[0], _definition(d)) for d in definitions],
            sequences=[(d[6], d[0]) for d in definitions if d[6] is not None],
            identities=[d[0] for d in definitions if d[3]],
            own=[f"ALTER TABLE {name} ADD CONSTRAINT {c[1]} {c[2]};" for c in constraints if c[4]]
            + [f"{text};" for text in (*indexes, *triggers)],
            from_others=[f"ALTER TABLE {c[0]} ADD CONSTRAINT {c[1]} {c[2]};" for c in constraints if not c[4]],
            grants=[f"GRANT {right} ON {name} TO {role};" for right, role in grants],
        )

    def script(self, added: Sequence[change.ColumnAdded], nullable: Collection[str] = ()) -> str:
        """SQL that builds the table anew with the new columns in their places, and puts its rows back in their order.

        Args:
            added: The new columns, each before one that is there.
            nullable: Columns that are no longer NOT NULL.
        """
        name, old = quoted(self.table.schema, self.table.table), "replaced_by_a_new_table"
        parts: list[tuple[str, str, str]] = []
        for column, definition in self.columns:
            parts += [
                (one.column, f"{quoted(one.column)} {one.type}", one.value) for one in added if one.before == column
            ]
            parts.append((column, definition.removesuffix(_REQUIRED) if column in nullable else definition, ""))
        new = {one.column: one.type for one in added}
        generated = {column.name for column in self.table.columns if column.generated}
        copied = [part for part in parts if part[0] not in generated]
        values = ", ".join(
            f"{text_literal(part[2])}::{new[part[0]]}" if part[0] in new else quoted(part[0]) for part in copied
        )
        return "\n".join(
            [
                *(f"ALTER SEQUENCE {sequence} OWNED BY NONE;" for sequence, _ in self.sequences),
                f"ALTER TABLE {name} RENAME TO {old};",
                f"CREATE TABLE {name} ({', '.join(part[1] for part in parts)});",
                f"INSERT INTO {name} ({columns_list(part[0] for part in copied)}) OVERRIDING SYSTEM VALUE",
                f"SELECT {values} FROM {quoted(self.table.schema, old)} ORDER BY ctid;",
                f"DROP TABLE {quoted(self.table.schema, old)} CASCADE;",
                *(f"ALTER SEQUENCE {s} OWNED BY {name}.{quoted(column)};" for s, column in self.sequences),
                *(continue_sequence(self.table, column) for column in self.identities),
                *self.own,
                *self.from_others,
                *self.grants,
            ]
        )


def _definition(row: Sequence[object]) -> str:
    name, kind, required, identity, generated, default, _, collation = row
    parts = [quoted(str(name)), str(kind)]
    if collation:
        parts.append(f"COLLATE {quoted(str(collation))}")
    if generated:
        parts.append(f"GENERATED ALWAYS AS ({default}) STORED")
    elif identity:
        parts.append(f"GENERATED {'ALWAYS' if identity == 'a' else 'BY DEFAULT'} AS IDENTITY")
    elif default is not None:
        parts.append(f"DEFAULT {default}")
    if required:
        return " ".join(parts) + _REQUIRED
    return " ".join(parts)
