"""What relations has a database, and which of them needs which? Read from the server's catalogue."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pytest_connectors.systems.postgres.introspection import Connection

# An index is its table. What an extension brings is there whatever we leave out, and so is a composite type.
_RELATIONS = b"""
SELECT c.oid::bigint, coalesce(i.indrelid, c.oid)::bigint, n.nspname::text, c.relname::text, c.relkind::text,
       CASE WHEN c.relkind IN ('r', 'p', 'v', 'm')
            THEN has_table_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
              OR has_any_column_privilege(%(role)s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
            WHEN c.relkind = 'S' THEN has_sequence_privilege(%(role)s, c.oid, 'USAGE, SELECT, UPDATE')
            ELSE c.relkind NOT IN ('i', 'I') END
       OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.deptype = 'e')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""
# A table that refers to a needed one decides on what may be deleted there once it has rows, and always on TRUNCATE.
_NEEDS = b"""
WITH part AS (
    SELECT 'pg_class'::regclass AS class, oid, oid AS relation FROM pg_class
    UNION ALL SELECT 'pg_constraint'::regclass, oid, conrelid FROM pg_constraint WHERE conrelid <> 0
    UNION ALL SELECT 'pg_attrdef'::regclass, oid, adrelid FROM pg_attrdef
    UNION ALL SELECT 'pg_rewrite'::regclass, oid, ev_class FROM pg_rewrite
    UNION ALL SELECT 'pg_trigger'::regclass, oid, tgrelid FROM pg_trigger
    UNION ALL SELECT 'pg_policy'::regclass, oid, polrelid FROM pg_policy)
SELECT part.relation::bigint, d.refobjid::bigint FROM pg_depend d
JOIN part ON part.class = d.classid AND part.oid = d.objid WHERE d.refclassid = 'pg_class'::regclass
UNION SELECT part.relation::bigint, coalesce(nullif(t.typrelid, 0), e.typrelid)::bigint FROM pg_depend d
JOIN part ON part.class = d.classid AND part.oid = d.objid
JOIN pg_type t ON t.oid = d.refobjid LEFT JOIN pg_type e ON e.oid = t.typelem
WHERE d.refclassid = 'pg_type'::regclass AND coalesce(nullif(t.typrelid, 0), e.typrelid, 0) <> 0
UNION SELECT d.refobjid::bigint, d.objid::bigint FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND c.relkind = 'S'
UNION SELECT inhparent::bigint, inhrelid::bigint FROM pg_inherits
UNION SELECT inhrelid::bigint, inhparent::bigint FROM pg_inherits
UNION SELECT confrelid::bigint, conrelid::bigint FROM pg_constraint WHERE contype = 'f'
    AND (pg_relation_size(conrelid) > 0 OR has_table_privilege(%(role)s, confrelid, 'TRUNCATE'))
"""
# Before 15 everyone may make tables in `public`: that alone is no sign of a connector that does.
_MAKES = b"""
SELECT bool_or(has_schema_privilege(%(role)s, oid, 'CREATE') AND (
    nspname <> 'public' OR current_setting('server_version_num')::int >= 150000 OR EXISTS (
        SELECT FROM aclexplode(nspacl) a WHERE a.grantee = %(role)s::regrole AND a.privilege_type = 'CREATE')))
FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
"""
_WORD = re.compile(r"[\w$]+")
_VIEWS = ("v", "m")
_TABLES = ("r", "p", *_VIEWS)


@dataclass(frozen=True)
class Relations:
    """The relations of a database, each by its number.

    Attributes:
        names: Schema and name of each, indexes under the numbers of their tables.
        kinds: As PostgreSQL writes them: `r`, `p`, `v`, `m`, `S`, ...
        needs: The relations without which each one could not be, or would not do the same.
        reached: Those that the connector has some right on, and those that no statement of a table makes.
    """

    names: Mapping[tuple[str, str], int]
    kinds: Mapping[int, str]
    needs: Mapping[int, frozenset[int]]
    reached: frozenset[int]

    @classmethod
    def of(cls, connection: Connection, role: str) -> Relations | None:
        """Read the database; None where the role may make tables, which any other table may be in the way of."""
        asked = {"role": role}
        makes = connection.execute(_MAKES, asked).fetchone()
        if makes is None or makes[0]:
            return None
        rows = connection.execute(_RELATIONS, asked).fetchall()
        owners = {oid: owner for oid, owner, *_ in rows}
        needs = defaultdict[int, set[int]](set)
        for one, other in connection.execute(_NEEDS, asked).fetchall():
            if one in owners and other in owners and owners[one] != owners[other]:
                needs[owners[one]].add(owners[other])
        return cls(
            {(schema, name): owner for _, owner, schema, name, _, _ in rows},
            {oid: kind for oid, owner, _, _, kind, _ in rows if oid == owner},
            {one: frozenset(others) for one, others in needs.items()},
            frozenset(owner for _, owner, _, _, _, reached in rows if reached),
        )

    def tables(self, numbers: Iterable[int]) -> int:
        """How many of these are tables or views."""
        return sum(self.kinds[number] in _TABLES for number in numbers)

    def called(self, schema: str | None, name: str) -> frozenset[int]:
        """The relations that such a name may mean: without a schema, that of each schema."""
        if schema is not None:
            return frozenset({self.names[schema, name]} if (schema, name) in self.names else ())
        return self._plain.get(name, frozenset())

    def mentioned(self, text: str) -> set[int]:
        """The relations whose names stand in a text, whatever they mean there."""
        lower = text.lower()
        words = set(_WORD.findall(lower))
        return {
            number
            for name, numbers in self._plain.items()
            if (name.lower() in words if _WORD.fullmatch(name) else name.lower().replace('"', '""') in lower)
            for number in numbers
        }

    def all_for(self, wanted: Iterable[int]) -> frozenset[int]:
        """All that is needed for these, with the views that stand on nothing else."""
        found, waiting = set[int](), list(wanted)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += self.needs.get(number, ())
            if not waiting:
                waiting = [view for view in self._views - found if self.needs.get(view, frozenset()) <= found]
        return frozenset(found)

    @cached_property
    def _views(self) -> frozenset[int]:
        return frozenset(number for number, kind in self.kinds.items() if kind in _VIEWS)

    @cached_property
    def _plain(self) -> dict[str, frozenset[int]]:
        found = defaultdict[str, set[int]](set)
        for (_, name), number in self.names.items():
            found[name].add(number)
        return {name: frozenset(numbers) for name, numbers in found.items()}
