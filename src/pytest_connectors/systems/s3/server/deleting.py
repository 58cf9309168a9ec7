"""What happens to each of the names in a DeleteObjects request?"""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from pytest_connectors.systems.http.messages import Answer
from pytest_connectors.systems.s3.server.errors import Code, Refusal, host_id, request_id
from pytest_connectors.systems.s3.server.ledger import Ledger
from pytest_connectors.systems.s3.server.operations import may_write
from pytest_connectors.systems.s3.server.request import Request
from pytest_connectors.systems.s3.server.store import Store

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def delete_objects(request: Request, ledger: Ledger, store: Store) -> Answer:
    """Delete what may be deleted; the answer is 200 and names each refusal, as in S3.

    Raises:
        Refusal: The list cannot be read.
    """
    names, quiet = _asked(request.body)
    results = []
    for name in names:
        if ledger.stage.fault != "put-denied" and may_write(request.bucket, name, ledger.stage.grants):
            store.remove(request.bucket, name)
            results += [] if quiet else [f"<Deleted><Key>{escape(name)}</Key></Deleted>"]
        else:
            denied = Refusal(Code.AccessDenied)
            ledger.refuse(str(denied), f"DeleteObjects {request.bucket}/{name}")
            inner = f"<Key>{escape(name)}</Key><Code>{denied.code}</Code><Message>{denied.message}</Message>"
            results.append(f"<Error>{inner}</Error>")
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    body = f'{declaration}<DeleteResult xmlns="{NAMESPACE}">{"".join(results)}</DeleteResult>'
    headers = (("Content-Type", "application/xml"), ("x-amz-request-id", request_id()), ("x-amz-id-2", host_id()))
    return Answer(200, headers, body.encode())


def _asked(body: bytes) -> tuple[list[str], bool]:
    """The names, and whether only refusals shall be told."""
    try:
        root = ET.fromstring(body)  # noqa: S314  # from the connector under test, who is no enemy
    except ET.ParseError:
        raise Refusal(Code.MalformedXML) from None
    by_tag = [(element.tag.rpartition("}")[2], element.text or "") for element in root.iter()]
    return [text for tag, text in by_tag if tag == "Key"], ("Quiet", "true") in by_tag
