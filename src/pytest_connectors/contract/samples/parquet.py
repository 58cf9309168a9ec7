"""How is a Parquet file written? Its schema, codec, versions and groups of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_connectors.contract.samples.wrong import NotThatError

MAGIC = b"PAR1"
# A page's header begins with its type, a field of Thrift's compact protocol: 3 is a data page of version 2.
_SECOND_VERSION = b"\x15\x06"


def sampled_parquet(data: bytes) -> tuple[Any, Mapping[str, object]]:
    """The schema of a Parquet file, and how it is written.

    Raises:
        NotThatError: It is no Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not data.startswith(MAGIC):
        msg = f"it begins with {data[:12]!r}, not with {MAGIC!r}"
        raise NotThatError(msg)
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise NotThatError(str(error).splitlines()[0].rstrip(".")) from None
    schema, about = file.schema_arrow.remove_metadata(), file.metadata
    if not schema.names:
        msg = "it has no columns"
        raise NotThatError(msg)
    dialect: dict[str, object] = {"version": about.format_version}
    if about.num_row_groups:
        column = about.row_group(0).column(0)
        codec = column.compression.lower()
        dialect["codec"] = "none" if codec == "uncompressed" else codec
        start = column.data_page_offset
        dialect["page"] = "2.0" if data[start : start + 2] == _SECOND_VERSION else "1.0"
        if not any(about.row_group(0).column(i).has_dictionary_page for i in range(about.num_columns)):
            dialect["dictionary"] = False
    if about.num_row_groups > 1:
        dialect["row_group"] = about.row_group(0).num_rows
    fields = [pa.field(one.name, known(one.type), one.nullable) for one in schema]
    return pa.schema(fields), dialect


def known(kind: Any) -> Any:
    """The type, a text where a sample shows none, since it holds no value there."""
    import pyarrow as pa

    if pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_list(kind):
        return pa.list_(known(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(one.name, known(one.type), one.nullable) for one in kind])
    return kind
