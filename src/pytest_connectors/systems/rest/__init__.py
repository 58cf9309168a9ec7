"""REST as a far end: a server that speaks an OpenAPI document, and leads clients with other addresses to itself."""

from pytest_connectors.systems.rest.opening import open_far_end

__all__ = ["open_far_end"]
