"""F2, F3: what a hostile VOS does to the real process in 512 MiB, and to others (docs/security.md)."""

import gzip
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.kits.cages import MEMORY, Caged, caged_exporter
from tests.kits.door import target_yaml, write_config
from tests.kits.processes import eventually, get
from tests.kits.vos_server import Authority
from vos_exporter.simulator import Simulator
from vos_exporter.vos.routes import BY_KEY, ROUTES

pytestmark = pytest.mark.verify

MEBIBYTE = 2**20
BUDGET = 5
"""Seconds that Prometheus waits for an answer about either target."""


def repeated(row: bytes, size: int = 64 * MEBIBYTE - 1_000) -> bytes:
    return b"[" + b",".join([row] * (size // (len(row) + 1))) + b"]"


def wide_nodes() -> bytes:
    numbers = b",".join(b'"k%d":%d' % (key, key) for key in range(64))
    return b"[" + b",".join(b'{"id":"%d%s",%s}' % (n, b"n" * 1_000, numbers) for n in range(10_000)) + b"]"


def colliding() -> bytes:
    """Numbers whose hash is that of 0, where a word is expected (F3)."""
    prime = 2**61 - 1
    rows = (b'{"id":"%d","severity":%d,"type":%d,"title":%d}' % (n, *[n * prime] * 3) for n in range(30_000))
    return b"[" + b",".join(rows) + b"]"


BODIES: dict[str, tuple[tuple[str, ...], Callable[[], bytes]]] = {
    "empty objects": (("notifications",), lambda: repeated(b"{}")),
    "numbers": (("services",), lambda: repeated(b"1")),
    "a lone surrogate": (("services",), lambda: b'["\\ud800",' + repeated(b"1")[1:]),
    "keys": (
        ("nodes",),
        lambda: b"{" + b",".join(b'"%d":1' % number for number in range(3_000_000)) + b"}",
    ),
    "two million keys": (
        tuple(route.key for route in ROUTES),
        lambda: b"{" + b",".join(b'"%d":1' % number for number in range(1_999_000)) + b"}",
    ),
    "a million objects": (tuple(route.key for route in ROUTES), lambda: repeated(b'{"a":1}', 8 * 999_000)),
    "a long text": (
        tuple(route.key for route in ROUTES),
        lambda: b'["' + "\U0001f600".encode() + b"a" * (63 * MEBIBYTE) + b'"]',
    ),
    "blanks": (tuple(route.key for route in ROUTES), lambda: b" " * (64 * MEBIBYTE - 1)),
    "wide rows": (("nodes", "pods"), wide_nodes),
    "collisions": (("notifications", "notification_history"), colliding),
}


class HostileVos:
    """Answers the routes of ``keys`` with one body, and the others with an empty list."""

    def __init__(self, keys: tuple[str, ...], body: bytes, folder: Path, *, zipped: bool) -> None:
        paths = {BY_KEY[key].path for key in keys}
        sent = gzip.compress(body, 9) if zipped else body

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                chosen = urllib.parse.urlsplit(self.path).path in paths
                answer = sent if chosen else b"[]"
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                if chosen and zipped:
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Nobody wants to know."""

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.authority = Authority(folder)
        self.server.socket = self.authority.context.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def yaml(self) -> str:
        """Its target in a configuration."""
        return (
            "  - name: hostile\n"
            f"    url: https://127.0.0.1:{self.server.server_address[1]}\n"
            "    auth: {method: basic, username: a, password: b}\n"
            f"    tls: {{ca_file: {self.authority.file}}}\n"
        )

    def __enter__(self) -> "HostileVos":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def scraped(exporter: Caged, path: str, pause: float) -> Iterator[list[tuple[float, str]]]:
    """What the answers to ``path`` were meanwhile, and how long each took."""
    found: list[tuple[float, str]] = []
    over = threading.Event()

    def scrape() -> None:
        while not over.is_set():
            began = time.monotonic()
            try:
                answer = get(exporter.url + path, **{"X-Prometheus-Scrape-Timeout-Seconds": str(BUDGET)})
            except OSError as error:
                answer = repr(error)
            found.append((time.monotonic() - began, answer))
            over.wait(pause)

    thread = threading.Thread(target=scrape)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def lost(answer: str) -> list[str]:
    """What is missing in an answer about the good target."""
    bad = [
        line
        for line in answer.splitlines()
        if line.startswith("vos_api_route_state{") and line.endswith(" 1") and '"ok"' not in line
    ]
    return [line for line in bad if '"timeout"' in line or '"failed"' in line] + (
        [] if "vos_up 1" in answer else [answer[:200]]
    )


@pytest.mark.parametrize("zipped", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_vos_costs_bounded_memory_and_no_other_target(
    name: str, zipped: bool, tmp_path: Path
) -> None:
    keys, made = BODIES[name]
    with HostileVos(keys, made(), tmp_path, zipped=zipped) as hostile, Simulator(services=20) as vos:
        config = write_config(tmp_path / "vos.yml", target_yaml(vos, "good"), hostile.yaml)
        with caged_exporter(tmp_path, "--config.file", str(config)) as exporter:
            eventually(lambda: not lost(get(exporter.url + "/probe?target=good")), "a whole scrape")
            with (
                scraped(exporter, "/probe?target=hostile", 0.1) as answers,
                scraped(exporter, "/probe?target=good", 0.3) as good,
                scraped(exporter, "/-/healthy", 0.05) as healthy,
            ):
                eventually(lambda: len(answers) >= 3 and len(good) >= 3, "three scrapes of both")
            assert exporter.alive
            peak = exporter.status("VmHWM")
            slowest, stall = max(took for took, _ in good), max(took for took, _ in healthy)
            print(
                f"{name}, {'gzip' if zipped else 'plain'}: peak {peak / MEBIBYTE:.0f} MiB; its own answer"
                f" {max(took for took, _ in answers):.2f} s; the other target's {slowest:.2f} s; longest"
                f" /-/healthy {stall:.2f} s"
            )
            assert peak < MEMORY
            assert [lost(answer) for _, answer in good if lost(answer)] == []
            assert slowest < BUDGET
            eventually(
                lambda: "vos_exporter_body_bytes_in_flight 0" in get(exporter.url + "/metrics"),
                "the bytes come back",
            )
