"""Other exporters on this machine, each on a mock of its own: CPU per 10,000 series.

Their bodies differ in shape from ours, so only the cost per series compares. An exporter that is not on the
PATH is reported as not run.
"""

import os
import re
import shutil
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from benchmarks import peer_bodies
from benchmarks.measuring import Bench, medians, paired, ratio
from benchmarks.report import Result
from benchmarks.serving import COLD, LIVING, clean_environment, exporter, fetch, free_port, unpacked

SCRAPES = 4
SAMPLE = re.compile(rb"^[a-zA-Z_]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Peer:
    """Another exporter.

    Attributes:
        command: its name on the PATH.
        goals: our CPU per series over its, living and cold.
        tls: whether its mock speaks HTTPS.
        answer: the body for a path.
        arguments: its command line, given the mock's port, its own port and a folder for files.
        path: what to scrape, given the mock's port.
    """

    command: str
    goals: tuple[float, float]
    tls: bool
    answer: Callable[[str], bytes]
    arguments: Callable[[int, int, Path], Sequence[str]]
    path: Callable[[int], str]


def elasticsearch(mock: int, port: int, folder: Path) -> Sequence[str]:
    """One node, statistics of all indices."""
    return (
        f"--es.uri=http://127.0.0.1:{mock}", "--es.indices", f"--web.listen-address=127.0.0.1:{port}",
    )  # fmt: skip


def proxmox(mock: int, port: int, folder: Path) -> Sequence[str]:
    """Guests of a cluster, read with a token."""
    config = folder / "pve.yml"
    config.write_text("default: {user: a@pam, token_name: t, token_value: v, verify_ssl: false}\n")
    off = [f"--no-collector.{name}" for name in ("backup-info", "qdevice")]
    return ("--config.file", str(config), "--web.listen-address", f"127.0.0.1:{port}", *off)


PEERS = (
    Peer(
        "prometheus-elasticsearch-exporter", (0.40, 0.75), False, peer_bodies.elasticsearch, elasticsearch,
        lambda mock: "/metrics",
    ),
    Peer(
        "pve_exporter", (0.25, 0.45), True, peer_bodies.proxmox, proxmox,
        lambda mock: f"/pve?target=127.0.0.1:{mock}&cluster=1&node=0",
    ),
)  # fmt: skip

NOT_RUN = ("json_exporter: not run, it is in no package index of this machine",)


@contextmanager
def mock(answer: Callable[[str], bytes], folder: Path | None) -> Iterator[int]:
    """A server in a thread of this process, over HTTPS with the certificate in ``folder`` if there is one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = answer(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if folder is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[int]:
    """A peer's process, once it listens; its id."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean_environment()
    )
    try:
        for _ in range(200):
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def tree(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from tree(int(child))


def cpu(pid: int) -> float:
    """CPU seconds of a process and its descendants so far, to 10 ms."""
    ticks = 0
    for member in tree(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def per_series(
    pid: int, port: int, path: str, scrapes: int, before_each: Callable[[], object] = lambda: None
) -> float:
    """CPU seconds per 10,000 series over ``scrapes``, gzip and all."""
    before, body = cpu(pid), b""
    for _ in range(scrapes):
        before_each()
        body = fetch(port, path)
    return (cpu(pid) - before) / scrapes / len(SAMPLE.findall(unpacked(body))) * 10_000


def run(bench: Bench, services: int, rounds: int) -> list[Result]:
    """Ours against each peer, in pairs."""
    bench.plant(services)
    results = list[Result]()
    for peer in PEERS:
        path = shutil.which(peer.command)
        if path is None:
            print(f"  {peer.command}: not run, it is not on the PATH")
            continue
        results += compare(bench, peer, path, rounds)
    for line in NOT_RUN:
        print(f"  {line}")
    return results


def compare(bench: Bench, peer: Peer, command: str, rounds: int) -> Iterator[Result]:
    """Ours against ``peer``, living and cold; what it asks never changes, nor would that cost it less."""
    with ExitStack() as stack:
        upstream = stack.enter_context(mock(peer.answer, bench.folder if peer.tls else None))
        theirs = free_port()
        arguments = peer.arguments(upstream, theirs, bench.folder)
        their_pid = stack.enter_context(running([command, *arguments], theirs))
        our_pid, ours = stack.enter_context(exporter(bench.config))
        path = peer.path(upstream)
        series = len(SAMPLE.findall(unpacked(fetch(theirs, path))))
        fetch(ours)
        for happening, goal in zip((LIVING, COLD), peer.goals, strict=True):
            pairs = paired(
                lambda how=happening: per_series(  # type: ignore[misc]
                    our_pid, ours, "/metrics", SCRAPES, lambda: bench.mock(next=how)
                ),
                lambda: per_series(their_pid, theirs, path, SCRAPES),
                rounds,
            )
            one, two = medians(pairs)
            note = f"{one * 1e3:.0f} against {two * 1e3:.0f} ms per 10,000 series; the peer gave {series}"
            what = f"{happening}: ours / {peer.command}, CPU per series"
            yield Result(what, ratio(pairs), goal=goal, note=note)
