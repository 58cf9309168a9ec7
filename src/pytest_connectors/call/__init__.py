"""The call: where the plugin ends and the code under test begins, where loud ends and silent begins."""

from pytest_connectors.call.connector import Connector
from pytest_connectors.call.recorder import Recorder

__all__ = ["Connector", "Recorder"]
