"""The platform's products, for the feature store, hardened: it knows when it has all, and what they look like."""

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

RETRY = Retry(total=3, status_forcelist=[429, 503], respect_retry_after_header=True)
FIELDS = {"id": int, "name": str, "price": (int, float)}


def load_products(url: str, token: str) -> list[dict]:
    """Every product, once; raises where a page is not what it should be."""
    products: dict[int, dict] = {}
    page, total = 1, None
    with requests.Session() as session:
        session.mount(url, HTTPAdapter(max_retries=RETRY))
        session.headers["Authorization"] = f"Bearer {token}"
        while total is None or len(products) < total:
            body = _page(session, url, page)
            items, total = body["items"], body["total"]
            fresh = {one["id"]: one for one in map(_product, items)}
            if (not fresh and len(products) < total) or products.keys() & fresh.keys():
                message = f"page {page} of products brings nothing new: {len(products)} of {total}"
                raise LookupError(message)
            products |= fresh
            page += 1
    return list(products.values())


def _page(session: requests.Session, url: str, page: int) -> dict:
    answer = session.get(f"{url}/products", params={"page": page, "per_page": 10}, timeout=10, allow_redirects=False)
    answer.raise_for_status()
    if answer.status_code != requests.codes.ok:
        message = f"{answer.status_code} for page {page} of products"
        raise RuntimeError(message)
    return answer.json()


def _product(one: dict) -> dict:
    for name, kind in FIELDS.items():
        if not isinstance(one[name], kind) or isinstance(one[name], bool):
            message = f"{name} of a product is {one[name]!r}"
            raise TypeError(message)
    return {name: one[name] for name in FIELDS}
