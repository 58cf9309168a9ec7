"""How does a column get another type, its values and what stands on it included, and how is it read back?"""

from __future__ import annotations

from pytest_connectors.drift.changes import ColumnRetyped
from pytest_connectors.systems.postgres.alteration.definition import Definition
from pytest_connectors.systems.postgres.literals import quoted, text_literal

_HEX_DIGITS = 16
_PROVIDED = ("und-x-icu", "unicode", "pg_c_utf8", "en_US.utf8", "C.utf8", "C")
_COLLATIONS = ("und-x-icu", "en-x-icu", "en_US.utf8", "en_US.UTF-8", "C")


def retype(definition: Definition, change: ColumnRetyped, now: str) -> list[str]:
    """SQL that gives a column, which is called `now`, its new type."""
    table, name = f"ALTER TABLE {definition.name}", quoted(now)
    kinds = (
        ("view", "trigger")
        if change.alike
        else ("view", "trigger", "check", "index", "key of expressions", "foreign key")
    )
    standing = definition.on(change.column, *kinds)
    column = definition.table.column(change.column)
    default = None if column.identity or column.generated else column.default
    parts = [one.drop for one in reversed(standing)]
    made = _made_from(definition, change.column)
    parts += [f"{table} DROP COLUMN {quoted(one)};" for one, _ in made]
    if column.identity and not change.alike:
        parts.append(f"{table} ALTER COLUMN {name} DROP IDENTITY IF EXISTS;")
    if default is not None and not change.alike:
        parts.append(f"{table} ALTER COLUMN {name} DROP DEFAULT;")
    if change.way == "enum":
        parts.append(_enum_of_values(definition.name, name, change.type))
    parts.append(f"{table} ALTER COLUMN {name} TYPE {change.type} USING {using(change, name)};")
    if change.way == "uuid":
        for one in standing:
            if one.child is not None and one.child[1]:
                child, key = one.child
                parts.append(f"ALTER TABLE {child} ALTER COLUMN {key} TYPE uuid USING {using(change, key)};")
    if default is not None and not change.alike:
        again = text_literal(f"{table} ALTER COLUMN {name} SET DEFAULT {default}")
        parts.append(f"DO $again$ BEGIN EXECUTE {again}; EXCEPTION WHEN OTHERS THEN NULL; END $again$;")
    if change.alike:
        # A sequence counts as far as its column does.
        counting = [sequence for sequence, owner in definition.sequences if owner == change.column]
        parts += [f"ALTER SEQUENCE {sequence} AS {change.type};" for sequence in counting]
    parts += [f"{table} ADD COLUMN {text};" for _, text in made]
    return [*parts, *(one.again for one in standing)]


def _made_from(definition: Definition, column: str) -> list[tuple[str, str]]:
    """The columns that are generated from this one, with their definitions; none where they are not the last ones.

    They are taken away and made again, at the end of the table: in another place that would be another change.
    """
    names = {one.name for one in definition.table.columns if column in one.made_from}
    last = list(definition.columns)[len(definition.columns) - len(names) :]
    return last if names and {name for name, _ in last} == names else []


def back(change: ColumnRetyped) -> str:
    """An expression with `{}` for the column that gives its values in their old type."""
    match change.way:
        case "nested":
            return f"({{}}->'value')::{change.was}"
        case "uuid":
            last = f"('x' || right(replace({{}}::text, '-', ''), {_HEX_DIGITS}))"
            return f"{last}::bit(64)::bigint::{change.was}"
        case _:
            return f"{{}}::text::{change.was}"


def recollate(definition: Definition, column: str, now: str, *, provided: bool = False) -> list[str]:
    """SQL that gives a column the first collation that puts `a` and `B` into another order than its own does.

    Or, where it is to be `provided`, the first that another provider than its own one's has.
    """
    standing = definition.on(column, "view", "trigger")
    kind = definition.table.column(column).type.text
    known = ", ".join(text_literal(name) for name in _COLLATIONS)
    altering = f"ALTER TABLE {definition.name} ALTER COLUMN {quoted(now)} TYPE {kind} COLLATE "
    own = f"attrelid = {text_literal(definition.name)}::regclass AND attname = {text_literal(now)}"
    if provided:
        return [*(one.drop for one in reversed(standing)), _by_another(own, altering), *(one.again for one in standing)]
    # Before 13 there is no regcollation.
    name = "format('%s.%I', c.collnamespace::regnamespace, c.collname)"
    recollated = f"""DO $recollate$ DECLARE known text; own text; before boolean; after boolean; BEGIN
        SELECT {name} INTO own FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation WHERE {own};
        EXECUTE format('SELECT ''a'' COLLATE %s < ''B''', own) INTO before;
        FOR known IN SELECT {name} FROM pg_collation c
            WHERE collname = ANY(ARRAY[{known}]::name[])
              AND collencoding IN (-1, pg_char_to_encoding(getdatabaseencoding()))
            ORDER BY array_position(ARRAY[{known}]::name[], collname) LOOP
          EXECUTE format('SELECT ''a'' COLLATE %s < ''B''', known) INTO after;
          IF before <> after THEN EXECUTE {text_literal(altering)} || known; RETURN; END IF;
        END LOOP;
        RAISE EXCEPTION 'the server knows no collation with another order'; END $recollate$;"""
    return [*(one.drop for one in reversed(standing)), recollated, *(one.again for one in standing)]


def _by_another(own: str, altering: str) -> str:
    """SQL that takes the first collation of another provider; what is the database's own is told since version 15."""
    known = ", ".join(text_literal(name) for name in _PROVIDED)
    return f"""DO $provided$ DECLARE own "char"; found text; BEGIN
        SELECT collprovider INTO own FROM pg_collation WHERE oid = (SELECT attcollation FROM pg_attribute WHERE {own});
        IF own = 'd' THEN own := 'c'; IF current_setting('server_version_num')::int >= 150000 THEN
          EXECUTE 'SELECT datlocprovider FROM pg_database WHERE datname = current_database()' INTO own; END IF; END IF;
        FOR found IN SELECT format('%s.%I', c.collnamespace::regnamespace, c.collname) FROM pg_collation c
            WHERE collname = ANY(ARRAY[{known}]::name[]) AND collprovider NOT IN ('d', own)
              AND collencoding IN (-1, pg_char_to_encoding(getdatabaseencoding()))
            ORDER BY array_position(ARRAY[{known}]::name[], collname) LOOP
          BEGIN -- a server that is built without ICU lists some of its collations all the same
            EXECUTE format('SELECT ''a'' COLLATE %s < ''B''', found);
            EXECUTE {text_literal(altering)} || found; RETURN;
          EXCEPTION WHEN feature_not_supported THEN NULL; END;
        END LOOP;
        RAISE EXCEPTION 'the server knows no collation of another provider'; END $provided$;"""


def using(change: ColumnRetyped, name: str) -> str:
    """An expression that gives the new value of the column that is called `name`, as SQL."""
    match change.way:
        case "nested":
            make = "jsonb_build_object" if change.type == "jsonb" else "json_build_object"
            return f"CASE WHEN {name} IS NOT NULL THEN {make}('value', {name}) END"
        case "uuid":
            return f"lpad(to_hex({name}::bigint), 32, '0')::uuid"
        case "enum":
            return f"{name}::text::{change.type}"
        case _:
            return f"{name}::{change.type}"


def _enum_of_values(table: str, column: str, kind: str) -> str:
    return f"""DO $enum$ BEGIN EXECUTE (SELECT format('CREATE TYPE {kind} AS ENUM (%s)',
        string_agg(quote_literal(v), ', ' ORDER BY v)) FROM (SELECT DISTINCT {column}::text AS v FROM {table}) d
        WHERE v IS NOT NULL); END $enum$;"""
