"""A Singer tap: new purchases as JSON lines, hardened: records keep their schema, or nothing is written."""

import argparse
import datetime
import json
from decimal import Decimal
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

QUERY = "SELECT id, user_id, sku, quantity, amount, purchased_on FROM purchases WHERE id > %s ORDER BY id"
# The name of each field, what PostgreSQL must give for it, and what JSON makes of that.
FIELDS = {
    "id": (int, {"type": "integer"}),
    "user_id": (int, {"type": "integer"}),
    "sku": (str, {"type": "string"}),
    "quantity": (int, {"type": "integer"}),
    "amount": (Decimal, {"type": "string", "format": "singer.decimal"}),
    "purchased_on": (datetime.date, {"type": "string", "format": "date"}),
}


def write(kind: str, **message: object) -> None:
    """One message to stdout."""
    print(json.dumps({"type": kind, **message}))


def checked(row: dict[str, object]) -> dict[str, object]:
    """The record of a row; raises where a value is not of its kind."""
    for name, (kind, _) in FIELDS.items():
        if not isinstance(row[name], kind):
            msg = f"purchases.{name}: expected {kind.__name__}, got {row[name]!r}"
            raise TypeError(msg)
    return {**row, "amount": str(row["amount"]), "purchased_on": str(row["purchased_on"])}


def main() -> None:
    """Write what is new, then how far it came; ends with another status than 0 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--state", type=Path)
    args = parser.parse_args()
    config = json.loads(args.config.read_text(encoding="utf-8"))
    last = json.loads(args.state.read_text(encoding="utf-8"))["purchases"] if args.state else -1
    with psycopg.connect(**config, connect_timeout=10, row_factory=dict_row) as connection:
        records = [checked(row) for row in connection.execute(QUERY, [last])]
    properties = {name: schema for name, (_, schema) in FIELDS.items()}
    write("SCHEMA", stream="purchases", schema={"properties": properties}, key_properties=["id"])
    for record in records:
        write("RECORD", stream="purchases", record=record)
    write("STATE", value={"purchases": records[-1]["id"] if records else last})


if __name__ == "__main__":
    main()
