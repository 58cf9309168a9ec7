"""Is the way in which rows come in pages recognised by its names, and taken from the user where it is not?"""

from __future__ import annotations

from typing import Any

import pytest

from pytest_connectors import BadContract, Operation
from pytest_connectors.contract.openapi.paging import Paging

NUMBER = {"type": "integer"}
TEXT = {"type": ["string", "null"]}
ADDRESS = {"type": ["string", "null"], "format": "uri"}
ROWS = {"type": "array", "items": {"type": "object", "properties": {"id": NUMBER}}}


def having(**properties: Any) -> dict[str, Any]:
    """An object with these properties."""
    return {"type": "object", "properties": properties}


def listing(schema: Any, *names: str, link: bool = False, pagination: Any = None, **schemas: Any) -> Operation:
    """An operation with these parameters of the query, numbers unless said otherwise, and such an answer."""
    answer: dict[str, Any] = {"description": "", "content": {"application/json": {"schema": schema}}}
    if link:
        answer["headers"] = {"Link": {"schema": {"type": "string"}}}
    parameters = [{"name": name, "in": "query", "schema": schemas.get(name, NUMBER)} for name in names]
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/users": {"get": {"parameters": parameters, "responses": {"200": answer}}}},
    }
    return Operation("GET /users", openapi=document, pagination=pagination)


@pytest.mark.parametrize(
    ("one", "paging"),
    [
        (listing(ROWS, "page", "per_page"), Paging("page", "page", "per_page")),
        (listing(ROWS, "pageNumber", "pageSize", pageNumber={"type": "integer", "minimum": 0}),
         Paging("page", "pageNumber", "pageSize", first=0)),
        (listing(having(data=ROWS, total_pages=NUMBER), "page"),
         Paging("page", "page", total=("total_pages",), counts_pages=True)),
        (listing(having(data=ROWS, meta=having(next_page=NUMBER, total=NUMBER)), "page[number]", "page[size]"),
         Paging("page", "page[number]", "page[size]", told=("meta", "next_page"), total=("meta", "total"))),
        (listing(having(data=ROWS), "query.page", "query.pageSize"), Paging("page", "query.page", "query.pageSize")),
        (listing(having(rows=ROWS, totalCount=NUMBER), "$skip", "$top"),
         Paging("offset", "$skip", "$top", total=("totalCount",))),
        (listing(ROWS, "start", "limit"), Paging("offset", "start", "limit")),
        (listing(having(data=ROWS, meta=having(next_cursor=TEXT, has_more={"type": "boolean"})), "cursor", cursor=TEXT),
         Paging("cursor", "cursor", told=("meta", "next_cursor"), more=("meta", "has_more"))),
        (listing(having(items=ROWS, nextPageToken=TEXT), "pageToken", "maxResults", pageToken=TEXT),
         Paging("cursor", "pageToken", "maxResults", told=("nextPageToken",))),
        (listing(having(results=ROWS, paging=having(next=having(after=TEXT, link=TEXT))), "after", "limit", after=TEXT),
         Paging("cursor", "after", "limit", told=("paging", "next", "after"))),
        (listing(having(data=ROWS, paging=having(cursors=having(after=TEXT))), "after", "limit", after=TEXT),
         Paging("cursor", "after", "limit", told=("paging", "cursors", "after"))),
        (listing(having(data=ROWS, has_more={"type": "boolean"}), "starting_after", "limit", starting_after=TEXT),
         Paging("cursor", "starting_after", "limit", more=("has_more",))),
        (listing(having(results=ROWS, count=NUMBER, next=ADDRESS, previous=ADDRESS), "limit", "offset"),
         Paging("next-url", "offset", "limit", told=("next",), total=("count",))),
        (listing(having(data=ROWS, links=having(next=TEXT)), "page"),
         Paging("next-url", "page", told=("links", "next"))),
        (listing(having(value=ROWS, **{"@odata.nextLink": TEXT})),
         Paging("next-url", "page", told=("@odata.nextLink",))),
        (listing(having(_embedded=having(users=ROWS), _links=having(next=having(href=TEXT))), "page"),
         Paging("next-url", "page", told=("_links", "next", "href"))),
        (listing(ROWS, "page", "per_page", link=True), Paging("link", "page", "per_page")),
        (listing(having(data=ROWS, page=NUMBER), "page", "offset", "limit"), Paging("page", "page", "limit")),
        (listing(having(data=ROWS, next=TEXT, previous=TEXT), "cursor", "page_size", cursor=TEXT),
         Paging("next-url", "cursor", "page_size", told=("next",))),
        (listing(having(data=ROWS, meta=having(next_token=TEXT, count=NUMBER)), "next_token", next_token=TEXT),
         Paging("cursor", "next_token", told=("meta", "next_token"))),
        (listing(ROWS, "start", "end", "limit"), None),
        (listing(ROWS, "limit"), None),
        (listing(ROWS, "after", after={"type": "string", "format": "date-time"}), None),
        (listing(ROWS, "from", "to"), None),
        (listing(having(id=NUMBER), "page"), None),
    ],
    ids=lambda value: value.said if isinstance(value, Paging) else "none" if value is None else "given",
)  # fmt: skip
def test_pages_are_recognised_by_their_names(one: Operation, paging: Paging | None) -> None:
    """Pages are recognised by their names."""
    assert one.paging == paging


def test_two_readings_are_put_to_the_user() -> None:
    """Two readings are put to the user, who may decide."""
    with pytest.raises(BadContract, match=r"by page \(\?page=\) or offset \(\?offset=\)\. Say which") as caught:
        _ = listing(ROWS, "page", "offset").paging
    assert "pagination='page'" in str(caught.value)
    assert listing(ROWS, "page", "offset", pagination="offset").paging == Paging("offset", "offset")


@pytest.mark.parametrize(
    ("pagination", "paging"),
    [
        (False, None),
        ("link", Paging("link", "page", "size")),
        ("page", Paging("page", "page", "size")),
        ({"kind": "page", "size": "", "first": 0}, Paging("page", "page", first=0)),
        (
            {"kind": "cursor", "ask": "since", "told": "meta.last"},
            Paging("cursor", "since", "size", told=("meta", "last")),
        ),
        ({"kind": "cursor", "ask": "since", "told": ""}, Paging("cursor", "since", "size")),
        (
            {"kind": "next-url", "told": "meta.last", "ask": "at"},
            Paging("next-url", "at", "size", told=("meta", "last")),
        ),
    ],
)
def test_the_user_says_how_pages_come(pagination: Any, paging: Paging | None) -> None:
    """The user says how pages come."""
    schema = having(data=ROWS, meta=having(last=TEXT))
    assert listing(schema, "page", "size", "since", pagination=pagination, since=TEXT).paging == paging


@pytest.mark.parametrize(
    ("pagination", "said"),
    [
        ("pages", "its kind is 'pages'. Did you mean 'page'?"),
        (True, "its kind is True."),
        ({"ask": "page"}, "its kind is None."),
        ({"kid": "page"}, "pagination= has no 'kid'. Did you mean 'kind'?"),
        ({"kind": "page", "first": "0"}, "takes a whole number as 'first'; it is '0'."),
        ({"kind": "page", "ask": "pge"}, "ask names 'pge', which is no parameter of the query. Did you mean 'page'?"),
        (
            {"kind": "page", "size": "sizes"},
            "size names 'sizes', which is no parameter of the query. Did you mean 'size'?",
        ),
        ({"kind": "page", "total": "meta.tota"}, "has no 'tota' in meta. Did you mean 'total'?"),
        (
            "offset",
            "no parameter of the query is called as if it asked for pages by offset; there are page, size, since.",
        ),
        ({"kind": "cursor", "ask": "since"}, "is called as if it were the next page's cursor. Say where it stands:"),
        ("next-url", "is called as if it were the next page's address. Say where it stands:"),
    ],
)
def test_what_cannot_be_is_refused(pagination: Any, said: str) -> None:
    """What cannot be is refused, with what is near."""
    schema = having(data=ROWS, meta=having(total=NUMBER))
    with pytest.raises(BadContract) as caught:
        _ = listing(schema, "page", "size", "since", pagination=pagination, since=TEXT).paging
    assert said in str(caught.value)


def test_one_row_has_no_pages() -> None:
    """One row has no pages."""
    with pytest.raises(BadContract, match="holds one row, which has no pages"):
        _ = listing(having(id=NUMBER), "page", pagination="page").paging


def test_the_way_is_said_in_words() -> None:
    """The way is said in words."""
    assert Paging("page", "page", "per_page").said == "pages by ?page= and ?per_page="
    assert Paging("cursor", "after").said == "pages by ?after=, told by the last row's id"
    assert Paging("cursor", "after", told=("meta", "next")).said == "pages by ?after=, told in meta.next"
    assert Paging("link", "page").said == "pages by the header Link"
    assert Paging("next-url", "page", told=("next",)).said == "pages by the address in next"
