"""Pushes recs.json to the web platform, every night at four, hardened: it fails where cron can see it."""

import json
import os
import sys
from pathlib import Path

from push_hardened import push_recommendations


def main() -> None:
    """Push all of them, or end with the first that is refused."""
    recommendations = json.loads(Path("recs.json").read_text(encoding="utf-8"))
    try:
        push_recommendations(recommendations, os.environ["SHOP_TOKEN"], os.environ["SHOP_URL"])
    except Exception as error:
        sys.exit(f"could not push: {error}")


if __name__ == "__main__":
    main()
