"""Which part of a DDL does a contract need, and does it alone make the same tables?"""

from pytest_connectors.systems.postgres.pruning.pruning import FEWEST, Pruning, prune
from pytest_connectors.systems.postgres.pruning.relations import Relations
from pytest_connectors.systems.postgres.pruning.sameness import Made, rest

__all__ = ["FEWEST", "Made", "Pruning", "Relations", "prune", "rest"]
