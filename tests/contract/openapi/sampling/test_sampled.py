"""Does a recorded answer, a JSON Schema or a pydantic model say all that a document would?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pydantic
import pytest

from pytest_connectors import BadContract, Operation
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.contract.openapi.sampling.inferring import inferred

URL = "https://api.crm.example"


class Agent(pydantic.BaseModel):
    """Who works on a ticket."""

    mail: str


class Ticket(pydantic.BaseModel):
    """One row."""

    number: int
    agent: Agent | None = None
    notes: list[Agent] = []


class Page(pydantic.BaseModel):
    """An answer."""

    tickets: list[Ticket]
    next_cursor: str | None = None


def kept(folder: Path, body: object, name: str = "tickets.json") -> Path:
    """The path of a file that holds that body."""
    path = folder / name
    path.write_text(body if isinstance(body, str) else json.dumps(body), encoding="utf-8")
    return path


def test_recorded_answers_say_where_rows_lie_what_they_hold_and_how_pages_come(tmp_path: Path) -> None:
    """Recorded answers say where rows lie, what they hold and how pages come."""
    row = {"id": 1, "subject": "a", "at": "2026-01-05T10:00:00Z", "score": 1, "agent": {"mail": "a@b.example"}}
    first = {
        "tickets": [row, {**row, "id": 2, "score": 0.5}],
        "next": f"{URL}/v2/tickets?page=2&per_page=2",
        "count": 3,
    }
    last = {"tickets": [{**row, "subject": None, "tag": "x", "agent": None}], "next": None, "count": 3}
    paths = [kept(tmp_path, first), str(kept(tmp_path, last, "last.json"))]
    one = Operation("GET /v2/tickets", url=URL, sample=paths)
    assert (one.hosts, one.documented, one.answered.items, one.answered.many) == ((URL,), False, ("tickets",), True)
    fields = {field.name: field for field in one.answered.fields}
    assert [name for name, field in fields.items() if field.required] == ["id", "subject", "at", "score", "agent"]
    assert [name for name, field in fields.items() if field.nullable] == ["subject", "agent"]
    said = {name: (field.schema["type"], field.schema.get("format")) for name, field in fields.items()}
    assert said == {
        "id": ("integer", None),
        "subject": (["string", "null"], None),
        "at": ("string", "date-time"),
        "score": ("number", None),
        "agent": (["object", "null"], None),
        "tag": ("string", None),
    }
    assert one.paging == Paging("next-url", "page", "per_page", told=("next",), total=("count",))


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        ([1, 2.5], {"type": "number"}),
        ([1, "a", None], {"type": ["integer", "string", "null"]}),
        ([True], {"type": "boolean"}),
        (["2026-01-05", "2026-02-28"], {"type": "string", "format": "date"}),
        (["2026-01-05", "2026-02-31"], {"type": "string"}),
        (["2026-01-05T10:00:00+02:00"], {"type": "string", "format": "date-time"}),
        (["6f1c1f6e-8a70-4f5a-9d0b-0d3b0f6a1a11"], {"type": "string", "format": "uuid"}),
        (["a@b.example", "a"], {"type": "string"}),
        (["https://a.example/x?y=1"], {"type": "string", "format": "uri"}),
        (["10.00", "2.50"], {"type": "string", "pattern": r"^\d{1,7}\.\d{2}$"}),
        (
            [[], [{"a": 1}, {}]],
            {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "integer"}}}},
        ),
        ([[]], {"type": "array", "items": {}}),
    ],
    ids=range(12),
)
def test_a_schema_holds_what_all_values_have_in_common(values: list[Any], schema: dict[str, Any]) -> None:
    """A schema holds what all values have in common."""

    def plain(found: Any) -> Any:
        held = found.items() if isinstance(found, dict) else ()
        return {key: plain(value) for key, value in held if key != "examples"} if held else found

    assert plain(inferred(values)) == schema


def test_a_naive_moment_keeps_its_look() -> None:
    """A moment without an offset is no date-time, and keeps its look."""
    (pattern,) = [value for key, value in inferred(["2026-01-05 10:00:00"]).items() if key == "pattern"]
    assert pattern.endswith(r" ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$")
    assert "pattern" not in inferred(["2026-01-05 10:00:00"], strict=False)


@pytest.mark.parametrize(
    ("beside", "paging"),
    [
        ({"meta": {"next_cursor": "abc"}}, Paging("cursor", "cursor", told=("meta", "next_cursor"))),
        ({"nextPageToken": "abc"}, Paging("cursor", "pageToken", told=("nextPageToken",))),
        ({"page": 0, "page_size": 50, "total": 7}, Paging("page", "page", "page_size", total=("total",), first=0)),
        ({"meta": {"current_page": 1, "total_pages": 7}},
         Paging("page", "page", total=("meta", "total_pages"), counts_pages=True)),
        ({"offset": 0, "limit": 50}, Paging("offset", "offset", "limit")),
        ({"links": {"next": "/v2/x?after=b"}}, Paging("next-url", "after", told=("links", "next"))),
        ({"version": "1"}, None),
    ],
    ids=range(7),
)  # fmt: skip
def test_the_parameters_of_the_query_are_guessed_from_what_was_answered(
    tmp_path: Path, beside: dict[str, Any], paging: Paging | None
) -> None:
    """The parameters of the query are guessed from what was answered."""
    assert Operation("GET /v2/x", sample=kept(tmp_path, {"data": [{"id": 1}], **beside})).paging == paging


def test_an_archive_of_requests_says_what_was_asked_and_the_header_link(tmp_path: Path) -> None:
    """An archive of requests (HAR) says what was asked, and the header Link; other requests in it are left aside."""
    link = {"name": "Link", "value": f'<{URL}/v2/x/7?page=2&size=1>; rel="next"'}
    entries = [
        {"request": {"method": "GET", "url": f"{URL}/login"}, "response": {"content": {"text": "<html>"}}},
        {
            "request": {"method": "GET", "url": f"{URL}/v2/x/7?page=1&size=1"},
            "response": {"headers": [link], "content": {"text": '[{"id": 1}]'}},
        },
    ]
    one = Operation("GET /x/{shop}", url=f"{URL}/v2", sample=kept(tmp_path, {"log": {"entries": entries}}))
    assert ([field.name for field in one.answered.fields], one.paging) == (["id"], Paging("link", "page", "size"))


@pytest.mark.parametrize(
    ("call", "sample", "items", "found"),
    [
        ("GET /tickets", Page, None, (("tickets",), True)),
        ("GET /tickets", Ticket, None, ((), True)),
        ("GET /tickets", Ticket, "data.rows", (("data", "rows"), True)),
        ("GET /tickets/{number}", Ticket, None, ((), False)),
        ("GET /tickets", Ticket.model_json_schema(), None, ((), True)),
        ("GET /tickets", {"type": "array", "items": Agent.model_json_schema()}, None, ((), True)),
    ],
    ids=range(6),
)
def test_a_model_or_a_schema_describes_the_answer_or_one_row(
    call: str, sample: Any, items: str | None, found: Any
) -> None:
    """A model or a schema describes the answer, or one row of it."""
    one = Operation(call, sample=sample, items=items)
    assert (one.answered.items, one.answered.many) == found
    assert one.answered.fields[0].name in {"number", "mail"}


def test_the_path_of_a_schema_is_as_good_as_the_schema(tmp_path: Path) -> None:
    """The path of a schema is as good as the schema; its own references hold."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "array",
        "items": {"$ref": "#/$defs/T"},
    }
    path = kept(tmp_path, {**schema, "$defs": {"T": {"type": "object", "properties": {"id": {"type": "integer"}}}}})
    assert [field.name for field in Operation("GET /x", sample=path).answered.fields] == ["id"]


def test_of_a_written_operation_the_sample_is_what_is_sent(tmp_path: Path) -> None:
    """Of a written operation the sample is what is sent."""
    one = Operation("PUT /users/{id}/recs", sample=kept(tmp_path, [{"item": 1}, {"item": 2, "why": "new"}]))
    assert [(field.name, field.place, field.required) for field in one.taken.fields] == [
        ("id", "path", True),
        ("item", "body", True),
        ("why", "body", False),
    ]
    assert one.taken.many
    assert [field.name for field in Operation("POST /tickets", sample=Ticket).taken.fields] == [
        "number",
        "agent",
        "notes",
    ]


@pytest.mark.parametrize(
    ("call", "body", "said"),
    [
        ("listTickets", [{"id": 1}], "without a document an operation is named by its method and path"),
        ("GET /x", "<!doctype html><title>Sign in</title>", "is HTML or XML, and no JSON: '<!doctype html>"),
        ("GET /x", " ", "is empty. Record the body of an answer, with rows in it."),
        ("GET /x", "{'id': 1}", "is no JSON: Expecting property name"),
        ("GET /x", [], "holds an empty list, from which nothing can be learnt"),
        ("GET /x", {"data": [], "total": 0}, "holds an empty list, from which nothing can be learnt"),
        ("GET /x", 3, "holds the single value 3."),
        ("GET /x", {"log": {"entries": []}}, "is a HAR file in which nothing was asked by GET /x"),
        ("GET /x", {"type": "object", "properties": {"a": {"$ref": "b.json"}}}, "refers to another file, 'b.json'"),
    ],
    ids=range(9),
)
def test_a_sample_of_no_use_is_refused(tmp_path: Path, call: str, body: object, said: str) -> None:
    """A sample of no use is refused, in one message."""
    with pytest.raises(BadContract) as caught:
        Operation(call, url=URL, sample=kept(tmp_path, body))
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"Operation({call!r}): ")


def test_a_file_that_is_not_there_is_named_with_what_is_near(tmp_path: Path) -> None:
    """A file that is not there is named, with what is near."""
    kept(tmp_path, {})
    with pytest.raises(BadContract, match=r"cannot be read: .*ticket\.json .* Did you mean 'tickets\.json'\?"):
        Operation("GET /x", sample=tmp_path / "ticket.json")


@pytest.mark.parametrize("sample", [5, [], "", [5]], ids=range(4))
def test_what_is_no_sample_is_refused(sample: Any) -> None:
    """What is no sample is refused."""
    with pytest.raises(BadContract, match=r"Operation\('GET /x'\): sample="):
        Operation("GET /x", sample=sample)
