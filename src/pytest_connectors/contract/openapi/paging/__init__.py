"""How does an API hand out its rows in pages? As its document tells it, or as a user says it."""

from pytest_connectors.contract.openapi.paging.kinds import Paging, found_paging, said_paging
from pytest_connectors.contract.openapi.paging.telling import asked

__all__ = ["Paging", "asked", "found_paging", "said_paging"]
