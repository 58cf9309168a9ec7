"""Tonight's recommendations to the web platform, hardened: none is lost, and none is stored twice."""

import hashlib
import json

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

URL = "https://api.shop.example/v2"
RETRY = Retry(total=3, status_forcelist=[429, 503], allowed_methods=["POST"], respect_retry_after_header=True)


def push_recommendations(recommendations: list[dict], token: str, url: str = URL) -> None:
    """Post them, one by one; raises at the first that the platform does not confirm."""
    with requests.Session() as session:
        session.mount(url, HTTPAdapter(max_retries=RETRY))
        session.headers["Authorization"] = f"Bearer {token}"
        for one in recommendations:
            _push(session, f"{url}/recommendations", one)


def _push(session: requests.Session, url: str, one: dict) -> None:
    # What is sent a second time has the key of the first, so that the platform knows it again.
    key = hashlib.sha256(json.dumps(one, sort_keys=True).encode()).hexdigest()
    answer = session.post(url, json=one, headers={"Idempotency-Key": key}, timeout=10, allow_redirects=False)
    answer.raise_for_status()
    stored = answer.json() if answer.status_code == requests.codes.created else None
    if not isinstance(stored, dict) or any(stored.get(name) != value for name, value in one.items()):
        message = f"{answer.status_code} from {url} does not confirm what was sent: {answer.text[:200]}"
        raise RuntimeError(message)
