"""The platform's products, for the feature store, as it was first written."""

import requests


def load_products(url: str, token: str) -> list[dict]:
    """Every product, page by page."""
    products: list[dict] = []
    page = 1
    while True:
        answer = requests.get(
            f"{url}/products", params={"page": page, "per_page": 10}, headers={"Authorization": f"Bearer {token}"}
        )
        items = answer.json().get("items", [])
        if not items:
            return products
        products += [{"id": one.get("id"), "name": one.get("name"), "price": one.get("price")} for one in items]
        page += 1
