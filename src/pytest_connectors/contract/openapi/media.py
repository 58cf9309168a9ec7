"""What does a media type say of a body, whatever its parameters and its case?"""

from __future__ import annotations


def essence(media: str) -> str:
    """A media type without its parameters, in lower case: `application/json`."""
    return media.partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a media type is JSON in one piece."""
    return essence(media).endswith(("/json", "+json"))
