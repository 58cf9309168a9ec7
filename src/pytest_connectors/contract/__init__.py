"""What did the user declare? What a connector reads, writes and promises, as frozen values."""

from pytest_connectors.contract.contract import Contract, Declaration
from pytest_connectors.contract.dataset import Dataset
from pytest_connectors.contract.fields import Fields
from pytest_connectors.contract.known_break import KnownBreak
from pytest_connectors.contract.marker import connector, contract_of
from pytest_connectors.contract.operation import Operation
from pytest_connectors.contract.table import TABLE_RIGHTS, Table

__all__ = [
    "TABLE_RIGHTS",
    "Contract",
    "Dataset",
    "Declaration",
    "Fields",
    "KnownBreak",
    "Operation",
    "Table",
    "connector",
    "contract_of",
]
