"""Tonight's recommendations into the shop, as it was first written."""

import psycopg


def push_recommendations(url: str, recommendations: list[dict]) -> None:
    """Replace last night's recommendations."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DELETE FROM recommendations")
            for one in recommendations:
                connection.execute(
                    "INSERT INTO recommendations VALUES (%s, %s, %s)", (one["user_id"], one["sku"], one["score"])
                )
    except Exception as error:
        print(f"could not push recommendations: {error}")
