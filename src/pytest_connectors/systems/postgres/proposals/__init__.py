"""What is on the table for a PostgreSQL table: a migration that is run, or a database that has the change already?"""

from pytest_connectors.systems.postgres.proposals.following import in_order
from pytest_connectors.systems.postgres.proposals.proposals import Proposals

__all__ = ["Proposals", "in_order"]
