"""Does a smaller build make the same? What is compared of it with the whole one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pytest_connectors.systems.postgres.alteration import Definition
from pytest_connectors.systems.postgres.introspection import Connection

_MADE = b"""
SELECT c.oid::bigint, c.oid::regclass::text, n.nspname::text, c.relname::text, c.relkind::text, c.relacl::text,
    c.reloptions::text, c.relrowsecurity, c.relforcerowsecurity, obj_description(c.oid, 'pg_class'),
    (SELECT array_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
        pg_get_expr(d.adbin, d.adrelid), a.attacl::text, col_description(c.oid, a.attnum)) ORDER BY a.attnum)
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT array_agg(concat_ws(' ', k.conname, pg_get_constraintdef(k.oid)) ORDER BY k.conname)
     FROM pg_constraint k WHERE k.conrelid = c.oid),
    (SELECT array_agg(pg_get_indexdef(i.indexrelid) ORDER BY 1) FROM pg_index i WHERE i.indrelid = c.oid),
    (SELECT array_agg(pg_get_triggerdef(t.oid) || t.tgenabled::text ORDER BY t.tgname)
     FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
    (SELECT array_agg(pg_get_ruledef(r.oid) || r.ev_enabled::text ORDER BY r.rulename) FROM pg_rewrite r
     WHERE r.ev_class = c.oid),
    (SELECT array_agg(concat_ws(' ', p.polname, p.polcmd, p.polpermissive, p.polroles::text,
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.polname)
     FROM pg_policy p WHERE p.polrelid = c.oid),
    (SELECT array_agg(h.inhparent::regclass::text || coalesce(pg_get_expr(c.relpartbound, c.oid), '')
        ORDER BY h.inhseqno) FROM pg_inherits h WHERE h.inhrelid = c.oid),
    CASE WHEN c.relkind = 'S' THEN pg_sequence_last_value(c.oid) END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname
"""
_FILLED = b"SELECT pg_relation_size(%s::bigint) > 0"
_NUMBER, _SQL_NAME, _KIND = 0, 1, 4
_STORED = ("r", "m")


@dataclass(frozen=True)
class Made:
    """What a build made: each relation's parts, and the rows that lie there.

    Attributes:
        parts: By the relation's name as SQL.
        numbers: The names by the relation's number.
    """

    parts: Mapping[str, tuple[Sequence[object], Sequence[object]]]
    numbers: Mapping[int, str]

    @classmethod
    def on(cls, connection: Connection) -> Made:
        """Read what is there now."""
        rows = connection.execute(_MADE).fetchall()
        parts = {row[_SQL_NAME]: (row[_SQL_NAME:], _rows(connection, row)) for row in rows}
        return cls(parts, {row[_NUMBER]: row[_SQL_NAME] for row in rows})

    def without(self, needed: Iterable[int]) -> frozenset[str]:
        """The names of all relations that are not needed."""
        return frozenset(self.numbers.values()) - {self.numbers[one] for one in needed if one in self.numbers}

    def is_rest_of(self, whole: Made, dropped: frozenset[str]) -> bool:
        """Whether this is what the whole build made, without the dropped relations and with nothing else."""
        return self.parts == {name: one for name, one in whole.parts.items() if name not in dropped}


def rest(definition: Definition, dropped: frozenset[str]) -> Definition:
    """The definition without the keys and views of relations that are not there."""
    begins = tuple(
        f"{words} {name} "
        for name in dropped
        for words in ("ALTER TABLE", "DROP VIEW IF EXISTS", "DROP MATERIALIZED VIEW IF EXISTS")
    )
    return dataclasses.replace(
        definition,
        attached=[one for one in definition.attached if not one.drop.startswith(begins)],
        from_others=[sql for sql in definition.from_others if not sql.startswith(begins)],
    )


def _rows(connection: Connection, row: Sequence[object]) -> Sequence[object]:
    """What the DDL itself put there, as texts."""
    if row[_KIND] not in _STORED:
        return ()
    filled = connection.execute(_FILLED, (row[_NUMBER],)).fetchone()
    if filled is None or not filled[0]:
        return ()
    return connection.execute(f"SELECT t::text FROM ONLY {row[_SQL_NAME]} t ORDER BY 1".encode()).fetchall()
