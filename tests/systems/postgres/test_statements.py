"""Each statement of a DDL is found whole, and what it is about is known for certain or not at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_connectors.systems.postgres.pruning.statements import split
from pytest_connectors.systems.postgres.pruning.subjects import subject

WHOLE = [
    "SELECT 1;",
    "SELECT 'a; b', \"c; d\", E'it\\'s; \\\\';",
    "SELECT E'a'\n  'b\\';';",
    "SELECT some'x;' FROM t;",
    "SELECT $$ ; $a$ ; $$, $a$ ; $$ ; $a$, $1;",
    "SELECT a$b$c; ",
    "SELECT 1 -- it's; \n + 1;",
    "/* a; /* nested; */ b; */ SELECT 1;",
    "SELECT 1 /* it's */;",
    "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2);",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END;",
    "create or replace procedure p() begin atomic select (case 1 when 1 then 2 end); end;",
    "CREATE TABLE begin (\"end\" int, note text DEFAULT 'BEGIN; ATOMIC');",
    "BEGIN;",
    ";",
]
UNSURE = [
    "SELECT 'a;",
    'SELECT "a;',
    "SELECT $a$ ; $b$;",
    "SELECT 1; /* /* */",
    "SELECT (1;",
    "SELECT 1);",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;",
    "SET standard_conforming_strings = off; SELECT 1;",
]


@pytest.mark.parametrize("statement", WHOLE)
def test_a_statement_ends_at_its_own_semicolon(statement: str) -> None:
    """Not at one in quotes, in a body, in parentheses or in a comment."""
    found = split(f"SELECT 0;{statement}\nSELECT 9")
    assert found is not None
    assert [str(one).strip() for one in found] == ["SELECT 0;", statement.strip(), "SELECT 9"]


@pytest.mark.parametrize("text", UNSURE)
def test_what_has_no_clear_end_is_not_split(text: str) -> None:
    """What is open at the end, or closed before it was opened."""
    assert split(text) is None


@given(st.lists(st.sampled_from(["'", '"', "$", "$a$", ";", "(", ")", "--", "\n", "/*", "*/", "E'", "\\", " x ", "é"])))
def test_the_statements_are_the_text(parts: list[str]) -> None:
    """Whatever it is, nothing is lost."""
    found = split("".join(parts))
    assert found is None or "".join(str(one) for one in found) == "".join(parts)


@given(st.lists(st.sampled_from(WHOLE)))
def test_statements_stay_whole_in_any_company(statements: list[str]) -> None:
    """As many come out as went in."""
    found = split("\n".join(statements))
    assert found is not None
    assert [one.text for one in found if one.text] == [re.sub(r"^/\*.*\*/ ", "", one).strip() for one in statements]


SUBJECTS = {
    "CREATE TABLE t (id int);": (None, "t"),
    "create unlogged table if not exists S.T (id int);": ("s", "t"),
    'CREATE TABLE "S"."a ""b"" c" AS SELECT 1;': ("S", 'a "b" c'),
    "ALTER TABLE ONLY public.t ADD PRIMARY KEY (id);": ("public", "t"),
    "ALTER TABLE IF EXISTS t RENAME TO u;": (None, "t"),
    "CREATE UNIQUE INDEX i ON ONLY public.t USING btree (id);": ("public", "t"),
    "CREATE INDEX ON t (id);": (None, "t"),
    "ALTER INDEX public.i ATTACH PARTITION public.j;": ("public", "i"),
    "COMMENT ON TABLE t IS 'x';": (None, "t"),
    "COMMENT ON COLUMN public.t.id IS 'x';": ("public", "t"),
    "COMMENT ON COLUMN t.id IS 'x';": (None, "t"),
    "COMMENT ON INDEX public.i IS 'x';": ("public", "i"),
    "COMMENT ON CONSTRAINT c ON public.t IS 'x';": ("public", "t"),
    "CREATE SEQUENCE public.s START WITH 1;": ("public", "s"),
    "ALTER SEQUENCE public.s OWNED BY public.t.id;": ("public", "s"),
    "CREATE OR REPLACE VIEW v AS SELECT * FROM t;": (None, "v"),
    "CREATE MATERIALIZED VIEW public.v AS SELECT 1;": ("public", "v"),
    'CREATE TRIGGER a BEFORE INSERT OR UPDATE OF "on", b ON public.t EXECUTE FUNCTION f();': ("public", "t"),
    "CREATE POLICY p ON t USING (true);": (None, "t"),
    "INSERT INTO public.t (id) VALUES (1);": ("public", "t"),
    "COPY public.t (id) FROM '/tmp/x';": ("public", "t"),
    "SELECT pg_catalog.setval('public.s', 2, true);": ("public", "s"),
    "GRANT SELECT ON TABLE public.t TO PUBLIC;": ("public", "t"),
    "DROP TABLE IF EXISTS t CASCADE;": (None, "t"),
}
NO_SUBJECTS = [
    "CREATE TYPE t AS (id int);",
    "CREATE DOMAIN t AS int;",
    "CREATE FUNCTION t() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    "CREATE TEMP TABLE t (id int);",
    "CREATE EXTENSION t;",
    "SET search_path = t;",
    "DROP TABLE t, u;",
    "GRANT SELECT ON t, u TO PUBLIC;",
    "GRANT SELECT ON ALL TABLES IN SCHEMA t TO PUBLIC;",
    "COMMENT ON CONSTRAINT c ON DOMAIN t IS 'x';",
    "COMMENT ON COLUMN a.b.c.d IS 'x';",
    "SELECT setval('s', (SELECT max(id) FROM t));",
    "COPY t TO '/tmp/x';",
    "ALTER TABLE a.b.c ADD PRIMARY KEY (id);",
    "DO $$ BEGIN CREATE TABLE t (id int); END $$;",
]


@pytest.mark.parametrize("statement", SUBJECTS)
def test_a_statement_about_one_relation_has_a_subject(statement: str) -> None:
    """With its schema where it is named."""
    assert subject(statement) == SUBJECTS[statement]


@pytest.mark.parametrize("statement", NO_SUBJECTS)
def test_any_other_statement_has_none(statement: str) -> None:
    """It is kept, whatever it names."""
    assert subject(statement) is None
