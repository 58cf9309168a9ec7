"""By which words does an error name its cause? A column, a code, a status, or what everybody calls it."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_connectors.drift.changes import (
    AnswerChanged,
    ApiFault,
    Change,
    ColumnAdded,
    DocumentReplaced,
    FilesChanged,
    FoundOtherwise,
    RequestChanged,
    SampleReplaced,
    ServerReplaced,
    StorageFault,
    amounts_to,
    plain,
    target_of,
)

_API_WORDS = ("unauthorized", "forbidden", "expired", "token", "credential", "permission", "scope", "not found")
# What an error says that names the cause of what no field, status or path names.
_WAY_WORDS = {
    "body-truncated": ("incomplete", "truncated", "unterminated", "closed", "cut"),
    "body-empty": ("empty", "expecting value", "no body"),
    "error-in-200": ("error",),
    "login-page": ("login", "html", "redirect"),
    "media-type-changed": ("xml", "content-type", "media type"),
    "page-ignored": ("page", "cursor", "offset"),
    "page-looping": ("page", "cursor", "loop"),
    "rate-limited": ("too many",),
    "server-error": ("500",),
    "path-moved": ("404", "not found"),
    "version-removed": ("404", "not found"),
    "method-changed": ("405", "not allowed"),
    "media-type-removed": ("415", "media type"),
    "batch-limited": ("413", "422", "too many", "too large"),
    "answer-lost": ("connection", "closed", "disconnected", "aborted"),
    "accepted-partially": ("207", "error", "refused", "rejected"),
    "accepted-later": ("202", "accepted"),
}
_CREDENTIAL_WORDS = ("password", "authentication", "permission", "denied", "privilege", "28P01", "42501")
_STORAGE_WORDS = ("credential", "permission", "forbidden", "expired", "denied", "token", "signature", "bucket")


def causes(changes: Sequence[Change]) -> tuple[str, ...]:
    """Words of which an error that names its cause holds one."""
    found: list[str] = []
    for change in map(plain, amounts_to(changes)):
        match change:
            case ColumnAdded(column=column):
                found.append(column)
            case FoundOtherwise() | ServerReplaced():
                pass
            case FilesChanged(column="", way=way):
                # The format's name alone is in the words of many errors that say nothing of the cause.
                found += [target_of(change), *(word for word in way.split("-") if word not in ("csv", "jsonl", "file"))]
            case StorageFault():
                found += [*change.codes, *_STORAGE_WORDS]
            case ApiFault():
                found += [*change.codes, *_API_WORDS]
            case SampleReplaced(words=words) | DocumentReplaced(words=words):
                found += words
            case (
                AnswerChanged(way=way, detail=detail, column=column)
                | RequestChanged(way=way, detail=detail, column=column)
            ):
                numbers = [word for word in change.sentence.replace(":", " ").split() if word.isdigit()]
                found += [one for one in (column, detail, *_WAY_WORDS.get(way, ()), *numbers) if one]
            case _ if hasattr(change, "column"):
                found.append(target_of(change))
            case _:
                found += _CREDENTIAL_WORDS
    return tuple(found)
