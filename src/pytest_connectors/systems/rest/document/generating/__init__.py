"""Which value fits a schema? It is made part by part, and judged by the validator."""

from pytest_connectors.systems.rest.document.generating.values import CannotGenerate, Values, generated

__all__ = ["CannotGenerate", "Values", "generated"]
