"""Purchase history for the recommender, as it was first written. It worked for two months."""

import pandas
import psycopg

COLUMNS = ["id", "user_id", "sku", "quantity", "amount"]


def load_purchases(url: str) -> pandas.DataFrame:
    """The purchase history, or an empty frame when something is the matter."""
    try:
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT * FROM purchases").fetchall()
        return pandas.DataFrame([row[:5] for row in rows], columns=COLUMNS)
    except Exception as error:
        print(f"could not load purchases: {error}")
        return pandas.DataFrame(columns=COLUMNS)
