"""A Singer tap: new purchases as JSON lines for whatever loads the warehouse, as it was first written."""

import argparse
import json
import sys
from pathlib import Path

import psycopg

COLUMNS = ["id", "user_id", "sku", "quantity", "amount", "purchased_on"]
KINDS = ["integer", "integer", "string", "integer", "number", "string"]


def write(kind: str, **message: object) -> None:
    """One message to stdout."""
    print(json.dumps({"type": kind, **message}, default=str))


parser = argparse.ArgumentParser()
parser.add_argument("--config", type=Path)
parser.add_argument("--state", type=Path)
args = parser.parse_args()
config = json.loads(args.config.read_text())
state = json.loads(args.state.read_text()) if args.state and args.state.exists() else {}
last = state.get("purchases", -1)
properties = {name: {"type": kind} for name, kind in zip(COLUMNS, KINDS, strict=True)}
write("SCHEMA", stream="purchases", schema={"properties": properties}, key_properties=["id"])
try:
    with psycopg.connect(**config) as connection:
        for row in connection.execute("SELECT * FROM purchases ORDER BY id"):
            record = dict(zip(COLUMNS, row, strict=False))
            if record["id"] > last:
                write("RECORD", stream="purchases", record=record)
                last = record["id"]
except Exception as error:
    print(f"CRITICAL could not sync purchases: {error}", file=sys.stderr)
write("STATE", value={"purchases": last})
