"""What does an OpenAPI document say? Read from files as values; nothing is served here."""

from pytest_connectors.contract.openapi.api import Api, Route, Unservable
from pytest_connectors.contract.openapi.loading import load
from pytest_connectors.contract.openapi.model import (
    Body,
    Content,
    Document,
    Endpoint,
    Json,
    Parameter,
    Reply,
    Schema,
    Scheme,
    Trouble,
)
from pytest_connectors.contract.openapi.paging import Paging
from pytest_connectors.contract.openapi.references import NotThere
from pytest_connectors.contract.openapi.rows import Field, Shape

__all__ = [
    "Api",
    "Body",
    "Content",
    "Document",
    "Endpoint",
    "Field",
    "Json",
    "NotThere",
    "Paging",
    "Parameter",
    "Reply",
    "Route",
    "Schema",
    "Scheme",
    "Shape",
    "Trouble",
    "Unservable",
    "load",
]
