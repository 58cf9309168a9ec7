"""What does a schema ask of a value? Its keywords, and what several schemas ask together."""

from pytest_connectors.systems.rest.document.demands.demand import Demand, own_demand
from pytest_connectors.systems.rest.document.demands.merging import Merging

__all__ = ["Demand", "Merging", "own_demand"]
