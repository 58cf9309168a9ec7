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

SECOND = Path(__file__).with_name("second.yaml")
ITEMS = Operation("listItems", openapi=SECOND)
OFFERS = Operation("listOffers", openapi=SECOND)
CHANGES = Operation("listChanges", openapi=SECOND)
NEWS = Operation("listNews", openapi=SECOND)
LOG = Operation("listLog", openapi=SECOND)
SHAPES = Operation("listShapes", openapi=SECOND)
OPEN = Operation("listOpen", openapi=SECOND)
ACCOUNTS = Operation("listAccounts", openapi=SECOND)
ENTRY = Operation("addEntry", openapi=SECOND)
JOB = Operation("addJob", openapi=SECOND)
JOBS = Operation("addJobs", openapi=SECOND)
NUMBERED_JOB = Operation("putJob", openapi=SECOND)
MARK = Operation("putMark", openapi=SECOND)
