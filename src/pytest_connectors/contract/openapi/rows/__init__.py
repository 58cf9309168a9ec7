"""Which rows does a body hold? Where they lie in it, and which fields they have."""

from pytest_connectors.contract.openapi.rows.shape import Field, Shape, answered_shape, taken_shape

__all__ = ["Field", "Shape", "answered_shape", "taken_shape"]
