"""Does a real run's report answer who breaks if a column changes?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from .project import Project

TESTS = """{SHOP}
USERS = Table("public.users", ddl="CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL)")

def emails(url):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute("SELECT email FROM users").fetchall()

@pytest.mark.connector("one table", reads=PURCHASES, only=["column-dropped", "password-rotated"])
def test_one(connector, postgres):
    connector(by_position, postgres.url)

@pytest.mark.connector("two tables", reads=[PURCHASES, USERS], only=["column-dropped", "int-to-text"])
def test_two(connector, postgres):
    connector(lambda url: [load(url), emails(url)], postgres.url)
"""


def test_a_report_knows_the_table_of_each_case(project: Callable[..., Project]) -> None:
    """The table is the declared one, with one declaration or several, and the command finds it."""
    made = project({"test_it.py": TESTS})
    result = made.run()
    tables = {(case["connector"], case["scenario"], case["table"]) for case in result.cases}
    assert tables == {
        ("one table", "baseline", ""),
        ("one table", "column-dropped", "purchases"),
        ("one table", "password-rotated", ""),
        ("two tables", "baseline", ""),
        ("two tables", "purchases-column-dropped", "purchases"),
        ("two tables", "public.users-column-dropped", "public.users"),
        ("two tables", "purchases-int-to-text", "purchases"),
        ("two tables", "public.users-int-to-text", "public.users"),
    }, result.out
    command = [sys.executable, "-c", "import sys, pytest_connectors.command as c; sys.exit(c.main())", "impact"]
    asked = [*command, made.room / "report.json", "--column", "users.id", "--column", "purchases.amount"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr
    assert "0 of 1 connectors break if users.id is dropped." in done.stdout
    assert "2 of 2 connectors break if purchases.amount is dropped: one table (loudly), two" in done.stdout
