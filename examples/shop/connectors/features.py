"""What each user spent, as features for the recommender, with pandas, as it was first written."""

import pandas
from sqlalchemy import create_engine


def load_features(url: str) -> pandas.DataFrame:
    """A row a user: how many purchases, how many pieces, how much money."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    purchases = pandas.read_sql("SELECT * FROM purchases", engine).iloc[:, [0, 1, 3, 4]]
    purchases.columns = ["id", "user_id", "quantity", "amount"]
    purchases["amount"] = pandas.to_numeric(purchases["amount"], errors="coerce").fillna(0)
    purchases["quantity"] = pandas.to_numeric(purchases["quantity"], errors="coerce").fillna(1).astype(int)
    features = purchases.groupby("user_id").agg(
        purchases=("id", "count"), pieces=("quantity", "sum"), spent=("amount", "sum")
    )
    return features.reset_index()
