"""Print the purchases as JSON; what goes wrong ends it with a traceback."""

import json
import os

import psycopg2

connection = psycopg2.connect(os.environ["DATABASE_URL"])
cursor = connection.cursor()
cursor.execute("SELECT id, user_id, amount FROM purchases")
names = [column[0] for column in cursor.description]
print(json.dumps([dict(zip(names, row, strict=True)) for row in cursor.fetchall()], default=str))
connection.close()
