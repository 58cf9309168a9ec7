"""Pushes recs.json to the web platform, every night at four, as it was first written."""

import json
import os
from pathlib import Path

import requests

for one in json.loads(Path("recs.json").read_text(encoding="utf-8")):
    try:
        requests.post(
            os.environ["SHOP_URL"] + "/recommendations",
            json=one,
            headers={"Authorization": "Bearer " + os.environ["SHOP_TOKEN"]},
        ).raise_for_status()
    except Exception as error:
        print(f"could not push: {error}")
