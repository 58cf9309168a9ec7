"""How is the matrix told to machines? As JSON, versioned: one record a case, and one a connector."""

from __future__ import annotations

import dataclasses
import json

from pytest_connectors.reporting.matrix import Matrix

FORMAT = "pytest-connectors"
VERSION = 1


def json_report(matrix: Matrix) -> str:
    """The report as JSON text; its fields are those of `verdicts.case.Case`, described in docs/report.md."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "systems": list(matrix.systems),
        "connectors": [dataclasses.asdict(line.about) for line in matrix.lines],
        "cases": [dataclasses.asdict(case) for case in matrix.cases],
    }
    return json.dumps(document, indent=1, default=str) + "\n"
