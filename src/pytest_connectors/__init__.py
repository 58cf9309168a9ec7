"""Integration contract testing for connectors: which break, and which break silently, when a system changes."""

from pytest_connectors.contract import Contract, Dataset, Operation, Table
from pytest_connectors.errors import BadContract, BrokenContract, ConnectorError, ConnectorHangs, ConnectorWarning

__all__ = [
    "BadContract",
    "BrokenContract",
    "ConnectorError",
    "ConnectorHangs",
    "ConnectorWarning",
    "Contract",
    "Dataset",
    "Operation",
    "Table",
]
