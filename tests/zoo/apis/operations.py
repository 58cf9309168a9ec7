"""What do the connectors of the REST wing read and write? Small operations, so that every field is tried quickly."""

from pathlib import Path

from pytest_connectors import Operation

DOCUMENT = Path(__file__).with_name("openapi.yaml")
PRODUCTS = Operation("listProducts", openapi=DOCUMENT)
EVENTS = Operation("listEvents", openapi=DOCUMENT)
ORDER = Operation("createOrder", openapi=DOCUMENT)
ORDERS = Operation("createOrders", openapi=DOCUMENT)
NUMBERED = Operation("putOrder", openapi=DOCUMENT)
TICKETS = Operation(
    "GET /tickets",
    url="https://crm.zoo.example/api",
    sample={
        "type": "object",
        "required": ["id", "title"],
        "properties": {"id": {"type": "integer"}, "title": {"type": "string"}},
    },
)
