"""What does a sample file say of those that lie beside it? Its columns and their types, and how it is written."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pytest_connectors.contract.samples.lines import sampled_lines
from pytest_connectors.contract.samples.parquet import sampled_parquet
from pytest_connectors.contract.samples.separated import sampled_separated
from pytest_connectors.contract.samples.wrong import NotThatError
from pytest_connectors.errors import BadContract

__all__ = ["READERS", "NotThatError", "content"]

GZIP = b"\x1f\x8b"
READERS: dict[str, Callable[[bytes], tuple[Any, Mapping[str, object]]]] = {
    "parquet": sampled_parquet,
    "csv": sampled_separated,
    "jsonl": sampled_lines,
}


def content(where: str, path: Path) -> tuple[bytes, bool]:
    """What a sample holds, and whether it was gzip; `where` begins the error's sentence.

    Raises:
        BadContract: There is no such file, it cannot be read, or it is empty.
    """
    try:
        data = path.read_bytes()
        gzipped = data.startswith(GZIP)
        data = gzip.decompress(data) if gzipped else data
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        msg = f"{where} {str(path)!r} is broken gzip: {error}. Give a whole file."
        raise BadContract(msg) from None
    except OSError as error:
        msg = (
            f"{where} {str(path)!r} cannot be read: {error.strerror or error}. It takes the path of a file, from where "
            f"the tests run ({Path.cwd()})."
        )
        raise BadContract(msg) from None
    if not data.strip():
        msg = f"{where} {str(path)!r} is empty. Give a file with a few rows like those that lie there."
        raise BadContract(msg)
    return data, gzipped
