"""What a media type says, whatever its case and its parameters."""

from __future__ import annotations

import pytest

from pytest_connectors.contract.openapi.media import essence, is_json


@pytest.mark.parametrize(
    "media", ["application/json", "text/json", "application/vnd.api+json", "Application/JSON; a=b"]
)
def test_json_is_known_by_every_name_of_it(media: str) -> None:
    """A body is JSON by its plain name, by a name of its own with `+json`, in any case and with parameters."""
    assert is_json(media)


@pytest.mark.parametrize(
    "media", ["application/x-ndjson", "application/jsonl", "application/json-seq", "text/plain", ""]
)
def test_what_is_json_in_pieces_is_no_json(media: str) -> None:
    """Lines of JSON are no JSON in one piece."""
    assert not is_json(media)


def test_the_essence_has_neither_parameters_nor_capitals() -> None:
    """Two names of one media type are the same in essence."""
    assert essence(" Text/CSV ; charset=UTF-8") == essence("text/csv") == "text/csv"
