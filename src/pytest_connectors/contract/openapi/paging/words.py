"""By which names do a query and a body speak of pages? Without what joins their words, the likelier first."""

from __future__ import annotations

import re

from pytest_connectors.contract.openapi.rows.items import plain


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Names of the query's parameters, without what joins their words; the likelier first.
ASKING = {
    "page": _words("page pagenumber pageno pagenum pageindex currentpage pagenr pageid pg p"),
    "offset": _words("offset skip startindex startat pageoffset firstresult recordoffset start from"),
    "cursor": _words(
        "cursor pagecursor nextcursor pagetoken nextpagetoken nexttoken continuationtoken continuation pageafter"
        " startingafter aftercursor after paginationtoken pagingtoken startcursor nextpagekey pagekey nextmarker marker"
        " exclusivestartkey startkey lastkey scrollid bookmark cursormark nextpage next afterid startafter lastid"
        " lastevaluatedkey skiptoken resumptiontoken iterator startingtoken searchafter"
    ),
}
SIZE = _words(
    "perpage pagesize limit pagelimit maxresults itemsperpage resultsperpage size top maxitems count take rows"
    " pagecount first num max results numresults recordsperpage maxpagesize pagelength length maxrecords"
    " numberofresults maxcount"
)
# Cursors that are the last row's id where the body tells none.
BY_ROW = frozenset(("startingafter", "afterid", "lastid", "startafter"))
# Totals by name that may be as well how many rows this page has.
COUNTS = frozenset(("count", "resultcount", "itemcount", "recordcount"))
# These mean other things as well, a moment or an id: they count only beside a size.
WEAK = frozenset(
    ("after", "next", "from", "start", "p", "pageid", "marker", "lastid", "iterator", "startkey", "lastkey")
)
NUMBERS = frozenset(("from", "start", "p", "first", "num", "max", "length", "rows", "size", "count", "results", "top"))

CERTAIN = frozenset(_words("page pagenumber pageindex currentpage offset cursor pagetoken perpage pagesize limit"))

TOTAL = _words(
    "total totalcount totalresults totalitems totalelements totalrecords totalrows totalhits totalsize totalentries"
    " numfound recordstotal counttotal totalnumber totalmatches totalobjects resultcount itemcount recordcount count"
)
TOTAL_PAGES = _words("totalpages numpages pagecount numberofpages pagestotal pagetotal lastpage maxpage pages")
MORE = _words(
    "hasmore hasnext hasnextpage morepages hasmorepages hasmoreitems moreresults moreavailable more istruncated"
)
CURSOR = _words(
    "nextcursor nextpagetoken nexttoken nextpagecursor nextcontinuationtoken continuationtoken endcursor nextpagekey"
    " nextmarker nextstartingafter nextafter nextcursormark nextpageid nextkey nextskiptoken cursornext nextbookmark"
    " lastevaluatedkey aftercursor paginationtoken resumptiontoken scrollid bookmark nextpage next continuation"
    " pagetoken cursor cursormark after lastkey marker nextid startingafter"
)
ADDRESS = _words(
    "nexturl nextlink nextpageurl nexthref nextpageuri nexturi nextpagelink odatanextlink next nextpage nextpath"
    " nextpagepath"
)
NUMBER = {
    "page": _words("nextpage nextpagenumber next"),
    "offset": _words("nextoffset nextpageoffset nextstart nextskip next"),
}
BELOW_NEXT = {"cursor": _words("cursor after token key marker startingafter"), "address": _words("href url link uri")}
CONTAINERS = frozenset(
    _words(
        "meta metadata pagination paging pager pageinfo page pages links link cursors cursor next responsemetadata info"
        " pageable paginginfo paginationinfo listmeta envelope collection resultset pagemeta header headers"
    )
)
CURSOR_HOLDERS = frozenset(_words("next cursors cursor paging pagination pageinfo page meta metadata pager"))
LINKS = frozenset(_words("links link"))
ADDRESSES = frozenset(_words("uri url uri-reference iri iri-reference"))
SAYS_ADDRESS = re.compile(r"\b(url|uri|link|hyperlink|href|endpoint)s?\b", re.IGNORECASE)


def is_asking(name: str) -> bool:
    """Whether a parameter of that name may ask for a page."""
    return any(plain(name) in words for words in ASKING.values())


def asking_name(told: str) -> str:
    """The parameter that likely asks for what a body tells: `page` of `current_page`, `cursor` of `next_cursor`."""
    name = plain(told)
    bare = re.sub(r"^(next|current|end)[_-]?", "", told, flags=re.IGNORECASE)
    bare = bare[:1].lower() + bare[1:]
    if name in SIZE[: SIZE.index("size")] or name in ASKING["offset"][:2] or name in ASKING["page"][:6]:
        return bare if name == "currentpage" else told
    if name in CURSOR and name not in {"next", "nextpage"}:
        return bare if bare != told and plain(bare) in ASKING["cursor"] else told if is_asking(told) else "cursor"
    return ""
