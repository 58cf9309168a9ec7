"""Are there more pages than one, however many rows the connector asks for at once?"""

from __future__ import annotations

from collections.abc import Callable

from .project import API, OPENAPI, Project

WIDE = f"""{API}
import requests

def load(rest, size):
    found, page = [], 1
    while True:
        answer = requests.get(
            rest.url + "/products",
            params={{"page": page, "per_page": size}},
            headers={{"Authorization": "Bearer " + rest.token}},
        )
        answer.raise_for_status()
        items = answer.json()["items"]
        found += of(items)
        if len(items) < size:
            return found
        page += 1

@pytest.mark.connector("hundreds", reads=PRODUCTS, only=("field-to-text", "page-ignored", "page-smaller"))
def test_hundreds(connector, rest):
    found = connector(load, rest, 100)
    assert len(found) == len(rest.rows)
    asked = len(rest.requests)
    with open("asked.txt", "a") as file:
        file.write(f"{{len(found)}} {{asked}}\\n")
"""


def test_who_asks_for_a_hundred_rows_at_once_gets_several_pages(project: Callable[..., Project]) -> None:
    """The far end holds three pages of what is asked for, so that what happens to pages is seen; values still pair."""
    made = project({"test_it.py": WIDE, "openapi.yaml": OPENAPI})
    result = made.run()
    assert "300 4" in (made.folder / "asked.txt").read_text().splitlines()
    assert result.worst_of("hundreds") == {"field-to-text": "silent", "page-ignored": "hangs", "page-smaller": "silent"}
    passed_on = {case["silence"] for case in result.cases if case["scenario"] == "field-to-text"}
    assert passed_on == {"passed on"} | ({None} & passed_on)
