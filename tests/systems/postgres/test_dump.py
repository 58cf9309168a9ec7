"""A schema dump is taken as it is: what is not for us is blanked, and nothing else is touched."""

from __future__ import annotations

import pytest

from pytest_connectors.contract import Table, connector
from pytest_connectors.errors import BadContract
from pytest_connectors.systems.postgres import FarEnd
from pytest_connectors.systems.postgres.dump import as_run

LEFT_OUT = [
    r"\restrict abc",
    r"\connect shop",
    "SET transaction_timeout = 0;",
    "SET default_table_access_method = heap;",
    "set SESSION AUTHORIZATION 'ana';",
    "ALTER TABLE ONLY public.t OWNER TO ana;",
    'ALTER FUNCTION public.f(integer, text) OWNER TO "Ana B";',
    "CREATE SCHEMA public;",
    "COMMENT ON EXTENSION plpgsql IS 'a; b';",
    "GRANT SELECT ON TABLE t TO ana;",
    "GRANT SELECT ON TABLE t TO ana WITH GRANT OPTION;",
    "REVOKE ALL ON SCHEMA public FROM ana;",
    "ALTER DEFAULT PRIVILEGES FOR ROLE ana GRANT SELECT ON TABLES TO bob;",
    "CREATE PUBLICATION p FOR ALL TABLES;",
    "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();",
    "COPY public.t (id, note) FROM stdin;\n1\tit's; a 'note\n2\t\\N\n\\.",
    "COPY t FROM stdin WITH (FORMAT csv);\n\\.",
]
KEPT = [
    "CREATE TABLE t (id int, note text DEFAULT 'ALTER TABLE t OWNER TO ana;');",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; -- GRANT x TO ana;\n$$;",
    "CREATE FUNCTION g() RETURNS int AS $_$\nBEGIN\n  SET lock_timeout = 0;\n  RETURN 1;\nEND $_$ LANGUAGE plpgsql;",
    "SELECT pg_catalog.set_config('search_path', '', false);",
    "SET check_function_bodies = false;",
    "GRANT SELECT ON TABLE t TO PUBLIC;",
    "CREATE SCHEMA public_data;",
    "CREATE SCHEMA shop AUTHORIZATION CURRENT_USER;",
    "COMMENT ON TABLE t IS 'the owner''s; GRANT';",
    "INSERT INTO t VALUES (1, E'it\\'s; \\\\');",
    "/* GRANT a TO b; */ CREATE VIEW v AS SELECT 1;",
    "-- ALTER TABLE t OWNER TO ana;\nCREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2);",
    'CREATE TABLE "GRANT; x" (id int);',
    "ALTER TABLE t ADD COLUMN owner text;",
    "COPY t TO stdout;",
]


@pytest.mark.parametrize("statement", LEFT_OUT)
def test_what_is_not_for_us_is_blanked(statement: str) -> None:
    """It leaves blanks of the same length and lines, between statements that stay."""
    before, after = "CREATE TABLE a (id int);\n", "\nCREATE TABLE b (id int);"
    text = as_run(before + statement + after)
    assert text.startswith(before)
    assert text.endswith(after)
    assert not text[len(before) : -len(after)].strip()
    assert len(text) == len(before + statement + after)
    assert text.count("\n") == (before + statement + after).count("\n")


@pytest.mark.parametrize("statement", KEPT)
def test_what_makes_tables_is_kept(statement: str) -> None:
    """Whatever stands in quotes, bodies and comments."""
    for text in (statement, f"SET row_security = off;\n{statement}\nALTER TABLE t OWNER TO ana;"):
        assert statement in as_run(text)


def test_rights_of_a_role_that_the_script_makes_are_kept() -> None:
    """A script that creates its role may give it rights."""
    text = "CREATE ROLE reader;\nGRANT SELECT ON t TO reader;"
    assert as_run(text) == text


def test_an_error_behind_what_is_left_out_has_the_users_line(far_end: FarEnd) -> None:
    """Line and caret are those of the file as it was given."""
    ddl = "\\restrict x\nCOPY t FROM stdin;\n1\t2\n\\.\nALTER TABLE t OWNER TO ana;\nCREATE TABLE t (id txt);\n"
    with pytest.raises(BadContract) as raised:
        far_end.declare(connector("c", reads=Table("t", ddl=ddl)))
    lines = str(raised.value).splitlines()
    place = next(i for i, line in enumerate(lines) if "LINE 6: CREATE TABLE t (id txt);" in line)
    assert lines[place][lines[place + 1].index("^") :].startswith("txt")


def test_a_dump_builds_each_time_anew(far_end: FarEnd) -> None:
    """A publication or an owner that is not here does not stop the second building either."""
    ddl = "CREATE TABLE t (id int);\nALTER TABLE t OWNER TO nobody_here;\nCREATE PUBLICATION p FOR TABLE t;\n\\q"
    (table,) = far_end.declare(connector("c", reads=Table("t", ddl=ddl)))
    assert len(far_end.accept({"t": ({"id": 1},)}).rows[table.name]) == 1
    assert len(far_end.accept({"t": ({"id": 1},)}).rows[table.name]) == 1


def test_an_extension_that_the_server_lacks_is_named(far_end: FarEnd) -> None:
    """With those that it has, and the way to another server."""
    ddl = "CREATE EXTENSION IF NOT EXISTS no_such_extension WITH SCHEMA public; CREATE TABLE t (id int);"
    with pytest.raises(BadContract) as raised:
        far_end.declare(connector("c", reads=Table("t", ddl=ddl)))
    text = str(raised.value)
    assert "Table('t'): the DDL needs the extension \"no_such_extension\", which this server has not; it has" in text
    assert "plpgsql" in text
    assert "--connector-postgres" in text
