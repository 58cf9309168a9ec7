"""Are the columns of a dataset those of its schema, or of its sample, and is a bad one refused in plain words?"""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pytest_connectors.contract.fields import Fields, fields_of, sampled_fields
from pytest_connectors.errors import BadContract


def sampled(folder: Path, data: bytes, form: str, name: str = "sample") -> Fields:
    """What a sample of these bytes says."""
    (folder / name).write_bytes(data)
    return sampled_fields("activity/", folder / name, form)


def refused(folder: Path, data: bytes, form: str) -> str:
    """How a sample of these bytes is refused, without its folder."""
    with pytest.raises(BadContract) as caught:
        sampled(folder, data, form)
    return str(caught.value).replace(str(folder), "")


def parquet(table: pa.Table, **written: Any) -> bytes:
    """The table as bytes."""
    sink = io.BytesIO()
    pq.write_table(table, sink, **written)
    return sink.getvalue()


def test_a_pyarrow_schema_is_taken_as_it_is() -> None:
    """A pyarrow schema is taken as it is."""
    schema = pa.schema([pa.field("id", pa.uint8(), nullable=False), pa.field("tags", pa.list_(pa.string()))])
    found = fields_of("a/", schema.with_metadata({"pandas": "{}"}), "parquet")
    assert found == Fields(schema, ("smallint", "text[]"))
    assert found.arrow.metadata is None


def test_a_pandera_schema_gives_types_labels_checks_and_unique_columns() -> None:
    """A pandera schema gives types labels checks and unique columns."""
    schema = pandera.DataFrameSchema(
        {
            "id": pandera.Column("int64", unique=True),
            "state": pandera.Column(str, pandera.Check.isin(["new", "it's"])),
            "price": pandera.Column(float, pandera.Check.ge(0), nullable=True),
            "code": pandera.Column(str, pandera.Check.str_length(max_value=5)),
            "at": pandera.Column("datetime64[ns, UTC]"),
            "level": pandera.Column(int, pandera.Check.isin([1, 2])),
        },
        unique=["state", "code"],
    )
    found = fields_of("a/", schema, "parquet")
    assert found.arrow == pa.schema([
        pa.field("id", pa.int64(), nullable=False), pa.field("state", pa.string(), nullable=False),
        pa.field("price", pa.float64()), pa.field("code", pa.string(), nullable=False),
        pa.field("at", pa.timestamp("us", "UTC"), nullable=False), pa.field("level", pa.int64(), nullable=False),
    ])  # fmt: skip
    assert found.kinds == ("bigint", "text", "double precision", "varchar(5)", "timestamptz", "bigint")
    assert found.labels == {"state": ("new", "it's")}
    assert found.checks == ('"price" >= 0', '"level" = ANY (ARRAY[1, 2])')
    assert found.unique == (("id",), ("state", "code"))


def test_exact_numbers_and_lists_of_a_pandera_model_have_types_of_arrow() -> None:
    """Exact numbers and lists of a pandera model have types of arrow."""

    class Model(pandera.DataFrameModel):
        price: pandera.typing.Series[pd.ArrowDtype] = pandera.Field(
            dtype_kwargs={"pyarrow_dtype": pa.decimal128(12, 2)}
        )
        tags: pandera.typing.Series[pd.ArrowDtype] = pandera.Field(dtype_kwargs={"pyarrow_dtype": pa.list_(pa.int32())})

    assert fields_of("a/", Model, "parquet").arrow.types == [pa.decimal128(12, 2), pa.list_(pa.int32())]


@pytest.mark.parametrize(
    ("schema", "form", "said"),
    [
        (pa.schema([]), "parquet", "Dataset('a/'): schema= has no column"),
        ({"a": 1}, "parquet", "Dataset('a/'): schema= takes a pyarrow schema, or a pandera model or schema"),
        (
            pa.schema([("x", pa.int8()), ("x", pa.int8())]),
            "parquet",
            "Dataset('a/'): schema= has two columns 'x'. A row holds one value a name: rename one of them.",
        ),
        (
            pa.schema({"n": pa.int8(), "tags": pa.list_(pa.int8())}),
            "csv",
            (
                "Dataset('a/'): column 'tags' of schema= has the type list<item: int8>, which no CSV file holds. "
                "Parquet and JSON Lines can: set format=, or declare the column as what the objects hold, such as a "
                "text."
            ),
        ),
        (
            pa.schema({"who": pa.struct({"a": pa.int8()})}),
            "csv",
            "column 'who' of schema= has the type struct<a: int8>",
        ),
        (pa.schema({"b": pa.binary()}), "csv", "column 'b' of schema= has the type binary, which no CSV file holds"),
        (pa.schema({"b": pa.binary()}), "jsonl", "'b' of schema= has the type binary, which no JSON Lines file holds"),
        (pa.schema({"b": pa.list_(pa.binary())}), "jsonl", "'b' of schema= has the type list<item: binary>"),
        (pa.schema({"b": pa.duration("s")}), "csv", "column 'b' of schema= has the type duration[s]"),
        (
            pa.schema({"b": pa.month_day_nano_interval()}),
            "parquet",
            "column 'b' of schema= has the type month_day_nano_interval, which no Parquet file holds. No format",
        ),
        (
            pandera.DataFrameSchema({"c": pandera.Column("complex128")}),
            "parquet",
            "column 'c' of schema= has the type complex128, and it is not known here how a file holds that.",
        ),
    ],
)
def test_a_bad_schema_is_refused(schema: Any, form: str, said: str) -> None:
    """A bad schema is refused."""
    with pytest.raises(BadContract) as caught:
        fields_of("a/", schema, form)
    assert said in str(caught.value)


def test_a_sample_of_parquet_gives_schema_and_dialect(tmp_path: Path) -> None:
    """A sample of Parquet gives schema and dialect."""
    table = pa.table({"id": pa.array(range(10), pa.int32()), "empty": pa.nulls(10), "name": ["x"] * 10})
    data = parquet(table, compression="zstd", data_page_version="2.0", row_group_size=4, version="1.0")
    found = sampled(tmp_path, data, "parquet")
    assert found.arrow == pa.schema({"id": pa.int32(), "empty": pa.string(), "name": pa.string()})
    assert found.kinds == ("integer", "text", "text")
    assert found.dialect == {"version": "1.0", "codec": "zstd", "page": "2.0", "row_group": 4}
    plain = sampled(tmp_path, parquet(table, compression="none"), "parquet")
    assert plain.dialect == {"version": "2.6", "codec": "none", "page": "1.0"}


CSV = {
    b"id,name\n1,a\n": {},
    b"id;name\n1;a\n": {"delimiter": ";"},
    b"id\tname\n1\ta\n": {"delimiter": "\t"},
    b"id|name\n1|a\n": {"delimiter": "|"},
    b"id,name\r\n1,a\r\n": {"newline": "\r\n"},
    b"\xef\xbb\xbfid,name\n1,a\n": {"bom": True},
    b"id,name\n1,Zo\xeb\n": {"encoding": "latin-1"},
    b"id,name\n1,Zo\xc3\xab\n": {},
    b"'id','name'\n'1','a'\n": {"quote": "'", "quoting": "all", "header_quoted": True},
    b'"id","name"\n"1","a"\n': {"quoting": "all", "header_quoted": True},
    b'id,name\n1,"a"\n': {"quoting": "nonnumeric", "moments_quoted": False},
    b'id,name\n1,"a,b"\n2,c\n': {},
    b'id,name\n1,"a\nb"\n2,"say ""x"""\n3,c\n': {},
    b"1,a\n2,b\n": {"header": False},
}


@pytest.mark.parametrize("data", CSV)
@pytest.mark.parametrize("gzipped", [False, True])
def test_a_sample_of_csv_gives_columns_and_dialect(tmp_path: Path, data: bytes, gzipped: bool) -> None:
    """A sample of CSV gives columns and dialect."""
    found = sampled(tmp_path, gzip.compress(data) if gzipped else data, "csv")
    usual = {
        "delimiter": ",", "quote": '"', "header": True, "bom": False, "encoding": "utf-8", "newline": "\n",
        "quoting": "minimal", "header_quoted": False,
    }  # fmt: skip
    assert found.dialect == {**usual, **CSV[data]}
    assert found.arrow.names == (["id", "name"] if found.dialect["header"] else ["f0", "f1"])
    assert found.arrow.types == [pa.int64(), pa.string()]
    assert found.kinds == ("bigint", "text")
    assert found.gzipped is gzipped


@pytest.mark.parametrize(
    ("texts", "kind", "more"),
    [
        (["1", "-2"], pa.int64(), {}),
        (["1", ""], pa.int64(), {}),
        (["007", "1"], pa.string(), {}),
        (["00", "12.5"], pa.string(), {}),
        (["0.5", "0"], pa.float64(), {}),
        (["12345678901234567890", "1"], pa.string(), {}),
        (["True", "False"], pa.bool_(), {"true": "True", "false": "False"}),
        (["true", "false"], pa.bool_(), {}),
        (["2026-05-05", ""], pa.date32(), {}),
        (["2026-05-05", "soon"], pa.string(), {}),
        (["2026-05-05 01:02:03", ""], pa.timestamp("s"), {"between": " ", "zone": "+00:00"}),
        (["2026-05-05T01:02:03.5Z", ""], pa.timestamp("ms", "UTC"), {"between": "T", "zone": "Z"}),
        (["2026-05-05T01:02:03.123456", ""], pa.timestamp("us"), {"between": "T", "zone": "+00:00"}),
        (["01:02:03", ""], pa.time32("s"), {}),
        (["", ""], pa.string(), {}),
        (["NA", "DE"], pa.string(), {}),
    ],
)
def test_a_column_of_csv_has_the_type_that_says_all_of_its_texts(
    tmp_path: Path, texts: list[str], kind: pa.DataType, more: dict[str, object]
) -> None:
    """A column of CSV has the type that says all of its texts."""
    data = "n,value\n" + "".join(f"{i},{text}\n" for i, text in enumerate(texts, 1))
    found = sampled(tmp_path, data.encode(), "csv")
    assert found.arrow.field("value").type == kind
    extra = ("true", "false", "between", "zone")
    assert {name: value for name, value in found.dialect.items() if name in extra} == more


def test_a_header_alone_is_a_sample_of_texts(tmp_path: Path) -> None:
    """A header alone is a sample of texts."""
    assert sampled(tmp_path, b"id,name\n", "csv").arrow == pa.schema({"id": pa.string(), "name": pa.string()})


def test_a_sample_of_json_lines_gives_types(tmp_path: Path) -> None:
    """A sample of JSON Lines gives types."""
    data = (
        b'{"id":1,"price":1.5,"at":"2026-05-05T01:02:03.5Z","day":"2026-05-05","tags":["a"],"who":{"x":1},"none":null}\n'
        b'{"id":2,"code":"007","none":null}\n'
    )
    for content in (data, gzip.compress(data)):
        found = sampled(tmp_path, content, "jsonl")
        assert found.arrow == pa.schema({
            "id": pa.int64(), "price": pa.float64(), "at": pa.timestamp("ms", "UTC"), "day": pa.date32(),
            "tags": pa.list_(pa.string()), "who": pa.struct({"x": pa.int64()}), "none": pa.string(),
            "code": pa.string(),
        })  # fmt: skip
        assert found.dialect == {"between": "T", "zone": "Z", "newline": "\n"}
        assert found.gzipped is (content != data)


@pytest.mark.parametrize(
    ("data", "form", "said"),
    [
        (b"", "csv", "Dataset('activity/'): sample= '/sample' is empty. Give a file with a few rows"),
        (
            b"id,name\n1,a\n",
            "parquet",
            "is no Parquet file: it begins with b'id,name\\n1,a\\n', not with b'PAR1'. Give",
        ),
        (b"PAR1 and nothing more", "parquet", "is no Parquet file: "),
        (b"PAR1\x00", "csv", "is no CSV file: it is a Parquet file."),
        (b'{"id": 1}\n', "csv", 'is no CSV file: it is JSON: it begins with \'{"id": 1}'),
        (b"\x00\x01\x02\xff", "csv", "is no CSV file: it is no text in UTF-8 or Latin-1"),
        (b"a,b\n1,2\n1,2,3\n", "csv", "is no CSV file: line 3 has 3 fields, the first one has 2."),
        (b'[{"id": 1}]', "jsonl", "is no JSON Lines file: it is one JSON array; JSON Lines have one object a line"),
        (b'{"id": 1}\n{"id": \n', "jsonl", "line 2 is no JSON: '{\"id\": '"),
        (b"1\n2\n", "jsonl", "line 1 is no object, but '1'"),
        (b"PAR1\xff\xfe", "jsonl", "it is no UTF-8 text (invalid start byte at byte 4)"),
        (b'{"a": 1}\n{"a": "x"}\n', "jsonl", "its rows do not agree: "),
        (b"{}\n", "jsonl", "its rows have no keys"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "csv", "is broken gzip: "),
    ],
)
def test_a_sample_that_is_not_what_it_says_is_refused(tmp_path: Path, data: bytes, form: str, said: str) -> None:
    """A sample that is not what it says is refused."""
    assert said in refused(tmp_path, data, form)


def test_a_sample_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A sample that is not there is refused."""
    with pytest.raises(BadContract, match=r"sample= '.*nowhere.csv' cannot be read: No such file or directory\. It"):
        sampled_fields("a/", tmp_path / "nowhere.csv", "csv")
    with pytest.raises(BadContract, match="cannot be read: Is a directory"):
        sampled_fields("a/", tmp_path, "csv")


def test_two_columns_of_one_name_are_no_header(tmp_path: Path) -> None:
    """A line that names a column twice is a row like others."""
    assert sampled(tmp_path, b"a,a\nb,c\n", "csv").arrow.names == ["f0", "f1"]


def test_a_sample_with_two_columns_of_one_name_is_refused(tmp_path: Path) -> None:
    """A row of Python holds one value a name."""
    twice = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert "has two columns 'a'." in refused(tmp_path, parquet(twice), "parquet")
