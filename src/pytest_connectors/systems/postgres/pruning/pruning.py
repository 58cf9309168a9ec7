"""Which statements of a DDL does a contract need? All but those that are certainly about tables that it has not.

What is left out is never trusted: the smaller build is compared with the whole one before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pytest_connectors.systems.postgres.pruning.relations import Relations
from pytest_connectors.systems.postgres.pruning.statements import Statement, split
from pytest_connectors.systems.postgres.pruning.subjects import subject

# With fewer tables left out, the build that proves the smaller one costs more than the smaller one saves.
FEWEST = 4
_DO = re.compile(r"DO\b", re.IGNORECASE)
_ROUTINE = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b", re.IGNORECASE)
_EVENT = re.compile(r"CREATE\s+EVENT\s+TRIGGER\b", re.IGNORECASE)
# Statements put together at run time, and lists of tables: such a routine may be about any of them.
_ANY_TABLE = re.compile(
    r"\b(?:execute|exec|prepare|eval|dblink\w*|spi_\w+|\w+_to_xml\w*|pg_class|pg_tables|pg_views|pg_inherits|"
    r"pg_stat_\w+|pg_constraint|pg_attribute|information_schema|to_regclass)\b",
    re.IGNORECASE,
)
# Whatever words stand in these, they need no table.
_NAMES_NONE = re.compile(r"(?:SET|COMMENT\s+ON|CREATE\s+EXTENSION|CREATE\s+TYPE\b[^;']*?\bAS\s+ENUM)\b", re.IGNORECASE)
# A statement about one table that may name others, for which the catalogue keeps no record.
_NAMES_OTHERS = re.compile(r"\b(?:LIKE|SELECT|TABLE\s+\w+\s*;|FROM|EXECUTE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Pruning:
    """What remains of some DDL.

    Attributes:
        texts: The DDL without the statements that are not needed.
        needed: The numbers of the relations that it still makes.
    """

    texts: tuple[str, ...]
    needed: frozenset[int]


def prune(
    texts: Sequence[str], relations: Relations | None, wanted: Sequence[tuple[str, str]], fewest: int = FEWEST
) -> Pruning | None:
    """The DDL that is needed for the wanted tables; None where it is not sure, or not worth while.

    Args:
        texts: The whole DDL, as the server is given it.
        relations: What the whole of it makes; None where all of it may matter.
        wanted: Schemas and names.
        fewest: How many tables and views have to be left out, at least.
    """
    if relations is None:
        return None
    scripts = [split(text) for text in texts]
    statements = [statement for script in scripts for statement in script or ()]
    if None in scripts or any(_may_need_all(statement.text) for statement in statements):
        return None
    about = {statement: _about(statement, relations) for statement in set(statements)}
    needed = relations.all_for(relations.reached.union(*(relations.called(*name) for name in wanted)))
    left = statements
    while True:
        # Nothing that is about a needed relation, or about none for certain, is left out.
        kept = [one for one in left if not about[one] or about[one] & needed]
        mentioned = {number for one in kept for number in _named_by(one, about[one], relations)}
        more = relations.all_for(needed | mentioned)
        if more == needed:
            break
        needed = more
    if relations.tables(relations.kinds.keys() - needed) < fewest:
        return None
    lasting = set(kept)
    shorter = ("".join(str(one) for one in script or () if one in lasting) for script in scripts)
    return Pruning(tuple(shorter), needed)


def _may_need_all(statement: str) -> bool:
    if _DO.match(statement) or _EVENT.match(statement):
        return True
    return _ROUTINE.match(statement) is not None and _ANY_TABLE.search(statement) is not None


def _about(statement: Statement, relations: Relations) -> frozenset[int]:
    """The relations that the statement may be about; none where it is about something else, or nobody knows."""
    name = subject(statement.text)
    return frozenset() if name is None else relations.called(*name)


def _named_by(statement: Statement, about: frozenset[int], relations: Relations) -> set[int]:
    if about and not _NAMES_OTHERS.search(statement.text):
        # What else it names, such as the parent of a key, is in the catalogue.
        return set()
    if _NAMES_NONE.match(statement.text):
        return set()
    return relations.mentioned(statement.text)
