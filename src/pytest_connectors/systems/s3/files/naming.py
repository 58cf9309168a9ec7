"""What else happens to keys, and what lies among the objects?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.drift.changes import Change, SampleReplaced
from pytest_connectors.drift.changes.files import FilesChanged, plain
from pytest_connectors.errors import CannotHappen
from pytest_connectors.systems.s3.files.described import extension_of

_CHECKSUM = b"crc\x00\x00\x00\x02\x00\x1d\xfd\x5b\xd4"


def renamed(dataset: Dataset, key: str, changes: Sequence[Change]) -> str:
    """The key after the changes.

    Raises:
        CannotHappen: The key has nothing of what a change would rename.
    """
    for change in changes:
        if isinstance(change, SampleReplaced) and change.zipped_keys is not None and not dataset.is_single:
            key = key.removesuffix(".gz") + (".gz" if change.zipped_keys else "")
        if not isinstance(change, FilesChanged):
            continue
        match change.way:
            case "prefix-moved" if dataset.is_single:
                key = change.detail
            case "prefix-moved":
                key = change.detail.strip("/") + "/" + key.removeprefix(dataset.prefix)
            case "partition-key-renamed":
                key = _key_renamed(dataset, key, change)
            case "extension-changed":
                key = key.removesuffix(extension_of(key)) + change.detail
            case "suffix-gzipped" if change.detail.startswith("."):
                key += change.detail
    return key


def markers(dataset: Dataset, keys: Iterable[str], changes: Iterable[Change]) -> dict[str, bytes]:
    """What lies among the objects and is none: marks of success, hidden files, directories.

    Raises:
        CannotHappen: There is no directory that an object could stand for.
    """
    found: dict[str, bytes] = {}
    keys = list(keys)
    top = keys[0].rpartition("/")[0] if keys and dataset.is_single else dataset.prefix.rstrip("/")
    for change in map(plain, changes):
        if not isinstance(change, FilesChanged) or change.way != "marker-files" or not keys:
            continue
        match change.detail:
            case "directory objects":
                folders = {f"{key.rpartition('/')[0]}/" for key in keys if "/" in key} | ({f"{top}/"} if top else set())
                if not folders:
                    msg = f"objects of {dataset.name} lie at the bucket's root, so that no key stands for a directory"
                    raise CannotHappen(msg)
                found |= dict.fromkeys(sorted(folders), b"")
            case "hidden files":
                folder, _, name = keys[0].rpartition("/")
                found[_under(folder, f".{name}.crc")] = _CHECKSUM
                found[_under(top, "_committed_1")] = b'{"added":[],"removed":[]}'
            case _:
                found[_under(top, "_SUCCESS")] = b""
    return found


def _key_renamed(dataset: Dataset, key: str, change: FilesChanged) -> str:
    segments = key.split("/")
    again = [
        f"{change.detail}={one.partition('=')[2]}" if one.partition("=")[0] == change.column and "=" in one else one
        for one in segments
    ]
    if again == segments:
        msg = f"keys of {dataset.name} do not name the partition {change.column!r}: {key!r}"
        raise CannotHappen(msg)
    return "/".join(again)


def _under(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
