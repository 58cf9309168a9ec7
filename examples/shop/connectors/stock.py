"""What the warehouses counted, into the shop, as it was first written."""

import psycopg

UPSERT = """
    INSERT INTO stock VALUES (%s, %s, %s, %s)
    ON CONFLICT (sku, warehouse) DO UPDATE SET quantity = EXCLUDED.quantity, counted_on = EXCLUDED.counted_on
"""


def push_stock(url: str, counts: list[dict]) -> int:
    """Add or update each count; how many could be."""
    pushed = 0
    with psycopg.connect(url, autocommit=True) as connection:
        for one in counts:
            try:
                connection.execute(UPSERT, (one["sku"], one["warehouse"], one["quantity"], one["counted_on"]))
                pushed += 1
            except psycopg.Error as error:
                print(f"skipped {one['sku']}: {error}")
    return pushed
