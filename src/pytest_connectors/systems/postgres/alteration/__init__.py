"""How is a change carried out on a live table, and read back in declared names and types?"""

from pytest_connectors.systems.postgres.alteration.alteration import Alteration, alter, pairs_of, read_back, read_rows
from pytest_connectors.systems.postgres.alteration.definition import Definition

__all__ = ["Alteration", "Definition", "alter", "pairs_of", "read_back", "read_rows"]
