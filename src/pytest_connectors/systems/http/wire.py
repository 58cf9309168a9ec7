"""How do requests come off the sockets and answers get onto them?"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from io import BufferedReader

from pytest_connectors.systems.http.messages import Answer, Request

LINE = 64 * 1024  # bytes; a longer line, or more headers than this, is no request
HEADERS = 200
PAUSE = 0.01  # seconds
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
WITHOUT_BODY = frozenset((204, 304))
PROXIED = ("http://", "https://")
PHRASES = {status.value: status.phrase for status in HTTPStatus}


class NotHTTP(Exception):
    """What came cannot be read as a request."""


class Wire:
    """The connections to clients, each in a thread of its own.

    Attributes:
        listener: Where clients connect.
        answer: What a request is answered with; None: the connection is closed without an answer.
        server: What the header Server says.
    """

    def __init__(self, listener: socket.socket, answer: Callable[[Request], Answer | None], *, server: str) -> None:
        self._listener = listener
        self._answer = answer
        self._server = server
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._closed = False

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                if self._closed:
                    return
                time.sleep(PAUSE)  # the client went away before it was taken, or no file may be opened just now
                continue
            with self._lock:
                self._open.add(connection)
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def close(self) -> None:
        """Take no more connections, and cut those that are open."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a client
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Cut all connections that are open."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _converse(self, connection: socket.socket) -> None:
        """Answer one request after the other until one side has enough."""
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection.makefile("rb") as stream:
                while (request := _read(stream, connection)) is not None:
                    answer = self._answer(request)
                    if answer is None:
                        return
                    last = answer.cut is not None or request.fields.get("connection", "").lower() == "close"
                    connection.sendall(_written(answer, request, self._server, last=last))
                    if last:
                        return
        except (OSError, NotHTTP):
            pass  # the client went away, or is none
        finally:
            with self._lock:
                self._open.discard(connection)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def _read(stream: BufferedReader, connection: socket.socket) -> Request | None:
    """The next request; None at the end."""
    line = stream.readline(LINE).strip()
    if not line:
        return None
    try:
        method, target, version = line.decode("latin-1").split(" ")
    except ValueError:
        raise NotHTTP from None
    headers = tuple(_headers(stream))
    if version == "HTTP/1.0":
        headers = (*headers, ("connection", "close"))
    if target.startswith(PROXIED):  # as a proxy is asked
        target = "/" + target.partition("//")[2].partition("/")[2]
    path, _, query = target.partition("?")
    request = Request(method, path, query, headers)
    if request.fields.get("expect", "").lower() == "100-continue":
        connection.sendall(CONTINUE)
    body = _body(stream, request.fields)
    return Request(method, path, query, headers, body) if body else request


def _headers(stream: BufferedReader) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    while line := stream.readline(LINE).strip(b"\r\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or len(headers) == HEADERS:
            raise NotHTTP
        headers.append((name.strip().lower(), value.strip(" \t")))
    return headers


def _body(stream: BufferedReader, fields: dict[str, str]) -> bytes:
    if "chunked" in fields.get("transfer-encoding", "").lower():
        return b"".join(_chunks(stream))
    try:
        length = int(fields.get("content-length") or 0)
    except ValueError:
        raise NotHTTP from None
    body = stream.read(length)
    if len(body) < length:
        raise NotHTTP
    return body


def _chunks(stream: BufferedReader) -> list[bytes]:
    chunks = []
    while True:
        try:
            size = int(stream.readline(LINE).partition(b";")[0], 16)
        except ValueError:
            raise NotHTTP from None
        if not size:
            break
        chunks.append(stream.read(size))
        stream.readline(LINE)
    while stream.readline(LINE).strip():
        pass  # trailers of HTTP itself, which nobody sends
    return chunks


def _written(answer: Answer, request: Request, server: str, *, last: bool) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {PHRASES.get(answer.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines += [f"Date: {formatdate(usegmt=True)}", f"Server: {server}"]
    told = any(name.lower() == "content-length" for name, _ in answer.headers)
    if not told and answer.status not in WITHOUT_BODY:
        lines.append(f"Content-Length: {len(answer.body)}")
    if last:
        lines.append("Connection: close")
    head = "\r\n".join(lines) + "\r\n\r\n"
    body = b"" if request.method == "HEAD" or answer.status in WITHOUT_BODY else answer.body[: answer.cut]
    return head.encode("latin-1", "replace") + body
