"""Which addresses are meant by what a user or a document says?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from pytest_connectors.errors import BadContract

PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"[^\s{}/\\?#@<>]+")


def origins(hosts: Iterable[str]) -> dict[tuple[str, int], str]:
    """The origins by host and port: `("api.shop.example", 443)` is `https://api.shop.example`.

    A path is no part of an origin; a bare name stands for https and http on their own ports.

    Raises:
        BadContract: What is said is no address.
    """
    found: dict[tuple[str, int], str] = {}
    for said in hosts:
        for scheme, host, port in _read(said):
            shown = f"[{host}]" if ":" in host else host
            found.setdefault((host, port), f"{scheme}://{shown}" + (f":{port}" if port != PORTS[scheme] else ""))
    return found


def normal(host: str | bytes) -> str:
    """A host as all clients mean it: in lower case, without a last dot, a name of other letters as DNS has it."""
    name = host.decode("latin-1") if isinstance(host, bytes) else host
    name = name.strip("[]").rstrip(".").lower()
    return name if name.isascii() else _encoded(name)


def _read(said: str) -> list[tuple[str, str, int]]:
    scheme, slashes, _ = said.partition("://")
    schemes = [scheme.lower()] if slashes else ["https", "http"]
    try:
        parts = urlsplit(said.strip() if slashes else f"//{said.strip()}")
        port, host = parts.port, _host(parts)
    except ValueError:
        host, port = "", None
    if not host or not PORTS.keys() >= set(schemes):
        msg = (
            f"hosts= names {said!r}, which is no address of an API. Name each as its clients call it, such as "
            "'https://api.shop.example' or 'http://localhost:8080'; variables in braces must be filled in."
        )
        raise BadContract(msg)
    return [(scheme, host, port or PORTS[scheme]) for scheme in schemes]


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return normal(host) if _HOST.fullmatch(host) else ""


def _encoded(name: str) -> str:
    """The name in ASCII, by the rules of the clients' own library where it is there."""
    try:
        import idna
    except ImportError:
        return name.encode("idna").decode("ascii")
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(name) from error
