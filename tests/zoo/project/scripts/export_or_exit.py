"""Write the purchases to a file, or end with a status that says no."""

import json
import sys

import psycopg2

try:
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    cursor.execute("SELECT id, user_id, amount FROM purchases")
    with open("purchases.json", "w", encoding="utf-8") as file:
        json.dump(cursor.fetchall(), file, default=str)
    connection.close()
except Exception as error:
    sys.exit(f"export failed: {error}")
