"""Does every operation of real documents get an answer? For each document of a folder, every operation is called once.

Prints three counts for a document and in sum: operations that were answered, operations that are named by location as
not servable, and failures of ours; besides, requests of our own that were refused, and how long the start took.

    python benchmarks/documents.py [FOLDER] [-v]

Without a folder it takes the example's own document.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from pytest_connectors.contract.openapi.api import Api
from pytest_connectors.contract.openapi.loading import load
from pytest_connectors.errors import ConnectorError
from pytest_connectors.systems.rest.server.counting import counted

SHOP = Path(__file__).resolve().parents[1] / "examples" / "shop"


def main() -> None:
    """Count."""
    arguments = [one for one in sys.argv[1:] if not one.startswith("-")]
    verbose = "-v" in sys.argv
    folder = Path(arguments[0]) if arguments else SHOP
    files = sorted(one for one in folder.glob("*") if one.suffix in {".json", ".yaml", ".yml"})
    if not files:
        sys.exit(f"{folder} holds no .json, .yaml or .yml file. Give a folder with OpenAPI documents.")
    total: Counter[str] = Counter()
    slowest: list[tuple[float, str]] = []
    print(f"{'answered':>8} {'named':>6} {'failed':>6} {'refused':>7} {'load ms':>8} {'start ms':>8}  document")
    for path in files[:: int(arguments[1]) if len(arguments) > 1 else 1]:
        began = time.perf_counter()
        try:
            api = Api(load(path, str(path.name)))
        except ConnectorError as error:
            print(f"not read: {path.name}: {str(error)[:200]}")
            total["not read"] += 1
            continue
        loaded = time.perf_counter() - began
        count = counted(api)
        took = f"{1000 * loaded:8.0f} {1000 * count.start:8.1f}"
        sums = {"answered": count.answered, "named": len(count.named), "failed": len(count.failed)}
        sums["refused"] = len(count.refused)
        if verbose or sums["failed"] or sums["refused"] or sums["named"]:
            print("{answered:8} {named:6} {failed:6} {refused:7} ".format(**sums) + f"{took}  {path.name}")
        total.update(sums)
        slowest.append((count.start, path.name))
        for label, said in [*count.failed, *count.refused][: 50 if verbose else 3]:
            print(f"           {label}: {said[:300]}")
        for trouble in count.named[: 50 if verbose else 2]:
            print(f"           {trouble.pointer}: {trouble.why[:200]}")
    print(dict(total))
    print("slowest starts:", ", ".join(f"{name} {1000 * took:.0f} ms" for took, name in sorted(slowest)[-3:]))


if __name__ == "__main__":
    main()
