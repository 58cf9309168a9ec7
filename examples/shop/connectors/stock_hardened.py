"""What the warehouses counted, into the shop, hardened: columns by name, all counts or none, and it raises."""

import psycopg

UPSERT = """
    INSERT INTO stock (sku, warehouse, quantity, counted_on)
    VALUES (%(sku)s, %(warehouse)s, %(quantity)s, %(counted_on)s)
    ON CONFLICT (sku, warehouse) DO UPDATE SET quantity = EXCLUDED.quantity, counted_on = EXCLUDED.counted_on
"""


def push_stock(url: str, counts: list[dict]) -> None:
    """Add or update each count, or leave all as they are and raise."""
    with psycopg.connect(url, connect_timeout=10) as connection, connection.cursor() as cursor:
        cursor.executemany(UPSERT, counts)
