"""How does a user's `openapi=`, a path, a text or a dict, become a document?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pytest_connectors.contract.openapi.loading.bundling import Stamp, bundled, stamp
from pytest_connectors.contract.openapi.loading.decoding import decoded, plain, read, uncollected
from pytest_connectors.contract.openapi.loading.upgrading import upgrade
from pytest_connectors.contract.openapi.model import Document, Json
from pytest_connectors.errors import BadContract, near

KNOWN = ("3.0", "3.1", "3.2")
"""The versions that are read; 3.2 as if it were 3.1."""

_loaded: dict[str, tuple[tuple[Stamp, ...], Document]] = {}
_SHOWN = 6


def load(source: str | Path | Mapping[str, Json], where: str) -> Document:
    """The document that a path, a text (YAML or JSON) or a dict holds, with all files to which it refers.

    A file is read once in a process, as long as neither it nor a file to which it refers changes.

    Args:
        source: A text of one line is a path, seen from the current directory; another one is the document itself.
        where: How the source is called in messages where it is no path: `openapi=`.

    Example:
        >>> load({"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {}}, "openapi=").version
        '3.1.0'

    Raises:
        BadContract: There is no such file, it does not parse, or it is no OpenAPI document that we know.
    """
    try:
        with uncollected():
            if isinstance(source, Mapping):
                return _document(plain(source), where, None, None)[0]
            path = _path(source, where)
            if path is not None:
                return _file(path)
            text = str(source)
            return _document(read(text, where), where, None, text)[0]
    except RecursionError:
        msg = f"{where} is nested too deeply to be read. Use $ref for what contains itself."
        raise BadContract(msg) from None


def _path(source: str | Path, where: str) -> Path | None:
    """The path that is meant; None where it is the document's text."""
    if isinstance(source, Path):
        return source
    if not isinstance(source, str):
        msg = (
            f"{where} takes the path of an OpenAPI document, its text (YAML or JSON) or a dict; it is "
            f"{type(source).__name__} {source!r:.80}."
        )
        raise BadContract(msg)
    if not source.strip():
        msg = f"{where} is an empty text. It takes the path of an OpenAPI document, its text (YAML or JSON) or a dict."
        raise BadContract(msg)
    if "\n" in source.strip() or source.lstrip().startswith(("{", "[")) or ": " in source:
        return None
    if "://" in source and not source.startswith("file://"):
        msg = (
            f"{where} is the address {source!r}, and nothing is fetched in a test. "
            f"Save the document beside the test and give its path."
        )
        raise BadContract(msg)
    return Path(source.removeprefix("file://"))


def _file(path: Path) -> Document:
    where = str(path)
    key = str(path.absolute())
    known = _loaded.get(key)
    if known is not None and all(stamp(Path(before[0])) == before for before in known[0]):
        return known[1]
    first = stamp(Path(key))
    try:
        raw = path.read_bytes()
    except IsADirectoryError:
        msg = f"{where} is a directory. openapi= takes the path of the document itself{_files_in(path)}."
        raise BadContract(msg) from None
    except FileNotFoundError:
        raise BadContract(_absent(path)) from None
    except OSError as error:
        msg = f"{where} cannot be read: {error.strerror or error}. openapi= takes the path of an OpenAPI document."
        raise BadContract(msg) from None
    text = decoded(raw, where)
    if not text.strip():
        msg = f"{where} is empty. openapi= takes the path of an OpenAPI document: YAML or JSON."
        raise BadContract(msg)
    document, others = _document(read(text, where), where, path, text)
    _loaded[key] = ((first, *others), document)
    return document


def _document(root: Json, where: str, path: Path | None, text: str | None) -> tuple[Document, tuple[Stamp, ...]]:
    version = _version(root, where)
    stamps = bundled(root, path, text)
    if version.startswith("3.0"):
        upgrade(root)
    return Document(where, root, version), stamps


def _held(root: Json) -> str:
    match root:
        case None:
            return "nothing"
        case str() if root.lstrip().startswith("<"):
            return f"HTML or XML, {root.strip()!r:.60}; was it downloaded without signing in?"
        case _:
            return f"{type(root).__name__} {root!r:.60}"


def _version(root: Json, where: str) -> str:
    """The version that a document names."""
    if not isinstance(root, dict):
        msg = f"{where} is no OpenAPI document: it holds {_held(root)}. One begins with a line such as openapi: 3.1.0."
        raise BadContract(msg)
    if "swagger" in root and "openapi" not in root:
        name = "swagger.yaml" if "=" in where else where
        msg = (
            f"{where} is Swagger {root['swagger']}, which is older than OpenAPI 3. Convert it once and give the "
            f"result: npx swagger2openapi --yaml --outfile openapi.yaml {name}"
        )
        raise BadContract(msg)
    if "openapi" not in root:
        found = ", ".join(map(repr, list(root)[:_SHOWN])) or "nothing"
        named = next(filter(None, (near(key, ["openapi"]) for key in root)), "")
        msg = (
            f"{where} is no OpenAPI document: it does not say 'openapi' at its top, where there is {found}.{named} "
            f"One begins with a line such as openapi: 3.1.0."
        )
        raise BadContract(msg)
    version = str(root["openapi"]).strip()
    if version.startswith(KNOWN) and version[3:4] in {"", ".", "-"}:
        return version
    msg = (
        f"{where} is OpenAPI {root['openapi']!r}, which is not known here. Known are 3.0 and 3.1, and 3.2 as "
        f"far as it says what 3.1 does: give the document in one of these."
    )
    raise BadContract(msg)


def _absent(path: Path) -> str:
    """That a file is not there, and what is."""
    folder = path.parent
    if not folder.is_dir():
        return (
            f"{path} is not there: there is no directory {folder}. openapi= takes the path of an OpenAPI document, "
            f"seen from {Path.cwd()}; a test's own directory is Path(__file__).parent."
        )
    beside = sorted(held.name for held in folder.iterdir() if held.is_file())
    return (
        f"{path} is not there.{near(path.name, beside)}{_files_in(folder)} "
        f"openapi= takes the path of an OpenAPI document, seen from {Path.cwd()}; a test's own directory is "
        f"Path(__file__).parent."
    )


def _files_in(folder: Path) -> str:
    found = sorted(held.name for held in folder.iterdir() if held.suffix in {".yaml", ".yml", ".json"})
    return f" In {folder} there is {', '.join(found[:_SHOWN])}." if found else ""
