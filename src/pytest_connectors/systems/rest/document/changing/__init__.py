"""What becomes of a document, and of its rows, when something happens to an operation?"""

from pytest_connectors.systems.rest.document.changing.applying import apply
from pytest_connectors.systems.rest.document.changing.scenery import Scenery

__all__ = ["Scenery", "apply"]
