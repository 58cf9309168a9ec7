"""Which rows can an operation hand out or take? How they are described, drawn, and said in JSON."""

from pytest_connectors.systems.rest.document.rows.described import schema_of
from pytest_connectors.systems.rest.document.rows.settling import settled

__all__ = ["schema_of", "settled"]
