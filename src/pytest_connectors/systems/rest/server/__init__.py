"""A server that does what an OpenAPI document says, and to which can happen what happens to APIs."""

from pytest_connectors.systems.rest.server.application import Application
from pytest_connectors.systems.rest.server.stage import Exchange, Keys, Seen, Served, Stage, Taken

__all__ = ["Application", "Exchange", "Keys", "Seen", "Served", "Stage", "Taken"]
