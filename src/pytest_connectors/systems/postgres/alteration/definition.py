"""What is a live table made of, and what stands on it? Read from the server's catalogue, so that it can be remade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_connectors.drift.schema import TableSchema
from pytest_connectors.systems.postgres.introspection import Connection
from pytest_connectors.systems.postgres.literals import quoted, text_literal

_CONSTRAINTS = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid), c.contype::text,
       c.conrelid = %(oid)s::regclass,
       (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.conrelid
          AND a.attnum = ANY(c.conkey)),
       (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.confrelid
          AND a.attnum = ANY(c.confkey)), c.conrelid = c.confrelid
FROM pg_constraint c
WHERE (c.conrelid = %(oid)s::regclass OR c.confrelid = %(oid)s::regclass) AND c.contype IN ('p', 'u', 'c', 'f', 'x')
  AND c.conparentid = 0
ORDER BY c.contype <> 'p', c.contype = 'f', c.conname
"""
_INDEXES = """
SELECT pg_get_indexdef(i.indexrelid), i.indexrelid::regclass::text, i.indisunique,
       i.indpred IS NOT NULL OR i.indexprs IS NOT NULL,
       (SELECT array_agg(DISTINCT a.attname::text) FROM pg_depend d JOIN pg_attribute a
          ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refobjid = i.indrelid)
FROM pg_index i
WHERE i.indrelid = %(oid)s::regclass AND NOT EXISTS (
    SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
ORDER BY 1
"""
_TRIGGERS = """
SELECT pg_get_triggerdef(t.oid), quote_ident(t.tgname),
       (SELECT array_agg(DISTINCT a.attname::text) FROM pg_depend d JOIN pg_attribute a
          ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.refobjid = t.tgrelid)
FROM pg_trigger t WHERE t.tgrelid = %(oid)s::regclass AND NOT t.tgisinternal ORDER BY 1
"""
# Before 14 rights cannot be sorted: what is grouped has none beside it.
_VIEWS = """
WITH RECURSIVE v AS (
    SELECT r.ev_class AS oid, 1 AS depth, d.refobjsubid AS number
    FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid = %(oid)s::regclass AND r.ev_class <> d.refobjid
    UNION
    SELECT r.ev_class, v.depth + 1, v.number
    FROM v JOIN pg_depend d ON d.refobjid = v.oid AND d.refclassid = 'pg_class'::regclass
      AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid WHERE r.ev_class <> v.oid AND v.depth < 20)
SELECT c.oid::regclass::text, c.relkind = 'm', pg_get_viewdef(c.oid), array_to_string(c.reloptions, ', '), w.names,
       (SELECT array_agg(x.privilege_type || ' ON ' || c.oid::regclass || ' TO '
               || CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END)
        FROM aclexplode(c.relacl) x WHERE x.grantee <> c.relowner)
FROM (SELECT v.oid, max(v.depth) AS depth, array_agg(DISTINCT a.attname::text) FILTER (WHERE a.attname IS NOT NULL)
        AS names FROM v LEFT JOIN pg_attribute a ON a.attrelid = %(oid)s::regclass AND a.attnum = v.number
      GROUP BY v.oid) w JOIN pg_class c ON c.oid = w.oid ORDER BY w.depth, 1
"""
_PARTITIONS = """
SELECT c.oid::regclass::text, pg_get_expr(c.relpartbound, c.oid), c.relkind = 'p', c.relname::text
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = %(oid)s::regclass AND c.relispartition ORDER BY 1
"""
_PARTITIONED = "SELECT pg_get_partkeydef(%(oid)s::regclass)"
_GRANTS = """
SELECT a.privilege_type, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
FROM pg_class c, aclexplode(c.relacl) a
WHERE c.oid = %(oid)s::regclass AND a.grantee <> c.relowner ORDER BY 2, 1
"""
_COLUMNS = """
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
REQUIRED = " NOT NULL"


@dataclass(frozen=True)
class Attached:
    """Something that stands on columns of a table: SQL that takes it away and SQL that makes it again.

    Attributes:
        kind: `view`, `key`, `check`, `foreign key`, `trigger`, `plain index`, `index` (with an expression or a
            predicate), `key of expressions` (a unique one of these).
        columns: The columns of the table on which it stands.
        drop: SQL that takes it away.
        make: SQL that makes it.
        child: Of a foreign key that refers to the table, the referring table and column as SQL, where it is one.
        own: It belongs to the table itself, and not to one that refers to it.
    """

    kind: str
    columns: frozenset[str]
    drop: str
    make: str
    child: tuple[str, str] | None = None
    own: bool = True

    @property
    def again(self) -> str:
        """SQL that makes it again if that is still possible."""
        return f"DO $again$ BEGIN EXECUTE {text_literal(self.make)}; EXCEPTION WHEN OTHERS THEN NULL; END $again$;"


@dataclass(frozen=True)
class Definition:
    """A live table as SQL: its columns, what stands on it, its sequences and rights.

    `columns` are names and definitions; `sequences` the sequences that columns own; `identities` are identity columns.
    `partitions` are names and bounds of a partitioned table's parts; `nested` says that those have parts themselves.
    """

    table: TableSchema
    columns: Sequence[tuple[str, str]]
    sequences: Sequence[tuple[str, str]]
    identities: Sequence[str]
    attached: Sequence[Attached]
    from_others: Sequence[str]
    grants: Sequence[tuple[str, str]]
    partitioned_by: str | None = None
    partitions: Sequence[tuple[str, str]] = ()
    nested: bool = False

    @classmethod
    def of(cls, connection: Connection, table: TableSchema) -> Definition:
        """Read the table's definition; nothing is changed."""
        name = quoted(table.schema, table.table)

        def told(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query.encode(), {"oid": name}).fetchall()

        columns = told(_COLUMNS)
        constraints, partitions = told(_CONSTRAINTS), told(_PARTITIONS)
        return cls(
            table=table,
            columns=[(str(c[0]), _definition(c)) for c in columns],
            sequences=[(str(c[6]), str(c[0])) for c in columns if c[6] is not None],
            identities=[str(c[0]) for c in columns if c[3]],
            attached=[
                *(_constraint(row) for row in constraints),
                *(_index(row) for row in told(_INDEXES)),
                *(_trigger(row, name) for row in told(_TRIGGERS)),
                *(_view(row) for row in told(_VIEWS)),
            ],
            from_others=[f"ALTER TABLE {c[0]} ADD CONSTRAINT {c[1]} {c[2]};" for c in constraints if not c[4]],
            grants=[(str(right), str(role)) for right, role in told(_GRANTS)],
            partitioned_by=told(_PARTITIONED)[0][0],  # type: ignore[arg-type]  # text or NULL
            partitions=[(str(part[0]), str(part[1])) for part in partitions],
            nested=any(part[2] for part in partitions),
        )

    @property
    def name(self) -> str:
        """The table's name as SQL."""
        return quoted(self.table.schema, self.table.table)

    @property
    def own(self) -> list[str]:
        """SQL that makes what belongs to the table: constraints, indexes, triggers."""
        own = [one for one in self.attached if one.kind != "view" and one.own]
        # A foreign key may stand on an index of the same table.
        return [one.make for one in sorted(own, key=lambda one: one.kind == "foreign key")]

    def on(self, column: str, *kinds: str) -> list[Attached]:
        """What of these kinds stands on a column."""
        return [one for one in self.attached if column in one.columns and one.kind in kinds]

    def of_kind(self, *kinds: str) -> list[Attached]:
        """All of these kinds."""
        return [one for one in self.attached if one.kind in kinds]

    def granted(self, name: str) -> list[str]:
        """SQL that gives the rights on the table for another relation."""
        return [f"GRANT {right} ON {name} TO {role};" for right, role in self.grants]


def _constraint(row: Sequence[object]) -> Attached:
    table, name, text, contype, own, columns, parents, itself = row
    kind = {"p": "key", "u": "key", "x": "key", "c": "check", "f": "foreign key"}[str(contype)]
    cascade = " CASCADE" if kind == "key" else ""
    here = [*(columns or ()), *(parents or ())] if itself else columns if own else parents  # type: ignore[misc]  # an array of names or NULL
    child = None
    if not own or itself:
        child = (str(table), quoted(columns[0]) if len(columns) == 1 else "")  # type: ignore[arg-type,index]  # as above
    return Attached(
        kind,
        frozenset(here or ()),  # type: ignore[call-overload]  # as above
        f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}{cascade};",
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {text};",
        child,
        own=bool(own),
    )


def _index(row: Sequence[object]) -> Attached:
    text, name, unique, of_expressions, columns = row
    sort = ("plain index", "index", "key", "key of expressions")
    kind = sort[2 * bool(unique) + bool(of_expressions)]
    # A foreign key may stand on a unique index, as on a constraint.
    cascade = " CASCADE" if unique else ""
    return Attached(kind, frozenset(columns or ()), f"DROP INDEX IF EXISTS {name}{cascade};", f"{text};")  # type: ignore[call-overload]  # as above


def _trigger(row: Sequence[object], table: str) -> Attached:
    text, name, columns = row
    return Attached("trigger", frozenset(columns or ()), f"DROP TRIGGER IF EXISTS {name} ON {table};", f"{text};")  # type: ignore[call-overload]  # as above


def _view(row: Sequence[object]) -> Attached:
    name, kept, text, options, columns, rights = row
    kind = "MATERIALIZED VIEW" if kept else "VIEW"
    settings = f" WITH ({options})" if options else ""
    grants = " ".join(f"GRANT {right};" for right in rights or ())  # type: ignore[attr-defined]  # as above
    make = f"CREATE {kind} {name}{settings} AS {str(text).rstrip(';')}; {grants}"
    return Attached("view", frozenset(columns or ()), f"DROP {kind} IF EXISTS {name} CASCADE;", make)  # type: ignore[call-overload]  # as above


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
        return " ".join(parts) + REQUIRED
    return " ".join(parts)
