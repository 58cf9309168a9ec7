"""What do places look like, on a plane and in a network, and what names a thing there?"""

from __future__ import annotations

import random
import uuid

from pytest_connectors.drift.hints import Hint
from pytest_connectors.drift.schema import Type

TEETH: dict[str, tuple[object, ...]] = {
    "point": ("(0,0)", "(-1.5,52.25)", "(-1.5,52.25)"),
    "line": ("{1,-1,0}", "{0,1,-2.5}", "{0,1,-2.5}"),
    "lseg": ("[(0,0),(1,1)]", "[(-1.5,2),(3,4)]", "[(-1.5,2),(3,4)]"),
    "box": ("(1,1),(0,0)", "(3,4),(-1.5,2)", "(3,4),(-1.5,2)"),
    "path": ("((0,0),(1,1),(1,0))", "[(0,0),(1.5,1)]", "[(0,0),(1.5,1)]"),
    "polygon": ("((0,0),(1,1),(1,0))", "((-1.5,0),(1,2))", "((-1.5,0),(1,2))"),
    "circle": ("<(0,0),0>", "<(-1.5,2),3>", "<(-1.5,2),3>"),
    "inet": ("192.0.2.1", "2001:db8::1", "10.1.2.3/8", "::ffff:192.0.2.1", "192.0.2.1"),
    "cidr": ("10.0.0.0/8", "2001:db8::/32", "192.0.2.1/32", "10.0.0.0/8"),
    "macaddr": ("00:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff", "ff:ff:ff:ff:ff:ff"),
    "macaddr8": ("00:00:2b:01:02:03:04:05", "ff:ff:ff:ff:ff:ff:ff:ff", "ff:ff:ff:ff:ff:ff:ff:ff"),
    "uuid": (uuid.UUID(int=0x0123456789ABCDEF0123456789ABCDEF),) * 2,
    "pg_lsn": ("0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "0/0"),
    "bytea": (b"\x00\xff", b"abc", b"", b"abc"),
}
_FACES = {
    "point": "({a},{b})",
    "line": "{{1,{a},{b}}}",
    "lseg": "[({a},{b}),({c},{d})]",
    "box": "({c},{d}),({a},{b})",
    "path": "[({a},{b}),({c},{d})]",
    "polygon": "(({a},{b}),({c},{d}),({a},{d}))",
    "circle": "<({a},{b}),{c}>",
    "inet": "10.{a}.{b}.{c}",
    "cidr": "10.{a}.{b}.0/24",
    "macaddr": "08:00:2b:{a:02x}:{b:02x}:{c:02x}",
    "macaddr8": "08:00:2b:ff:fe:{a:02x}:{b:02x}:{c:02x}",
    "pg_lsn": "{a:X}/{b:X}00",
}


def written(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - all makers are called alike
    """A place as the server writes it."""
    a, b = rng.randrange(100), rng.randrange(100)
    return _FACES[kind.base].format(a=a, b=b, c=a + rng.randrange(1, 100), d=b + rng.randrange(1, 100))


def identifier(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - as above
    """A UUID."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def octets(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - as above
    """A few bytes."""
    return rng.randbytes(4)


def vector_teeth(kind: Type) -> tuple[object, ...]:
    """Vectors of the extension `vector`, as many numbers as the type has."""
    size = kind.length or 3
    return tuple("[" + ",".join(one * size) + "]" for one in (["0"], ["0.25"], ["0.25"]))


def vector(kind: Type, rng: random.Random, hint: Hint) -> object:  # noqa: ARG001 - as above
    """A vector of the extension `vector`."""
    return "[" + ",".join(str(rng.randrange(-40, 40) / 4) for _ in range(kind.length or 3)) + "]"


MAKERS = {
    **dict.fromkeys(_FACES, written),
    "uuid": identifier,
    "bytea": octets,
    "vector": vector,
    "halfvec": vector,
}
