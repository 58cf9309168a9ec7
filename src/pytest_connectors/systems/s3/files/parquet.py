"""How does a sheet become a Parquet file, and which rows does one hold?"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from pytest_connectors.systems.s3.files.sheet import Sheet
from pytest_connectors.systems.s3.files.values import array_of


def parquet_bytes(sheet: Sheet, dialect: Mapping[str, object]) -> bytes:
    """The sheet as a Parquet file, in the sample's dialect or in pyarrow's own."""
    arrays = [array_of(one.values, one.kind) for one in sheet.columns]
    # Nested types lose what they say of their parts where a value had to be widened, hence the array's own type.
    fields = [
        pa.field(one.name, array.type, not one.required) for one, array in zip(sheet.columns, arrays, strict=True)
    ]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression=str(dialect.get("codec", "snappy")),
        version=str(dialect.get("version", "2.6")),
        data_page_version=str(dialect.get("page", "1.0")),
        row_group_size=dialect.get("row_group"),
        use_dictionary=bool(dialect.get("dictionary", True)),
    )
    data: bytes = sink.getvalue().to_pybytes()
    return data
