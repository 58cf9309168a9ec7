"""Tonight's recommendations to the web platform, as it was first written."""

import requests

URL = "https://api.shop.example/v2"


def push_recommendations(recommendations: list[dict], api_key: str) -> None:
    """Post them, one by one."""
    for one in recommendations:
        requests.post(f"{URL}/recommendations?api_key={api_key}", json=one)
