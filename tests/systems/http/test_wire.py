"""What comes over sockets, and what goes back."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from pytest_connectors.systems.http.messages import Answer, Request
from pytest_connectors.systems.http.wire import Wire


class Echo:
    """Answers by the path; keeps what came."""

    def __init__(self) -> None:
        self.came: list[Request] = []

    def answer(self, request: Request) -> Answer | None:
        """What the path asks for."""
        self.came.append(request)
        match request.path:
            case "/cut":
                return Answer(200, (), b"0123456789", cut=4)
            case "/lost":
                return None
            case "/none":
                return Answer(204, (), b"not sent")
            case _:
                return Answer(200, (("X-Was", request.method),), request.body or b"nothing")


@pytest.fixture
def echo() -> Iterator[tuple[Echo, int, Wire]]:
    """An answerer on a port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    kept = Echo()
    wire = Wire(listener, kept.answer, server="shop")
    thread = threading.Thread(target=wire.serve, daemon=True)
    thread.start()
    yield kept, port, wire
    wire.close()
    thread.join(5)
    assert not thread.is_alive()


def test_one_connection_carries_many_requests(echo: tuple[Echo, int, Wire]) -> None:
    """Bodies of a known length, in chunks, and none; the maker's name is in the header Server."""
    kept, port, _ = echo
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(client):
        converse(client)
    assert [(one.path, one.query) for one in kept.came][:1] == [("/a", "b=%20c")]


def converse(client: http.client.HTTPConnection) -> None:
    """Four requests over one connection."""
    client.request("POST", "/a?b=%20c", body=b"hello")
    answer = client.getresponse()
    assert (answer.read(), answer.getheader("Server"), answer.getheader("X-Was")) == (b"hello", "shop", "POST")
    client.request(
        "POST", "/", body=iter([b"in ", b"chunks"]), encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
    )
    assert client.getresponse().read() == b"in chunks"
    client.request("HEAD", "/")
    answer = client.getresponse()
    assert (answer.read(), answer.getheader("Content-Length")) == (b"", "7")
    client.request("GET", "/none")
    answer = client.getresponse()
    assert (answer.status, answer.read(), answer.getheader("Content-Length")) == (204, b"", None)


def test_a_body_that_is_cut(echo: tuple[Echo, int, Wire]) -> None:
    """The header promises ten bytes, four come, and the connection ends."""
    client = http.client.HTTPConnection("127.0.0.1", echo[1], timeout=5)
    client.request("GET", "/cut")
    with pytest.raises(http.client.IncompleteRead) as cut:
        client.getresponse().read()
    assert (cut.value.partial, cut.value.expected) == (b"0123", 6)


def test_an_answer_that_is_lost(echo: tuple[Echo, int, Wire]) -> None:
    """The connection is closed without a word."""
    client = http.client.HTTPConnection("127.0.0.1", echo[1], timeout=5)
    client.request("GET", "/lost")
    with pytest.raises(http.client.RemoteDisconnected):
        client.getresponse()


def test_connections_are_cut_and_the_door_is_closed(echo: tuple[Echo, int, Wire]) -> None:
    """Who waits comes back, and nobody else gets in."""
    _, port, wire = echo
    with socket.create_connection(("127.0.0.1", port), timeout=5) as waiting:
        waiting.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert waiting.recv(1) == b"H"
        wire.close()
        with contextlib.suppress(ConnectionResetError):
            while waiting.recv(1024):
                pass
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)
