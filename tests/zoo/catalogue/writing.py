"""Connectors that write, each with one habit that one change of the catalogue meets."""

import psycopg

NAMES = ("item", "note", "number", "state")


def _values(rows):
    return [tuple(row[name] for name in NAMES) for row in rows]


def by_name(url, rows):
    with psycopg.connect(url) as connection:
        insert = "INSERT INTO stock (item, note, number, state) VALUES (%s, %s, %s, %s)"
        connection.cursor().executemany(insert, _values(rows))


def by_position(url, rows):
    with psycopg.connect(url) as connection:
        values = [(row["id"], *value) for row, value in zip(rows, _values(rows), strict=True)]
        connection.cursor().executemany("INSERT INTO stock VALUES (%s, %s, %s, %s, %s)", values)


def without_a_state(url, rows):
    with psycopg.connect(url) as connection:
        values = [(row["item"], row["note"] or "", row["number"]) for row in rows]
        connection.cursor().executemany("INSERT INTO stock (item, note, number) VALUES (%s, %s, %s)", values)


def filled(url, rows):
    with psycopg.connect(url) as connection:
        values = [(row["item"], row["note"] or "none", row["number"], row["state"]) for row in rows]
        connection.cursor().executemany("INSERT INTO stock (item, note, number, state) VALUES (%s, %s, %s, %s)", values)


def numbered(url, rows):
    """Distinct values in each column, whatever it is given."""
    with psycopg.connect(url) as connection:
        values = [(f"new item {i}", f"note {i}", 100000 + i, f"state {i}") for i, _ in enumerate(rows)]
        connection.cursor().executemany("INSERT INTO stock (item, note, number, state) VALUES (%s, %s, %s, %s)", values)


def upserting(url, rows):
    with psycopg.connect(url) as connection:
        insert = """INSERT INTO stock (id, item, note, number, state) VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (id) DO UPDATE SET item = excluded.item"""
        values = [(row["id"], *value) for row, value in zip(rows, _values(rows), strict=True)]
        connection.cursor().executemany(insert, values)


def reloading(url, rows):
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE stock")
        insert = "INSERT INTO stock (item, note, number, state) VALUES (%s, %s, %s, %s)"
        connection.cursor().executemany(insert, _values(rows))


def counting(url, rows):
    with psycopg.connect(url) as connection:
        for value in _values(rows):
            done = connection.execute("INSERT INTO stock (item, note, number, state) VALUES (%s, %s, %s, %s)", value)
            if done.rowcount != 1:
                raise RuntimeError("a row was not written")


def expecting_the_next_id(url, rows):
    with psycopg.connect(url) as connection:
        last = connection.execute("SELECT max(id) FROM stock").fetchone()[0] or 0
        for i, value in enumerate(_values(rows), 1):
            insert = "INSERT INTO stock (item, note, number, state) VALUES (%s, %s, %s, %s) RETURNING id"
            if connection.execute(insert, value).fetchone()[0] != last + i:
                raise RuntimeError("not the next id")


def copying(url, rows):
    copying = "COPY stock (item, note, number, state) FROM STDIN"
    with psycopg.connect(url) as connection, connection.cursor() as cursor, cursor.copy(copying) as copy:
        for value in _values(rows):
            copy.write_row(value)


def updating(url, rows):
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE stock SET note = 'seen'")
