"""How do clients inside this process that call a production address reach the far end, and nothing else at all?"""

from pytest_connectors.systems.rest.catching.caught import Catch, caught
from pytest_connectors.systems.rest.catching.guarded import Guard, OutsideRefused, Refused, guarded

__all__ = ["Catch", "Guard", "OutsideRefused", "Refused", "caught", "guarded"]
