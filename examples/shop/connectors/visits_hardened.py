"""What users look at, read into polars by ADBC, hardened: the schema is written down, and what differs is refused."""

import polars

QUERY = "SELECT user_id, page, seconds, visited_at FROM visits"
SCHEMA = {
    "user_id": polars.Int64,
    "page": polars.String,
    "seconds": polars.Int64,
    "visited_at": polars.Datetime("us", "UTC"),
}


def load_visits(url: str) -> polars.DataFrame:
    """Every visit; raises when one is incomplete, or a column is not what it should be."""
    visits = polars.read_database_uri(QUERY, url, engine="adbc")
    visits = visits.with_columns(polars.col(polars.Int16, polars.Int32).cast(polars.Int64))
    if dict(visits.schema) != SCHEMA:
        msg = f"visits: expected {SCHEMA}, got {dict(visits.schema)}"
        raise TypeError(msg)
    if incomplete := [column.name for column in visits if column.null_count()]:
        msg = f"visits: NULL in {', '.join(incomplete)}"
        raise ValueError(msg)
    return visits
