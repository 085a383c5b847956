"""A web server on loopback that misbehaves as it is told."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """Serves ``body`` under any path; ``/moved`` leads to ``/file``, ``/loop`` to itself.

    ``cuts`` says after how many bytes the next answers break off, ``statuses`` what the next ones say instead (0: the
    file), ``seen`` holds the headers of every request. ``hold`` stops an answer in the middle until it is set.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/ratings%20train.txt"
        self.root = f"http://127.0.0.1:{port}"
        self.body = b""
        self.etag = '"first"'
        self.ranges = True
        self.length = True
        self.cuts: list[int] = []
        self.statuses: list[int] = []
        self.seen: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.hold: threading.Event | None = None


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        web = self.server.web
        web.seen.append(dict(self.headers))
        web.paths.append(self.path)
        if self.path in ("/moved", "/loop"):
            self.send_response(302)
            self.send_header("Location", "/file" if self.path == "/moved" else "/loop")
            self.end_headers()
        elif web.statuses and (status := web.statuses.pop(0)):
            self.send_error(status)
        else:
            self._send(web)

    def _send(self, web: Server) -> None:
        start, fresh = self._start(web)
        if start > len(web.body):
            self.send_error(416)
            return
        self.send_response(200 if fresh else 206)
        if not fresh:
            self.send_header("Content-Range", f"bytes {start}-{len(web.body) - 1}/{len(web.body)}")
        if web.etag:
            self.send_header("ETag", web.etag)
        if web.length:
            self.send_header("Content-Length", str(len(web.body) - start))
        self.end_headers()
        data = web.body[start:]
        if web.cuts:
            data = data[: web.cuts.pop(0)]
        if web.hold:
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            web.hold.wait(60)
            data = data[len(data) // 2 :]
        with contextlib.suppress(ConnectionError):
            self.wfile.write(data)

    def _start(self, web: Server) -> tuple[int, bool]:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not web.ranges or wanted is None or self.headers.get("If-Range", web.etag) != web.etag:
            return 0, True
        return int(wanted[1]), False

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Http(ThreadingHTTPServer):
    web: Server


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server for the time of a test."""
    with _Http(("127.0.0.1", 0), _Handler) as http:
        http.web = Server(http.server_address[1])
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield http.web
        finally:
            if http.web.hold:
                http.web.hold.set()
            http.shutdown()
            thread.join()


def closed_port() -> int:
    """A port where nobody answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as http:
        return int(http.server_address[1])
