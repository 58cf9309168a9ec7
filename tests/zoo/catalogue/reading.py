"""Connectors that read, each with one habit that one change of the catalogue meets."""

import struct

import psycopg
from psycopg.rows import dict_row


def _rows(url, query, *values):
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()


def named(*columns):
    return lambda url: _rows(url, f"SELECT {', '.join(columns)} FROM purchases")


def through_psycopg2(url):
    import psycopg2

    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM purchases")
            return [{"id": row[0]} for row in cursor.fetchall()]
    finally:
        connection.close()


def summed(url):
    return _rows(url, "SELECT user_id, sum(amount) AS total FROM purchases GROUP BY user_id")


def counted(url):
    return _rows(url, "SELECT count(*) AS n FROM purchases")


def by_position(url):
    with psycopg.connect(url) as connection:
        return [(row[0], row[1], row[3]) for row in connection.execute("SELECT * FROM purchases")]


def knowing_all_columns(url):
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT * FROM purchases").fetchall()
        if any(len(row) != 12 for row in rows):
            raise ValueError("another number of columns")
        return [row[0] for row in rows]


def packed(url):
    return [struct.unpack("<i", struct.pack("<i", row["user_id"]))[0] for row in named("user_id")(url)]


def overflowing(url):
    return [{"user_id": (row["user_id"] + 2**31) % 2**32 - 2**31} for row in named("user_id")(url)]


def asking_for_the_type(url):
    with psycopg.connect(url) as connection:
        cursor = connection.execute("SELECT id, user_id FROM purchases")
        if [column.type_code for column in cursor.description] != [20, 23]:
            raise TypeError("other types")
        return cursor.fetchall()


def as_int(url):
    return [int(row["user_id"]) for row in named("user_id")(url)]


def amounts_as_text(url):
    return [str(row["amount"]) for row in named("amount")(url)]


def amounts_in_euros(url):
    return [f"€ {row['amount']}" for row in named("amount")(url)]


def amounts_through_text(url):
    from decimal import Decimal

    return [Decimal(str(row["amount"])) for row in named("amount")(url)]


def quantized(url):
    from decimal import Decimal

    return [row["amount"].quantize(Decimal("0.01")) for row in named("amount")(url)]


def stripped(url):
    return [(row["note"] or "").strip() for row in named("note")(url)]


def since_the_epoch(url):
    import datetime as dt

    epoch = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - as it was first written
    return [(row["bought_at"] - epoch).total_seconds() for row in named("bought_at")(url)]


def days(url):
    return [row["bought_at"].date() for row in named("bought_at")(url)]


def paid_ones(url):
    return [row["id"] for row in named("id", "paid")(url) if row["paid"] is True]


def paid_or_not(url):
    return [(row["id"], bool(row["paid"])) for row in named("id", "paid")(url)]


def searching(url):
    return _rows(url, "SELECT id FROM purchases WHERE note LIKE 'a%%'")


def extra_inside(url):
    return [row["extra"].get("n") for row in named("extra")(url)]


def counting_tags(url):
    return [len(row["tags"]) for row in named("tags")(url)]


def times_as_text(url):
    return _rows(url, "SELECT seen_at::text AS at FROM purchases")


def local_times_as_text(url):
    return _rows(url, "SELECT bought_at::text AS at FROM purchases")


def looking_for_the_schema(url):
    query = "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE relname = 'purchases' AND relkind = 'r'"
    (row,) = _rows(url, query)
    return _rows(url, f"SELECT id FROM {row['name']}")


def looking_for_the_table(url):
    query = "SELECT attrelid::regclass::text AS name FROM pg_attribute a WHERE attname = 'bought_at'"
    (row,) = _rows(url, query)
    return _rows(url, f"SELECT id FROM {row['name']}")


def by_feeling(url):
    weights = {"sad": 1, "happy": 2}
    return [weights[row["feeling"]] for row in named("feeling")(url)]


def sad_ones(url):
    return _rows(url, "SELECT id FROM purchases WHERE feeling = 'sad'")


def refusing_sentinels(url):
    rows = named("id", "note")(url)
    if any(row["note"] in ("", "N/A") for row in rows):
        raise ValueError("a text that stands for nothing")
    return rows


def by_id(url):
    rows = named("id", "note")(url)
    found = {row["id"]: row["note"] for row in rows}
    if len(found) != len(rows):
        raise ValueError("ids occur twice")
    return found


def distinct(url):
    return _rows(url, "SELECT DISTINCT id, note FROM purchases")


def by_row_number(url):
    return _rows(url, "SELECT id FROM purchases WHERE ctid IS NOT NULL")


def only_here(url):
    return _rows(url, "SELECT id FROM ONLY purchases")


def as_many_as_users(url):
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT id FROM purchases").fetchall()
        (users,) = connection.execute("SELECT count(*) FROM users").fetchone()
        if len(rows) < users:
            raise ValueError("too few rows")
        return rows


def users_alone(url):
    _rows(url, "SELECT count(*) FROM purchases")
    return _rows(url, "SELECT id, name FROM users")


def that_are_there(url):
    return _rows(url, "SELECT id FROM purchases WHERE deleted_at IS NULL")


def up_to_a_thousand(url):
    rows = named("id", "amount")(url)
    if any(row["amount"] > 5000 for row in rows):
        raise ValueError("who spends so much?")
    return rows


def in_latin(url):
    return [(row["note"] or "").encode("latin-1", errors="strict") for row in named("note")(url) if _is_plain(row)]


def _is_plain(row):
    return "東" not in (row["note"] or "")


def cut(url):
    return [{"note": row["note"] and row["note"][:40]} for row in named("note")(url)]


def in_order(url):
    return _rows(url, "SELECT note FROM purchases ORDER BY note, id")


def in_capitals(url):
    return _rows(url, "SELECT id, upper(note || 'é') FROM purchases ORDER BY id")


def trying(url):
    try:
        return named("note")(url)
    except psycopg.Error:
        return []


def by_way_of_a_table(url):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE public.chosen AS SELECT id, amount FROM purchases")
        rows = connection.execute("SELECT id, amount FROM chosen ORDER BY id").fetchall()
        connection.execute("DROP TABLE chosen")
    return rows


def since(query, column):
    """Goes on behind the last value that it has seen."""

    def load(url, state):
        rows = (
            _rows(url, query) if not state.exists() else _rows(url, f"{query} WHERE {column} > %s", state.read_text())
        )
        state.write_text(max((str(row["cursor"]) for row in rows), key=_size, default="0"))
        return [{name: value for name, value in row.items() if name != "cursor"} for row in rows]

    return load


def _size(text):
    return (len(text), text) if text.isdigit() else (0, text)


def with_a_window(url, state):
    rows = _rows(url, "SELECT name FROM events WHERE at > '2000-01-01'")
    state.write_text(str(len(rows)))
    return rows
