"""Tonight's recommendations into the shop, hardened: columns by name, one transaction, and it raises."""

import psycopg

INSERT = "INSERT INTO recommendations (user_id, sku, score) VALUES (%(user_id)s, %(sku)s, %(score)s)"


def push_recommendations(url: str, recommendations: list[dict]) -> None:
    """Replace last night's recommendations, or leave them as they are and raise."""
    with psycopg.connect(url, connect_timeout=10) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM recommendations")
        cursor.executemany(INSERT, recommendations)
