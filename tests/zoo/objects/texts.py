"""How do people read CSV and JSON Lines from S3? By name, by position, with pandas, and with a check or without."""

from __future__ import annotations

import csv
import io
import json

import boto3
import pandas as pd

from asking import body_of, keys_below

NAMES = ["id", "user_id", "amount", "note"]


def _texts(prefix):
    client = boto3.client("s3")
    return [body_of(client, key).decode() for key in keys_below(client, prefix)]


def csv_by_name():
    return [
        {"id": int(row["id"]), "user_id": int(row["user_id"]), "amount": float(row["amount"]), "note": row["note"]}
        for text in _texts("sheets/")
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def csv_by_position():
    found = []
    for text in _texts("sheets/"):
        rows = csv.reader(io.StringIO(text, newline=""))
        next(rows)
        found += [(row[0], row[1], row[2]) for row in rows]
    return found


def csv_with_pandas():
    return pd.concat([pd.read_csv(io.StringIO(text)) for text in _texts("sheets/")], ignore_index=True)


def csv_checking_the_header():
    found = []
    for text in _texts("sheets/"):
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if rows.fieldnames != NAMES:
            raise ValueError(f"another header: {rows.fieldnames}")
        found += rows
    if not found:
        raise ValueError("no rows")
    return found


def _lines():
    return [line for text in _texts("lines/") for line in text.splitlines()]


def lines_indexed():
    rows = map(json.loads, _lines())
    return [{"id": row["id"], "user_id": row["user_id"], "amount": row["amount"], "note": row["note"]} for row in rows]


def lines_getting():
    return [{name: row.get(name) for name in NAMES} for row in map(json.loads, _lines())]


def lines_with_pandas():
    found = [pd.read_json(io.StringIO(text), lines=True) for text in _texts("lines/")]
    return pd.concat(found, ignore_index=True)


def lines_skipping():
    found = []
    for line in _lines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        found.append({name: row[name] for name in NAMES})
    return found
