"""Does one address lead to whichever server is up, and does nothing of it stay?"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pytest_connectors.errors import ServerDied
from pytest_connectors.systems.postgres.relay import Relay

LONG = b"x" * 3_000_000


@contextmanager
def saying(word: bytes) -> Iterator[int]:
    """A server that answers each connection with a word, and then with all that it is told."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(client,), daemon=True).start()

        def answer(client: socket.socket) -> None:
            with client:
                client.sendall(word)
                try:
                    while data := client.recv(65536):
                        client.sendall(data)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def connected(relay: Relay) -> socket.socket:
    """A client of it."""
    return socket.create_connection((relay.host, relay.port), timeout=10)


def heard(client: socket.socket, size: int) -> bytes:
    """So many bytes, or fewer where it ends before, in order or not."""
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while len(data) < size and (more := client.recv(65536)):
            data += more
    return data


def test_it_leads_where_it_is_told() -> None:
    """Who connects finds the server of which the relay was told last, at the same address."""
    with saying(b"one") as first, saying(b"two") as second, Relay() as relay:
        for port, word in ((first, b"one"), (second, b"two"), (first, b"one")):
            relay.lead_to("127.0.0.1", port)
            with connected(relay) as client:
                assert heard(client, 3) == word


def test_what_is_open_is_cut_when_it_leads_elsewhere() -> None:
    """Nobody goes on talking to a server that is no longer up, and who is led to the same one goes on."""
    with saying(b"one") as first, saying(b"two") as second, Relay() as relay:
        relay.lead_to("127.0.0.1", first)
        with connected(relay) as client:
            assert heard(client, 3) == b"one"
            relay.lead_to("127.0.0.1", first)
            client.sendall(b"more")
            assert heard(client, 4) == b"more"
            relay.lead_to("127.0.0.1", second)
            assert heard(client, 1) == b""


def test_much_goes_both_ways_at_once() -> None:
    """All bytes come through, in their order, also where both sides talk at once."""
    with saying(b"one") as port, Relay() as relay:
        relay.lead_to("127.0.0.1", port)
        with connected(relay) as client:
            sender = threading.Thread(target=client.sendall, args=(LONG,))
            sender.start()
            assert heard(client, 3 + len(LONG)) == b"one" + LONG
            sender.join()


def test_a_server_that_is_not_there_is_told_by_the_end_of_the_connection() -> None:
    """Where nothing stands behind it, a client does not wait."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with Relay() as relay:
        relay.lead_to("127.0.0.1", port)
        with connected(relay) as client:
            assert heard(client, 1) == b""


def test_it_ends_with_its_parent() -> None:
    """The child goes when its parent is killed, and not when somebody presses Ctrl-C."""
    program = (
        "import sys, time; from pytest_connectors.systems.postgres.relay import Relay; relay = Relay();"
        "print(relay._child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        # As the terminal sends it: to the group of the one in front.
        assert os.getpgid(child) != os.getpgid(parent.pid)
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 10
    while is_there(child) and time.monotonic() < until:
        time.sleep(0.01)
    assert not is_there(child)


def is_there(pid: int) -> bool:
    """Whether the process runs; one that has ended and of which nobody took notice does not."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip() not in ("", "Z") and not listed.stdout.startswith("Z")


def test_a_child_that_is_gone_is_told() -> None:
    """Where somebody killed the child, the next who needs it says so."""
    relay = Relay()
    try:
        relay._child.kill()
        relay._child.wait()
        with pytest.raises(ServerDied, match=r"went away|ended with"):
            relay.lead_to("127.0.0.1", 1)
    finally:
        relay.close()
