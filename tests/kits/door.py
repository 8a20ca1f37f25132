"""What the tests of the front door share: an exporter that really listens, before a simulated VOS."""

import asyncio
import datetime
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bcrypt
import trustme

from vos_exporter.config import load
from vos_exporter.exporter import Exporter
from vos_exporter.simulator import Simulator
from vos_exporter.web.app import Options, build
from vos_exporter.web.serving.connections import Bounds, protocol
from vos_exporter.web.serving.server import Server, listen, settings
from vos_exporter.web.serving.web_file import WebFile

PATIENCE = 20.0
USER, PASSWORD = "prometheus", "correct horse battery staple"
CANARY = "hunter2-canary"


def target_yaml(simulator: Simulator, name: str = "headend-a", extra: str = "") -> str:
    """One target of a configuration file."""
    return (
        f"  - name: {name}\n"
        f"    url: {simulator.url}\n"
        f"    auth: {{client_id: {simulator.client_id}, client_secret: {simulator.client_secret}}}\n"
        f"    tls: {{ca_file: {simulator.ca_file}}}\n{extra}"
    )


def write_config(path: Path, *targets: str) -> Path:
    """A configuration file of ``targets``."""
    path.write_text("targets:\n" + "".join(targets), encoding="utf-8")
    return path


def hashed(password: str = PASSWORD, cost: int = 4) -> str:
    """A bcrypt hash that costs little."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode()


@dataclass
class Answer:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Door:
    """A listening exporter.

    Attributes:
        config: its configuration file, which may be changed before a reload.
    """

    port: int
    exporter: Exporter
    server: Server
    config: Path
    trust: ssl.SSLContext | None = None
    threads: list[threading.Thread] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{'https' if self.trust else 'http'}://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request on a connection of its own; underscores in header names are hyphens."""
        if self.trust is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        else:
            connection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=PATIENCE, context=self.trust
            )
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def raw(self, sent: bytes) -> bytes:
        """Everything that comes back for ``sent``, until the exporter closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as plain:
            plain.sendall(sent)
            return read_to_end(plain)


def read_to_end(plain: socket.socket) -> bytes:
    """What comes until the other side closes; a reset is an end, too."""
    received = b""
    try:
        while chunk := plain.recv(65_536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


@contextmanager
def opened(
    config: Path,
    options: Options | None = None,
    web_file: Path | None = None,
    trust: ssl.SSLContext | None = None,
    **bounds: Any,
) -> Iterator[Door]:
    """An exporter with the configuration in the file ``config``, in a thread of its own."""
    exporter = Exporter(lambda: load(str(config)))
    web = WebFile(None if web_file is None else str(web_file))
    app = build(exporter, options, web)
    listening = listen("127.0.0.1:0")
    server = Server(settings(app, web, protocol(web, Bounds(**bounds), exporter.vitals)))
    door = Door(listening.getsockname()[1], exporter, server, config, trust)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        yield door
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listening.close()
        assert not thread.is_alive()


def wait_until(condition: Callable[[], bool], timeout: float = PATIENCE) -> None:
    """Return when ``condition`` holds; fails after ``timeout`` seconds."""
    pause = threading.Event()
    deadline = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=timeout)
    while not condition():
        assert datetime.datetime.now(datetime.UTC) < deadline, "it did not happen in time"
        pause.wait(0.01)


class Papers:
    """A CA and the certificates of both sides, as PEM files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = trustme.CA()
        self.ca_file = folder / "ca.crt"
        self.ca.cert_pem.write_to_path(str(self.ca_file))
        self.issue_server()

    def issue_server(self) -> None:
        """A new certificate of the server, in place of the last one."""
        issued = self.ca.issue_cert("127.0.0.1", "localhost")
        issued.private_key_pem.write_to_path(str(self.folder / "server.key"))
        (self.folder / "server.crt").write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))

    def client(
        self, name: str = "prometheus.example.com", *, ended: bool = False, ca: trustme.CA | None = None
    ) -> ssl.SSLContext:
        """A client with a certificate for ``name``."""
        context = self.trust()
        ends = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=-1 if ended else 1)
        begins = ends - datetime.timedelta(days=30)
        issued = (ca or self.ca).issue_cert(name, not_before=begins, not_after=ends)
        issued.configure_cert(context)
        self.last_client = issued
        return context

    def trust(self) -> ssl.SSLContext:
        """A client without a certificate."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    def web_file(self, extra: str = "", tls: str = "") -> Path:
        """A web file with TLS; ``tls`` are further lines about it."""
        path = self.folder / "web.yml"
        path.write_text(
            f"tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n{tls}{extra}",
            encoding="utf-8",
        )
        return path
