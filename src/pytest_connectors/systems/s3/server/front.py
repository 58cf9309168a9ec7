"""What does a request get: nothing, a refusal, or what moto answers?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pytest_connectors.systems.http.messages import Answer
from pytest_connectors.systems.s3.server.beyond import Beyond, is_form
from pytest_connectors.systems.s3.server.deleting import delete_objects
from pytest_connectors.systems.s3.server.errors import Code, Refusal, answered
from pytest_connectors.systems.s3.server.faults import refuse_all, refuse_operation, refuse_signed
from pytest_connectors.systems.s3.server.ledger import Ledger
from pytest_connectors.systems.s3.server.listing import list_objects
from pytest_connectors.systems.s3.server.operations import LISTS, PUTS, granted, label, operation
from pytest_connectors.systems.s3.server.request import Request
from pytest_connectors.systems.s3.server.signature import check
from pytest_connectors.systems.s3.server.signed import read
from pytest_connectors.systems.s3.server.stage import Seen, Stage
from pytest_connectors.systems.s3.server.store import Store

ERRORS = 400  # statuses from here on
FOUND_NOTHING = 404


class Front:
    """The layer before moto that knows key, rights, faults and budget and keeps the log."""

    def __init__(self, store: Store, beyond: Beyond, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._beyond = beyond
        self._clock = clock
        self._lock = threading.RLock()  # moto's objects are not made for threads
        self._ledger: Ledger | None = None

    def set(self, stage: Stage) -> None:
        """Begin anew; a request that is still under way gets no answer."""
        with self._lock:
            self._ledger = None  # if arranging fails, nothing is answered
            self._store.arrange(stage.buckets, stage.archived)
            self._ledger = Ledger(stage)

    def seen(self) -> Seen:
        """What the connector did since."""
        return Seen() if self._ledger is None else self._ledger.seen()

    def objects(self, bucket: str, prefix: str) -> dict[str, bytes]:
        """What lies there."""
        with self._lock:
            return self._store.objects(bucket, prefix)

    def sever(self) -> None:
        """Refuse everything until the next stage."""
        if self._ledger is not None:
            self._ledger.severed = True

    def answer(self, request: Request) -> Answer | None:
        """The answer; None: the connection shall be closed without one."""
        ledger = self._ledger
        asked = operation(request)
        its_label = label(asked, request)
        if ledger is None:
            return None
        if not ledger.enter(its_label):
            # No client tries again after this answer, as all do after none: whoever waits for one comes back.
            return answered(Refusal(Code.AccessDenied), head=request.method == "HEAD")
        refusal: Refusal | None = None
        try:
            self._judge(ledger.stage, asked, request)
            answer = self._carried_out(ledger, asked, request)
        except Refusal as refused:
            refusal = refused
        except Exception as trouble:  # noqa: BLE001  # moto's, or ours: the log has it
            refusal = Refusal(Code.InternalError, f"{type(trouble).__name__}: {trouble}")
        if refusal is not None:
            answer = answered(refusal, head=request.method == "HEAD")
        if answer is None:
            return None
        if answer.status >= ERRORS and not (answer.status == FOUND_NOTHING and request.method == "HEAD"):
            ledger.refuse(self._beyond.words(answer) if refusal is None else str(refusal), its_label)
        # What is no longer on the stage gets no answer of it.
        return None if ledger.severed or ledger is not self._ledger else answer

    def _judge(self, stage: Stage, asked: str, request: Request) -> None:
        """Raise the first thing that stands in the way, in the order in which S3 looks."""
        refuse_all(stage)
        signed = read(request)
        if signed is None:
            raise Refusal(Code.AccessDenied)
        if signed.access_key != stage.key.access_key:
            raise Refusal(Code.InvalidAccessKeyId, more={"AWSAccessKeyId": signed.access_key})
        now = self._clock()
        refuse_signed(stage, signed, now)
        check(request, signed, stage.key, now)
        refuse_operation(stage, asked, request)
        if request.bucket and not self._store.has(request.bucket) and asked != "CreateBucket":
            raise Refusal(Code.NoSuchBucket, more={"BucketName": request.bucket})
        if not granted(asked, request, stage.grants):
            raise Refusal(Code.AccessDenied)

    def _carried_out(self, ledger: Ledger, asked: str, request: Request) -> Answer | None:
        with self._lock:
            if ledger is not self._ledger:
                return None
            if asked in PUTS:
                self._later(ledger, "put")
            if asked == "DeleteObjects":
                return delete_objects(request, ledger, self._store)
            if asked in LISTS:
                version = 2 if asked == "ListObjectsV2" else 1
                return list_objects(request, self._store, version=version, size=ledger.stage.page)
            self._refuse_archived(asked, request)
            answer = self._beyond.answer(request)
            content_type = request.fields.get("content-type", "")
            if asked == "PutObject" and answer.status < ERRORS and is_form("content-type", content_type):
                self._store.retype(request.bucket, request.name, content_type)
            if asked == "GetObject" and answer.status < ERRORS:
                # Before it is sent: what the client asks for next, it asks for after the change.
                self._later(ledger, "get")
            return answer

    def _later(self, ledger: Ledger, on: str) -> None:
        if ledger.later is not None and ledger.stage.on == on:
            self._store.change(ledger.later)
            ledger.later = None

    def _refuse_archived(self, asked: str, request: Request) -> None:
        got = {
            "GetObject": (request.bucket, request.name),
            "CopyObject": request.source,
            "UploadPartCopy": request.source,
        }.get(asked)
        if got is not None and self._store.has(got[0]) and self._store.archived(*got):
            raise Refusal(Code.InvalidObjectState, more={"StorageClass": "GLACIER"})
