"""Who is told: a web server that keeps what Alertmanager sends it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert in a notification; ``started`` tells one occurrence from the next."""

    labels: dict[str, str]
    firing: bool
    fingerprint: str
    started: str

    @property
    def name(self) -> str:
        """The alert's name."""
        return self.labels["alertname"]

    @property
    def instance(self) -> str:
        """What it is about; empty for the watchdog."""
        return self.labels.get("instance", "")


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to one receiver; ``at`` in seconds of the monotonic clock."""

    receiver: str
    group: str
    at: float
    alerts: tuple[Alert, ...]


class Webhook:
    """Keeps every notification; the last part of the address is the receiver."""

    def __init__(self) -> None:
        self._kept: list[Notification] = []
        self._lock = threading.Lock()

    def __call__(self, receiver: str, body: bytes) -> None:
        """Keep one notification."""
        message = json.loads(body)
        alerts = tuple(
            Alert(each["labels"], each["status"] == "firing", each["fingerprint"], each["startsAt"])
            for each in message["alerts"]
        )
        with self._lock:
            self._kept.append(Notification(receiver, message["groupKey"], time.monotonic(), alerts))

    def notifications(self) -> list[Notification]:
        """Everything that was sent so far, in order."""
        with self._lock:
            return list(self._kept)


@contextmanager
def listening(webhook: Webhook) -> Iterator[str]:
    """The address of ``webhook`` while the block runs, with a slash at its end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            webhook(self.path.removeprefix("/"), body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="webhook", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
