"""Purchase history for the recommender, hardened: it names its columns, checks what it got, and raises."""

from decimal import Decimal

import pandas
import pandera.pandas as pandera
import psycopg

QUERY = "SELECT id, user_id, sku, quantity, amount FROM purchases"


class PurchaseHistory(pandera.DataFrameModel):
    """What the recommender is trained on."""

    id: int = pandera.Field(unique=True)
    user_id: int
    sku: str
    quantity: int = pandera.Field(ge=0)
    amount: object = pandera.Field(ge=Decimal(0))


def load_purchases(url: str) -> pandas.DataFrame:
    """The purchase history; raises when it cannot be had, or is not what it should be."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        cursor = connection.execute(QUERY)
        history = pandas.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])
    return PurchaseHistory.validate(history)
