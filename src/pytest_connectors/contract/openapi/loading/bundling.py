"""How do a document and the files to which it refers become one?

Every file that is referred to is taken in once, under `x-documents` and its name as seen from the document; every
`$ref` is then rewritten so that it begins with `#/`. What is not there stays as it is written, with the reason beside
it: only who needs it is told.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from pytest_connectors.contract.openapi.loading.decoding import decoded, read
from pytest_connectors.contract.openapi.model import Json
from pytest_connectors.contract.openapi.references import UNSAID, escaped, references
from pytest_connectors.errors import BadContract, near

DOCUMENTS = "x-documents"
"""Under this name the root holds the other files, by their names."""

Stamp = tuple[str, int, int]
"""A file as it was when it was read: its path, when it was changed (in nanoseconds), its size; -1 where it is not."""

# A `$ref` that may lead out of the text. It may see too many, never too few.
_LEADS_OUT = re.compile(r"""\$ref["']?\s*+:\s*+(?!["']?#)""")


@dataclass(eq=False)
class Bundle:
    """The files of one document, while they are put together."""

    path: Path | None
    root: dict[str, Json]
    stamps: list[Stamp] = field(default_factory=list)
    read: dict[Path, str] = field(default_factory=dict)
    waiting: list[tuple[Json, Path]] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder of the document; of a text or a dict, the one in which we are."""
        return Path.cwd() if self.path is None else self.path.parent


def stamp(path: Path) -> Stamp:
    """How a file is now."""
    try:
        found = path.stat()
    except OSError:
        return str(path), -1, -1
    return str(path), found.st_mtime_ns, found.st_size


def bundled(root: dict[str, Json], path: Path | None, text: str | None) -> tuple[Stamp, ...]:
    """Take into a root, which is changed, every file to which it refers; gives how those files were.

    Args:
        root: What the document's text holds.
        path: The document's file; None where it is a text or a dict.
        text: The document's text, where there is one: it tells fast that nothing leads out of it.
    """
    if text is not None and not _LEADS_OUT.search(text):
        return ()
    bundle = Bundle(None if path is None else _real(path), root)
    if bundle.path is not None:
        bundle.read[bundle.path] = "#"
    base = bundle.path if bundle.path is not None else bundle.folder / "openapi"
    bundle.waiting.append((root, base))
    # Every file's nodes are gone through before another file's stand in the root, so that none is met twice.
    while bundle.waiting:
        node, base = bundle.waiting.pop()
        own = bundle.read.get(base, "#")
        for holder, _ in list(references(node, "#")):
            holder["$ref"] = _rewritten(bundle, holder["$ref"], base, own)
        _rewrite_mappings(bundle, node, base, own)
    return tuple(bundle.stamps)


def _rewritten(bundle: Bundle, ref: str, base: Path, own: str) -> str:
    """A `$ref` that stands in the file `base` as one that begins with `#`; unchanged where it leads nowhere."""
    if ref.startswith("#"):
        return ref if own == "#" else _inside(own, ref[1:])
    name, _, fragment = ref.partition("#")
    parts = urlsplit(name)
    if parts.scheme not in {"", "file"} or (parts.netloc and not parts.scheme):
        return ref
    target = _real(base.parent / unquote(parts.path if parts.scheme else name))
    if target not in bundle.read:
        bundle.stamps.append(stamp(target))
        why = _take(bundle, target, ref)
        if why is not None:
            _own(bundle.root, UNSAID)[ref] = why
            return ref
    return _inside(bundle.read[target], fragment)


def _inside(own: str, fragment: str) -> str:
    return own if fragment in {"", "/"} else own + fragment if fragment.startswith("/") else f"{own}#{fragment}"


def _take(bundle: Bundle, target: Path, ref: str) -> str | None:
    """Read a file into the root; what is wrong with it, in words."""
    name = Path(os.path.relpath(target, bundle.folder)).as_posix()
    if not target.is_file():
        beside = [held.name for held in target.parent.iterdir()] if target.parent.is_dir() else []
        return f"$ref {ref!r} is not there: there is no file {name}.{near(target.name, beside)}"
    try:
        held = read(decoded(target.read_bytes(), name), name)
    except (BadContract, OSError) as error:
        return f"$ref {ref!r} cannot be read: {error}"
    _own(bundle.root, DOCUMENTS)[name] = held
    bundle.read[target] = f"#/{DOCUMENTS}/{quote(escaped(name), safe='~/')}"
    bundle.waiting.append((held, target))
    return None


def _own(root: dict[str, Json], name: str) -> dict[str, Json]:
    """Our own part of the root; what a document has there itself is kept where it can be."""
    if not isinstance(root.get(name), dict):
        root[name] = {}
    held: dict[str, Json] = root[name]
    return held


def _rewrite_mappings(bundle: Bundle, node: Json, base: Path, own: str) -> None:
    """Rewrite what discriminators say of schemas, where they name files or pointers."""
    stack, seen = [node], set()
    while stack:
        held: Any = stack.pop()
        if id(held) in seen:
            continue
        seen.add(id(held))
        if isinstance(held, list):
            stack.extend(value for value in held if isinstance(value, (dict, list)))
            continue
        if not isinstance(held, dict):
            continue
        said = held.get("discriminator")
        mapping = said.get("mapping") if isinstance(said, dict) else None
        if isinstance(mapping, dict):
            for value, ref in mapping.items():
                if isinstance(ref, str) and ("#" in ref or ref.endswith((".yaml", ".yml", ".json"))):
                    mapping[value] = _rewritten(bundle, ref, base, own)
        stack.extend(
            value
            for key, value in held.items()
            if isinstance(value, (dict, list)) and key not in {DOCUMENTS, "example"}
        )


def _real(path: Path) -> Path:
    return Path(os.path.normpath(path.absolute()))
