"""A receiver on the loopback address that behaves as badly as it is told to."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Receiver:
    """What came, and how often each message did. `answer` may be changed at any time."""

    url: str
    answer: Answer
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        with self.lock:
            self.bodies.append(body)
            self.headers.append({k.lower(): v for k, v in handler.headers.items()})
            self.ids[handler.headers.get("webhook-id", "")] += 1

    def read(self, number: int = -1) -> Any:
        return json.loads(self.bodies[number])


def status(code: int, **headers: str) -> Answer:
    """Answer with a status and nothing else."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def text(body: bytes, code: int = 500) -> Answer:
    """Answer with a body, without saying how long it is."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def hang(seconds: float) -> Answer:
    """Say nothing for a while."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return answer


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a header now and then, and never an end."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            handler.wfile.write(f"X-{number}: .\r\n".encode())
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that hang up are what the tests are about."""


@contextmanager
def receiving(answer: Answer | None = None) -> Iterator[Receiver]:
    """A receiver as long as the block lasts; it answers 204 unless told otherwise."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            receiver.took(self)
            receiver.answer(self)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = _Server((HOST, 0), Handler)
    receiver = Receiver(f"http://{HOST}:{server.server_port}/loa", answer or status(204))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent_port() -> Iterator[str]:
    """An address that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen(8)
        yield f"http://{HOST}:{listener.getsockname()[1]}/loa"


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return f"http://{HOST}:{one.getsockname()[1]}/loa"
