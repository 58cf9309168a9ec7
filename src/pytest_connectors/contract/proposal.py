"""Which change is on the table? A migration, the next document, a supplier's sample, or a database that has it."""

from __future__ import annotations

import enum
import ipaddress
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pytest_connectors.errors import BadContract


class Kind(enum.StrEnum):
    """What a proposal is; each happens to declarations of one system."""

    MIGRATION = "an SQL migration"
    DOCUMENT = "an OpenAPI document"
    SAMPLE = "a sample"
    DATABASE = "a database"

    @property
    def system(self) -> str:
        """The system to whose declarations it happens."""
        return {Kind.DOCUMENT: "rest", Kind.SAMPLE: "s3"}.get(self, "postgres")


_KINDS = {
    ".sql": Kind.MIGRATION,
    **dict.fromkeys((".yaml", ".yml", ".json"), Kind.DOCUMENT),
    **dict.fromkeys((".parquet", ".pq", ".csv", ".tsv", ".jsonl", ".ndjson"), Kind.SAMPLE),
}
_OPTION = "--connector-change"
_TAKES = (
    "It takes NAME=SOURCE: the name of a declaration, and a migration (.sql), an OpenAPI document (.yaml, .json), a "
    "sample (.parquet, .csv, .jsonl) or a database (postgresql://user:password@host/database)."
)


@dataclass(frozen=True)
class Proposal:
    """A change that somebody wants to make to what a declaration names.

    Attributes:
        declared: The declaration's name: a table's, a dataset's, an operation's.
        kind: What the source is.
        source: The file's path, or the database's URL.
        id: What its items are called: `change-0042`.
    """

    declared: str
    kind: Kind
    source: str
    id: str

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.source)

    @property
    def said(self) -> str:
        """How it is named in a message: the file's name, or the database's address without its password."""
        return without_password(self.source) if self.kind is Kind.DATABASE else self.path.name

    @property
    def option(self) -> str:
        """How it was said on the command line, without a password; paths from where one stands."""
        if self.kind is Kind.DATABASE:
            return f"{_OPTION} {self.declared}={self.said}"
        try:
            path = self.path.relative_to(Path.cwd())
        except ValueError:
            path = self.path
        return shlex.join([_OPTION, f"{self.declared}={path}"])


def proposal_of(text: str, folder: Path) -> Proposal:
    """The proposal that `NAME=SOURCE` says.

    Args:
        text: As it was given on the command line.
        folder: To which paths are relative.

    Raises:
        BadContract: It says none, or names a file that is not there.
    """
    declared, equals, source = (part.strip() for part in text.partition("="))
    if not equals or not declared or not source:
        msg = f"{_OPTION}: {text!r} says no change. {_TAKES}"
        raise BadContract(msg)
    if re.match(r"postgres(ql)?://", source):
        return Proposal(declared, Kind.DATABASE, source, f"change-{_slug(_name_of(source))}")
    path = folder / Path(source).expanduser()
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    kind = _KINDS.get(suffix)
    if kind is None:
        msg = f"{_OPTION}: {source!r} ends in nothing that is known. {_TAKES}"
        raise BadContract(msg)
    if not path.is_file():
        msg = f"{_OPTION}: there is no file {source!r} in {folder}. Paths are relative to where pytest is called."
        raise BadContract(msg)
    return Proposal(declared, kind, str(path), f"change-{_slug(path.name[: -len(_endings(path))])}")


def without_password(url: str) -> str:
    """A URL that can be shown; a password may hold an @ that nobody encoded."""
    hidden = re.sub(r"(://[^:/@]*):.*@", r"\1:***@", url)
    return re.sub(r"([?&](?:ssl)?password=)[^&#]*", r"\1***", hidden)


def _endings(path: Path) -> str:
    gz = path.suffix if path.suffix.lower() == ".gz" else ""
    return Path(path.name.removesuffix(gz)).suffix + gz


def _name_of(url: str) -> str:
    """What a database is called for short: its host, or where that says nothing its name."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if host != "localhost":
            return host.partition(".")[0]
    return parts.path.strip("/") or host


def _slug(name: str) -> str:
    return re.sub(r"[^\w.]+", "-", name).strip("-")
