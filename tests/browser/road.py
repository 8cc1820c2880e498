"""The road between a phone and the server, which can be cut where it hurts."""

import http.client
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

TIME_HEADER = "Loa-Server-Time"
_OWN = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
# What comes back is read, so it comes unpacked.
_PACKING = "Accept-Encoding"


class Cut(Exception):
    """The connection broke."""


class Road:
    """Carries every request to the server behind `target`, under an address of its own.

    `is_down` breaks every connection before the server hears of it. `judge`, where given, is asked
    for each request with its method and path: "request" loses it on its way there, "answer" lets
    the server do its work and loses what it says. `rewrite` may change what comes back, by path;
    `time_shift` sets the server's clock as the phone hears it.
    """

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target).netloc
        self.is_down = False
        self.judge: Callable[[str, str], str] = lambda method, path: ""
        self.rewrite: Callable[[str, bytes], bytes] = lambda path, said: said
        self.time_shift = timedelta(0)
        self.carried: list[tuple[str, str, int]] = []
        self.bodies: list[bytes] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> "Road":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        road = self

        class Handler(BaseHTTPRequestHandler):
            # One connection a request: on one that it used before, Chromium itself would ask again.
            protocol_version = "HTTP/1.0"

            def carry(self) -> None:
                try:
                    road.carry(self)
                except (Cut, OSError, http.client.HTTPException):
                    self.close_connection = True
                    self.connection.close()

            do_GET = do_HEAD = do_POST = do_PATCH = carry  # noqa: N815  as the library names them

            def log_message(self, *args: object) -> None:
                """Nothing: the server itself logs."""

        return Handler

    def carry(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        fate = "request" if self.is_down else self.judge(asked.command, asked.path)
        if fate == "request":
            self.carried.append((asked.command, asked.path, 0))
            raise Cut
        self.bodies += [body] if body else []
        there = http.client.HTTPConnection(self.target, timeout=60)
        try:
            sent = {n: v for n, v in asked.headers.items() if n != _PACKING}
            there.request(asked.command, asked.path, body or None, sent)
            answer = there.getresponse()
            said = answer.read()
        finally:
            there.close()
        self.carried.append((asked.command, asked.path, answer.status))
        if fate == "answer":
            raise Cut
        self._bring_back(asked, answer, self.rewrite(asked.path, said))

    def _bring_back(
        self, asked: BaseHTTPRequestHandler, answer: http.client.HTTPResponse, said: bytes
    ) -> None:
        asked.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _OWN:
                asked.send_header(name, self._in_its_time(name, value))
        asked.send_header("Content-Length", str(len(said)))
        asked.end_headers()
        if asked.command != "HEAD":
            asked.wfile.write(said)

    def _in_its_time(self, name: str, value: str) -> str:
        if name.lower() != TIME_HEADER.lower():
            return value
        return (datetime.fromisoformat(value) + self.time_shift).isoformat(timespec="milliseconds")

    def asked(self, method: str, part: str) -> int:
        """How often something was asked for, whether or not it arrived."""
        return sum(m == method and part in path for m, path, _status in list(self.carried))
