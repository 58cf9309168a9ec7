"""As whom does a connector work? As a role of its own, over TCP, with a password and the rights of its contract."""

from __future__ import annotations

from collections.abc import Callable

from .project import Project

TESTS = """{SHOP}
RECS_TRUNCATED = Table("recs", ddl=RECS.ddl, grants=("TRUNCATE",))
RECS_OWNED = Table("recs", ddl=RECS.ddl, grants=("owner",))
UPSERTED = Table("items", ddl="CREATE TABLE items (name text PRIMARY KEY, n int NOT NULL)")
UPSERTED_READ = Table("items", ddl=UPSERTED.ddl, grants="SELECT")

def run(url, *queries):
    with psycopg.connect(url) as connection:
        for query in queries:
            connection.execute(query)

def reads(name, **options):
    return pytest.mark.connector(name, reads=PURCHASES, only="column-added", **options)

def writes(name, table):
    return pytest.mark.connector(name, writes=table, only="column-added")

@reads("role")
def test_role(connector, postgres):
    def who(url):
        with psycopg.connect(url, row_factory=dict_row) as connection:
            role = connection.execute("SELECT * FROM pg_roles WHERE rolname = current_user").fetchone()
            facts = [role[f"rol{one}"] for one in ("super", "createrole", "createdb", "bypassrls", "replication")]
            facts.append(connection.execute("SELECT current_setting('is_superuser') AS it").fetchone()["it"])
            where = connection.execute("SELECT inet_client_addr()::text AS a, inet_server_port() AS p").fetchone()
            others = connection.execute("SELECT count(*) AS n FROM pg_auth_members WHERE member = current_user::regrole"
                                        ).fetchone()["n"]
        return facts, where, others, load(url)
    facts, where, others, rows = connector(who, postgres.url)
    assert facts == [False, False, False, False, False, "off"]
    assert where == {"a": "127.0.0.1/32", "p": postgres.port}
    assert others == 0

@reads("password")
def test_password(connector, postgres):
    for url in (postgres.url.replace(postgres.password, "wrong"), postgres.url.replace(f":{postgres.password}", "")):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url)
    assert connector(load, postgres.url)

@reads("writes too")
def test_reader_that_writes(connector, postgres):
    connector(run, postgres.url, "INSERT INTO purchases VALUES (-1, 1)")

@reads("other table")
def test_other_table(connector, postgres):
    connector(run, postgres.url, "CREATE TABLE mine (id int)")

@writes("reads too", RECS)
def test_writer_that_reads(connector, postgres):
    connector(run, postgres.url, "SELECT * FROM recs")

@writes("truncates", RECS)
def test_truncate(connector, postgres):
    connector(run, postgres.url, "TRUNCATE recs")

@writes("alters", RECS)
def test_alter(connector, postgres):
    connector(run, postgres.url, "ALTER TABLE recs ADD COLUMN more int")

@writes("upserts", UPSERTED)
def test_upsert(connector, postgres):
    connector(run, postgres.url, "INSERT INTO items VALUES ('a', 1) ON CONFLICT (name) DO UPDATE SET n = excluded.n")

@writes("updates", UPSERTED)
def test_update(connector, postgres):
    connector(run, postgres.url, "UPDATE items SET n = 1 WHERE name = 'a'")

@writes("truncates and says so", RECS_TRUNCATED)
def test_truncate_granted(connector, postgres):
    def replace_all(url, rows):
        run(url, "TRUNCATE recs")
        push(url, rows)
    connector(replace_all, postgres.url, postgres.payloads)

@writes("owns", RECS_OWNED)
def test_owner_granted(connector, postgres):
    def widen(url, rows):
        run(url, "ALTER TABLE recs ADD COLUMN IF NOT EXISTS more int")
        push(url, rows)
    connector(widen, postgres.url, postgres.payloads)

@writes("upserts and says so", UPSERTED_READ)
def test_upsert_granted(connector, postgres):
    def upsert(url, rows):
        with psycopg.connect(url) as connection:
            connection.cursor().executemany(
                "INSERT INTO items VALUES (%(name)s, %(n)s) ON CONFLICT (name) DO UPDATE SET n = excluded.n", rows)
    connector(upsert, postgres.url, postgres.payloads)

LARGE = RECS.ddl + ";" + "".join(f"CREATE TABLE other{i} (id int);" for i in range(9))

@writes("undeclared", Table("recs", ddl=LARGE))
def test_undeclared(connector, postgres):
    connector(run, postgres.url, "SELECT id FROM other7")
"""
MISSING = {
    # which right, as the message is to name it
    "test_reader_that_writes": ("INSERT on purchases", 'Table("purchases", ..., grants=("INSERT",))'),
    "test_other_table": ("CREATE on", 'grants=("CREATE",)'),
    "test_writer_that_reads": ("SELECT on recs", 'Table("recs", ..., grants=("SELECT",))'),
    "test_truncate": ("TRUNCATE on recs", 'Table("recs", ..., grants=("TRUNCATE",))'),
    "test_alter": ("OWNER on recs", 'Table("recs", ..., grants=("OWNER",))'),
    "test_upsert": ("SELECT on items", 'Table("items", ..., grants=("SELECT",))'),
    "test_undeclared": ("declare it too", 'Table("other7"'),
    "test_update": ("SELECT on items", 'Table("items", ..., grants=("SELECT",))'),
}


def test_only_the_rights_of_the_contract(project: Callable[..., Project]) -> None:
    """A baseline that fails with 42501 names the right and the argument that gives it; with that argument it passes."""
    result = project({"test_it.py": TESTS}).run()
    wrong = []
    for name, words in MISSING.items():
        test = result.tests[f"{name}[baseline]"]
        if test.outcome != "failed" or not all(word in test.text.replace("&quot;", '"') for word in words):
            wrong.append(f"{name} {test.outcome} lacks {words}\n{test.text}")
    assert not wrong, "\n\n".join(wrong)
    for name in ("test_role", "test_password", "test_truncate_granted", "test_owner_granted", "test_upsert_granted"):
        assert set(result.outcomes(f"{name}[").values()) == {"passed"}, result.out
