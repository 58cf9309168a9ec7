"""What does the child do? It listens, tells its port, and hands bytes on to the server that it was last told of.

Run as a program of its own, so that it imports nothing of ours. Each line on stdin is `host port`, answered by a line;
with the end of stdin it ends.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading

_CHUNK = 1 << 16
_PATIENCE = 10.0


class Doorway:
    """Where connections come in, and where they are led to."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._to: tuple[str, int] | None = None
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def lead_to(self, host: str, port: int) -> None:
        """Cut what is open, and lead what comes to this server."""
        with self._lock:
            self._to = (host, port)
            cut, self._open = self._open, set()
        for one in cut:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve(self) -> None:
        """Take connections for ever."""
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self._joined, args=(client,), daemon=True).start()

    def _joined(self, client: socket.socket) -> None:
        with self._lock:
            to = self._to
        try:
            server = socket.create_connection(to, _PATIENCE) if to else None
        except OSError:
            server = None
        if server is None:
            client.close()
            return
        server.settimeout(None)
        for one in (client, server):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            if self._to == to:
                self._open |= {client, server}
            else:
                client.shutdown(socket.SHUT_RDWR)
        back = threading.Thread(target=_handed, args=(server, client), daemon=True)
        back.start()
        _handed(client, server)
        back.join()
        with self._lock:
            self._open -= {client, server}
        client.close()
        server.close()


def _handed(source: socket.socket, to: socket.socket) -> None:
    """Hand on until one side ends; the other hears of the end."""
    with contextlib.suppress(OSError):
        while data := source.recv(_CHUNK):
            to.sendall(data)
    with contextlib.suppress(OSError):
        to.shutdown(socket.SHUT_WR)


def main() -> None:
    """Listen until stdin ends."""
    doorway = Doorway()
    threading.Thread(target=doorway.serve, daemon=True).start()
    print(doorway.listener.getsockname()[1], flush=True)  # noqa: T201 - the parent reads it
    for line in sys.stdin:
        host, _, port = line.rpartition(" ")
        doorway.lead_to(host, int(port))
        print("ok", flush=True)  # noqa: T201 - as above
    # Threads that wait for bytes would hold up an orderly end.
    os._exit(0)


if __name__ == "__main__":
    main()
