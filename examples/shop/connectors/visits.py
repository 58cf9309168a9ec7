"""What users look at, read into polars by ADBC, as it was first written."""

import polars


def load_visits(url: str) -> polars.DataFrame:
    """Every visit that is complete."""
    visits = polars.read_database_uri("SELECT * FROM visits", url, engine="adbc")
    visits.columns = ["id", "user_id", "page", "seconds", "visited_at", *visits.columns[5:]]
    visits = visits.with_columns(polars.col("user_id", "seconds").cast(polars.Int64, strict=False))
    return visits.select("user_id", "page", "seconds", "visited_at").drop_nulls()
