"""What each user spent, as features for the recommender, with pandas, hardened: it checks what it adds up."""

import pandas
import pandera.pandas as pandera
from sqlalchemy import create_engine

QUERY = "SELECT id, user_id, quantity, amount::float8 AS amount FROM purchases"


class Purchases(pandera.DataFrameModel):
    """What goes in."""

    id: int = pandera.Field(unique=True)
    user_id: int
    quantity: int
    amount: float = pandera.Field(ge=0)


class Features(pandera.DataFrameModel):
    """What comes out: a row a user."""

    user_id: int = pandera.Field(unique=True)
    purchases: int = pandera.Field(ge=1)
    pieces: int
    spent: float = pandera.Field(ge=0)


def load_features(url: str) -> pandas.DataFrame:
    """A row a user; raises when the purchases cannot be had, or are not what they should be."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), connect_args={"connect_timeout": 10})
    try:
        purchases = Purchases.validate(pandas.read_sql(QUERY, engine))
    finally:
        engine.dispose()
    features = purchases.groupby("user_id").agg(
        purchases=("id", "count"), pieces=("quantity", "sum"), spent=("amount", "sum")
    )
    return Features.validate(features.reset_index())
