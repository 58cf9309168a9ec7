"""PostgreSQL: a real server, found or started, its tables, its roles and what can happen to them."""

from pytest_connectors.systems.postgres.far_end import FarEnd
from pytest_connectors.systems.postgres.opening import open_far_end, open_rehearsal

__all__ = ["FarEnd", "open_far_end", "open_rehearsal"]
