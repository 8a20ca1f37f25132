"""What clients without a password can do to the real process in 512 MiB, and what not (docs/security.md)."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.kits.cages import MEMORY, Caged, caged_exporter, silent_connections
from tests.kits.door import Papers, target_yaml, write_config
from tests.kits.processes import eventually
from vos_exporter.simulator import Simulator

pytestmark = pytest.mark.verify

CROWD, STRANGERS = 1_250, ("127.0.0.2", "127.0.0.3")
MUTUAL = "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"


@pytest.fixture
def flags(tmp_path: Path) -> Iterator[list[str]]:
    """A configuration of one target."""
    with Simulator(services=2) as vos:
        yield ["--config.file", str(write_config(tmp_path / "vos.yml", target_yaml(vos)))]


@pytest.fixture(params=["plain", "tls", "mutual tls"])
def web(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[list[str], ssl.SSLContext | None]:
    """Flags for each kind of connection, and what a good client needs."""
    if request.param == "plain":
        return [], None
    papers = Papers(tmp_path)
    mutual = request.param == "mutual tls"
    path = papers.web_file(tls=MUTUAL if mutual else "")
    return ["--web.config.file", str(path)], papers.client() if mutual else papers.trust()


def asked(exporter: Caged, path: str, trust: ssl.SSLContext | None, timeout: float = 20) -> str:
    """The body of ``path``; raises OSError where there is no answer."""
    if trust is None:
        connection = http.client.HTTPConnection("127.0.0.1", exporter.port, timeout=timeout)
    else:
        connection = http.client.HTTPSConnection("127.0.0.1", exporter.port, timeout=timeout, context=trust)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()


@contextmanager
def scraping(exporter: Caged, trust: ssl.SSLContext | None) -> Iterator[list[float]]:
    """Somebody else who scrapes all the time; seconds each answer took, 99 for none."""
    took: list[float] = []
    over = threading.Event()

    def scrape() -> None:
        while not over.is_set():
            began = time.monotonic()
            try:
                good = "vos_up 1" in asked(exporter, "/metrics", trust, 10)
            except OSError:
                good = False
            took.append(time.monotonic() - began if good else 99)
            over.wait(0.2)

    thread = threading.Thread(target=scrape)
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join()


def test_silent_connections_cost_bounded_memory_and_keep_nobody_out(
    flags: list[str], web: tuple[list[str], ssl.SSLContext | None], tmp_path: Path
) -> None:
    """F1: 2,500 of them took 800 MB, or the life of the process where the memory is limited."""
    more, trust = web
    with caged_exporter(tmp_path, *flags, *more) as exporter:
        eventually(lambda: "vos_up 1" in asked(exporter, "/metrics", trust), "a scrape")
        before = exporter.status("VmHWM")
        with silent_connections(exporter.port, CROWD, *STRANGERS):
            eventually(lambda: exporter.files > 1_900, "they are connected")
            with scraping(exporter, trust) as took:
                time.sleep(4)
            assert exporter.files < 2_200
        peak = exporter.status("VmHWM")
        print(f"peak {peak / 1e6:.0f} MB, {(peak - before) / 1e6:.0f} more; slowest {max(took):.2f} s")
        assert exporter.alive
        assert peak < MEMORY / 2
        assert max(took) < 5
        eventually(lambda: exporter.files < 100, "the files come back")
        assert len(exporter.log.read_text()) < 20_000


@pytest.mark.parametrize("files", [256, 26])
def test_without_files_it_degrades_and_recovers_by_itself(
    flags: list[str], tmp_path: Path, files: int
) -> None:
    """F1, F4: 256 files and 2,500 silent connections wrote 120 MB of log in a minute."""
    with caged_exporter(tmp_path, *flags, files=files) as exporter:
        eventually(lambda: "vos_up 1" in asked(exporter, "/metrics", None), "a scrape")
        with silent_connections(exporter.port, CROWD, *STRANGERS):
            with scraping(exporter, None) as took:
                time.sleep(3)
            assert exporter.alive
            # The first may meet the moment in which all of them come.
            assert files < 100 or max(took[1:]) < 5
        eventually(lambda: "vos_up 1" in asked(exporter, "/metrics", None), "a scrape afterwards")
        assert len(exporter.log.read_text()) < 20_000


@pytest.mark.parametrize(
    ("path", "count"), [("/metrics", 900), ("/probe?target=headend-a&debug=true", 100)], ids=["deaf", "debug"]
)
def test_who_asks_much_and_reads_nothing_keeps_nobody_out(tmp_path: Path, path: str, count: int) -> None:
    """F17, and answers of megabytes that nobody reads; the plant has 1,000 services."""
    with Simulator(services=1_000) as vos, contextlib.ExitStack() as stack:
        flags = ["--config.file", str(write_config(tmp_path / "vos.yml", target_yaml(vos)))]
        exporter = stack.enter_context(caged_exporter(tmp_path, *flags))
        assert whole(asked(exporter, "/metrics", None))
        before = exporter.status("VmHWM")
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        for one in stack.enter_context(silent_connections(exporter.port, count, "127.0.0.2")):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            eventually(partial(sent, one, request), "it is connected")
        took = []
        for _ in range(5):
            began = time.monotonic()
            assert whole(asked(exporter, "/metrics", None, 30))
            took.append(time.monotonic() - began)
        peak = exporter.status("VmHWM")
        print(f"peak {peak / 1e6:.0f} MB, {(peak - before) / 1e6:.0f} more; slowest {max(took):.2f} s")
        assert exporter.alive
        assert peak < MEMORY
        assert max(took) < 10


def sent(client: socket.socket, request: bytes) -> bool:
    """Whether ``client`` is connected, and has asked."""
    return client.send(request) > 0


def whole(answer: str) -> bool:
    """Whether every route that VOS has is in the answer."""
    states = [line for line in answer.splitlines() if line.startswith("vos_api_route_state{")]
    bad = [line for line in states if line.endswith(" 1") and ('"timeout"' in line or '"failed"' in line)]
    return "vos_up 1" in answer and not bad
