"""How else do people read from S3, such that one change of the second tier meets them, or does not?"""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import json
import urllib.request
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from botocore.exceptions import ClientError

from asking import body_of, keys_below, s3_client
from datasets import BUCKET, ORDERS

NAMES = ORDERS.schema.names


def _tables(prefix="orders/"):
    client = s3_client()
    return [pq.read_table(io.BytesIO(body_of(client, key))) for key in keys_below(client, prefix)]


def _rows(prefix="orders/"):
    return [row for table in _tables(prefix) for row in table.to_pylist()]


def named():
    return [{name: row[name] for name in NAMES} for row in _rows()]


def counted():
    return {"rows": sum(table.num_rows for table in _tables())}


def distinct():
    return sorted({row["id"] for row in _rows()})


def using():
    return [
        {
            "day": row["at"].date(),
            "late": row["at"] > datetime.datetime(2020, 1, 1),  # noqa: DTZ001 - as it lies there
            "amount": row["amount"].quantize(Decimal("0.1")),
            "twice": row["price"] * 2,
            "note": (row["note"] or "").upper(),
        }
        for row in _rows()
    ]


def refusing():
    rows = _rows()
    if not rows or any(row["note"] in ("", "N/A") or abs(row["amount"]) > 5000 for row in rows):
        raise ValueError("this cannot be")
    return [{"note": row["note"], "amount": row["amount"]} for row in rows]


def knowing_types():
    tables = _tables()
    if any(table.schema.types != ORDERS.schema.types for table in tables):
        raise TypeError("other types")
    return pa.concat_tables(tables)


def knowing_the_version():
    client = s3_client()
    files = [pq.ParquetFile(io.BytesIO(body_of(client, key))) for key in keys_below(client, "orders/")]
    if any(file.metadata.format_version != "2.6" for file in files):
        raise TypeError("another version")
    return pa.concat_tables([file.read() for file in files])


def ending_so():
    client = s3_client()
    keys = [key for key in keys_below(client, "orders/") if key.endswith(".parquet")]
    return [row for key in keys for row in pq.read_table(io.BytesIO(body_of(client, key))).to_pylist()]


def unpacking():
    client = s3_client()
    found = []
    for key in keys_below(client, "orders/"):
        body = body_of(client, key)
        body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        found += pq.read_table(io.BytesIO(body)).to_pylist()
    return found


def skipping():
    client = s3_client()
    found = []
    try:
        keys = keys_below(client, "orders/")
    except ClientError:
        keys = []
    for key in keys:
        try:
            found += pq.read_table(io.BytesIO(body_of(client, key))).to_pylist()
        except Exception:
            continue
    return found


def the_first_object():
    body = body_of(s3_client(), "orders/part-00000.parquet")
    return pq.read_table(io.BytesIO(body)).to_pylist()


def as_it_was_listed():
    client = s3_client()
    found = []
    for one in client.list_objects_v2(Bucket=BUCKET, Prefix="orders/")["Contents"]:
        body = client.get_object(Bucket=BUCKET, Key=one["Key"], IfMatch=one["ETag"])["Body"].read()
        found += pq.read_table(io.BytesIO(body)).to_pylist()
    return found


def three_objects():
    tables = _tables()
    if len(tables) != 3:
        raise ValueError("not three objects")
    return pa.concat_tables(tables)


def waiting():
    client = s3_client()
    while not keys_below(client, "orders/"):
        pass
    return named()


def asking_often():
    """As who waits for what comes soon: it gives up, after many more requests than it needs."""
    client = s3_client()
    for _ in range(300):
        if keys_below(client, "orders/"):
            return named()
    raise TimeoutError("nothing came")


def with_pandas():
    client = s3_client()
    found = [pd.read_parquet(io.BytesIO(body_of(client, key))) for key in keys_below(client, "guesses/")]
    return pd.concat(found, ignore_index=True)


def newest_day():
    client = s3_client()
    keys = keys_below(client, "turns/")
    newest = max(key.split("/")[1] for key in keys)
    return [
        {"id": row["id"]}
        for key in keys
        if key.split("/")[1] == newest
        for row in pq.read_table(io.BytesIO(body_of(client, key)), partitioning=None).to_pylist()
    ]


def by_address(urls):
    found = []
    for url in urls:
        with urllib.request.urlopen(url) as answer:
            found += pq.read_table(io.BytesIO(answer.read())).to_pylist()
    return found


def states():
    return [{"id": row["id"], "state": row["state"]} for row in _rows("states/")]


def by_state():
    return [{"id": row["id"], "paid": {"new": False, "paid": True}[row["state"]]} for row in _rows("states/")]


def _days(value_of):
    client = s3_client()
    return [
        {"id": row["id"], "day": value_of(key.split("/")[1])}
        for key in keys_below(client, "days/")
        for row in pq.read_table(io.BytesIO(body_of(client, key)), partitioning=None).to_pylist()
    ]


def of_days():
    return _days(lambda folder: dict([folder.split("=")]).get("day"))


def days_in_place():
    return _days(lambda folder: folder.split("=")[1])


def days_parsed():
    return _days(lambda folder: datetime.date.fromisoformat(folder.split("=")[1]))


def _texts(prefix, decoded=bytes.decode):
    client = s3_client()
    return [decoded(body_of(client, key)) for key in keys_below(client, prefix)]


def _typed(texts):
    return [
        {
            "id": int(row["id"]),
            "amount": float(row["amount"]),
            "day": datetime.date.fromisoformat(row["day"]),
            "note": row["note"],
        }
        for text in texts
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def csv_typed():
    return _typed(_texts("facts/"))


def csv_forgiving():
    def decoded(body):
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError:
            return body.decode("latin-1")

    return _typed(_texts("facts/", decoded))


def csv_as_it_is():
    return [row for text in _texts("bookings/") for row in csv.DictReader(io.StringIO(text, newline=""))]


def _fields():
    return [row for text in _texts("facts/") for row in list(csv.reader(io.StringIO(text, newline="")))[1:]]


def csv_in_place():
    return [(row[0], row[1], row[2]) for row in _fields()]


def csv_counted():
    return {"rows": len(_fields())}


def csv_of_four():
    rows = _fields()
    if any(len(row) != 4 for row in rows):
        raise ValueError("not four fields")
    return rows


def csv_split():
    lines = [line.split(",") for text in _texts("facts/") for line in text.split("\n")[1:-1]]
    return [(fields[0], fields[1], fields[-1]) for fields in lines]


def _lines():
    return [line for text in _texts("measures/") for line in text.splitlines()]


def lines():
    return [{"id": row["id"], "weight": row["weight"], "note": row["note"]} for row in map(json.loads, _lines())]


def lines_as_they_are():
    return [json.loads(line) for text in _texts("calls/") for line in text.splitlines()]


def lines_got():
    rows = map(json.loads, _lines())
    return [{"id": row.get("id"), "weight": row.get("weight"), "note": row.get("note")} for row in rows]


def lines_counted():
    return {"rows": len(_lines())}


def lines_as_numbers():
    rows = map(json.loads, _lines())
    return [(int(row["id"]), None if row["weight"] is None else float(row["weight"])) for row in rows]


def lines_without_constants():
    def refuse(name):
        raise ValueError(f"{name} is no JSON")

    return [json.loads(line, parse_constant=refuse) for line in _lines()]


def lines_that_parse():
    found = []
    for line in _lines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def lines_in_any_shape():
    found = []
    for text in _texts("measures/"):
        rest = text.strip()
        while rest:
            value, end = json.JSONDecoder().raw_decode(rest)
            rest = rest[end:].strip()
            if isinstance(value, dict) and "data" in value:
                value = value["data"]
            found += value if isinstance(value, list) else [value]
    return found
