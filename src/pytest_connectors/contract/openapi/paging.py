"""How does an API hand out its rows in pages?"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("page", "offset", "cursor", "link", "next-url")


@dataclass(frozen=True)
class Paging:
    """How the rows of an operation come page by page.

    Attributes:
        kind: `page` (number and size), `offset` (offset and limit), `cursor` (told in the body, asked in the query),
            `link` (header Link with rel="next"), `next-url` (the next page's address in the body).
        ask: The query's parameter that says which page: `page`, `offset`, `cursor`. For `link` and `next-url` the one
            that the server's own addresses carry.
        size: The query's parameter that says how many rows; empty where there is none.
        told: Where the body tells of the next page: `("meta", "next_cursor")`; nothing where it does not.
        total: Where the body tells how many rows there are in all, or pages (`counts_pages`).
        more: Where the body tells by true and false whether there is another page.
        first: The first page's number.
        counts_pages: `total` counts pages.
    """

    kind: str
    ask: str
    size: str = ""
    told: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    first: int = 1
    counts_pages: bool = False

    @property
    def said(self) -> str:
        """The way in words: `pages by ?page= and ?per_page=`."""
        size = f" and ?{self.size}=" if self.size else ""
        match self.kind:
            case "page" | "offset":
                return f"pages by ?{self.ask}={size}"
            case "cursor":
                return f"pages by ?{self.ask}={size}, told in {'.'.join(self.told)}"
            case "link":
                return "pages by the header Link"
            case _:
                return f"pages by the address in {'.'.join(self.told)}"
