"""A simulated VOS that listens: HTTPS in a thread of its own, or in the event loop of whoever runs it."""

import asyncio
import contextlib
import ipaddress
import shutil
import signal
import socket
import ssl
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, TypeVar

import uvicorn

from vos_exporter.simulator import certificates
from vos_exporter.simulator.app import ADMIN, Application, Telling
from vos_exporter.simulator.inventory import identifier
from vos_exporter.simulator.listening import Server, listen, protocol
from vos_exporter.simulator.oauth import OAuth
from vos_exporter.simulator.plant import EVERY_OBJECT, Plant, Spelling
from vos_exporter.simulator.record import Requests
from vos_exporter.simulator.world import World

T = TypeVar("T")

KEEP_ALIVE = 300
"""Seconds an idle connection is kept: more than any scrape interval."""

_PATIENCE = 30.0
"""Seconds another thread waits for the simulator's; only a defect takes as long."""


class Simulator:
    """A VOS in a box: HTTPS with a CA of its own, OAuth2 and HTTP Basic, and a plant that lives.

    Use it as a context manager (``start`` and ``stop``), or run :meth:`serve` in an event loop. The same seed
    and the same clock give the same bodies. Every method may be called from any thread.

    Args:
        services: size of the plant; everything else follows from it.
        scenario: what goes on, see ``scenarios.SCENARIOS``.
        seed: which of all plants.
        clock: seconds since the epoch; the plant lives and tokens end by it.
        port: where to listen, 0 for any free port.
        host: address to listen on.
        ca_dir: where certificates and keys go; a temporary folder by default.
        spelling: how assumed bodies are spelled: ``a``, ``b``, ``c``, ``k8s`` or ``prometheus``.
        alias: which of the alias keys; each spelling has its own by default.
        vague: nothing says the unit of a number that could have several.
        expires_in: life of a token in seconds; ``None`` leaves it out of the answer.
        reissue: asking again gives the same token while it is valid.
        refresh_tokens: the authorization code grant gives a refresh token too.
        client_id, client_secret, username, password: the credentials; made up by default.
        not_after_days: when the server's certificate ends, in days from now.
        names: names the server's certificate is for.
        require_client_certificate: refuse clients without a certificate of our CA.
        standing_notifications: how many notifications stay active for ever.
        paths: route key to another path than the route table's.
        telling: what says where the routes are: ``nothing``, ``script`` or ``description``.

    Attributes:
        plant, oauth, requests: what lives, the token service, and what was asked.
        client_certificate, client_key: PEM files for a client, if certificates are required.

    Raises:
        ValueError: there is no such scenario or spelling.
    """

    def __init__(
        self,
        *,
        services: int = 20,
        scenario: str = "healthy",
        seed: int = 1,
        clock: Callable[[], float] = time.time,
        port: int = 0,
        host: str = "127.0.0.1",
        ca_dir: Path | None = None,
        spelling: str = "a",
        alias: int | None = None,
        vague: bool = False,
        expires_in: float | None = 43_199,
        reissue: bool = True,
        refresh_tokens: bool = False,
        client_id: str | None = None,
        client_secret: str | None = None,
        username: str = "operator",
        password: str | None = None,
        not_after_days: float = 365,
        names: Sequence[str] = certificates.LOOPBACK,
        require_client_certificate: bool = False,
        standing_notifications: int = 0,
        paths: Mapping[str, str] | None = None,
        telling: str = "nothing",
    ) -> None:
        oauth = OAuth(
            client_id=client_id or identifier(seed, "client"),
            client_secret=client_secret or token_hex(16),
            username=username,
            password=password or token_hex(8),
            clock=clock,
            expires_in=expires_in,
            reissue=reissue,
            refresh_tokens=refresh_tokens,
        )
        shape = Spelling.of(spelling, alias, vague=vague)
        self.world = World(Plant(services, seed), oauth, clock, shape, standing_notifications)
        self.world.enter(scenario)
        self._host, self._port, self._paths = host, port, paths
        self._telling = Telling(telling)
        folder = _temporary_folder(self) if ca_dir is None else ca_dir
        self._files = certificates.make(folder, names, not_after_days, require_client_certificate)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._owner = 0
        self._application: Application | None = None

    @property
    def url(self) -> str:
        """Where the API is, without a trailing slash; known once a port is."""
        if not self._port:
            raise RuntimeError("the simulator has no port before it is started")
        address = ipaddress.ip_address(self._host) if self._host != "localhost" else None
        if address is None or address.is_unspecified:
            return f"https://localhost:{self._port}"
        return f"https://{f'[{address}]' if address.version == 6 else address}:{self._port}"

    @property
    def admin_url(self) -> str:
        """Where the admin API is."""
        return self.url + ADMIN

    @property
    def ca_file(self) -> Path:
        """The certificate of the CA, in PEM."""
        return self._files.ca

    @property
    def client_certificate(self) -> Path | None:
        """A certificate for a client, in PEM."""
        return self._files.client_certificate

    @property
    def client_key(self) -> Path | None:
        """The key of :attr:`client_certificate`."""
        return self._files.client_key

    @property
    def plant(self) -> Plant:
        """What lives."""
        return self.world.plant

    @property
    def oauth(self) -> OAuth:
        """The token service."""
        return self.world.oauth

    @property
    def requests(self) -> Requests:
        """What was asked."""
        return self.world.requests

    @property
    def client_id(self) -> str:
        """The OAuth2 client."""
        return self.oauth.client_id

    @property
    def client_secret(self) -> str:
        """The secret of :attr:`client_id`; another one after it was rotated."""
        return self.oauth.client_secret

    @property
    def writer_id(self) -> str:
        """The OAuth2 client that may also write."""
        return self.oauth.writer_id

    @property
    def writer_secret(self) -> str:
        """The secret of :attr:`writer_id`."""
        return self.oauth.writer_secret

    @property
    def username(self) -> str:
        """The user for HTTP Basic and the authorization code grant."""
        return self.oauth.username

    @property
    def password(self) -> str:
        """The password of :attr:`username`."""
        return self.oauth.password

    def start(self) -> "Simulator":
        """Listen, in a thread; it answers when this returns. May be called again after :meth:`stop`.

        Raises:
            OSError: it cannot listen there.
        """
        listening = self._listen()
        outcome: list[BaseException] = []
        ready = threading.Event()

        def run() -> None:
            try:
                asyncio.run(self._serve(listening, ready.set))
            except BaseException as error:
                outcome.append(error)
            finally:
                ready.set()

        self._thread = threading.Thread(target=run, name="vos-simulator", daemon=True)
        self._thread.start()
        ready.wait()
        if outcome:
            self._thread.join()
            self._thread = None
            raise outcome[0]
        return self

    def stop(self) -> None:
        """Close every connection and end the thread; nothing happens if it is not running."""
        if self._thread is not None:
            self._run(self._close)
            self._thread.join(_PATIENCE)
            self._thread = None

    def __enter__(self) -> "Simulator":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def serve(self, *, ready: Callable[[], None] = lambda: None, signals: bool = True) -> None:
        """Listen in this event loop until cancelled or, with ``signals``, told to end by SIGINT or SIGTERM.

        Args:
            ready: called once it answers.
            signals: handle them; only for the main thread.

        Raises:
            OSError: it cannot listen there.
        """
        loop = asyncio.get_running_loop()
        handled = (signal.SIGINT, signal.SIGTERM) if signals else ()
        for number in handled:
            loop.add_signal_handler(number, self._close)
        serving = asyncio.ensure_future(self._serve(self._listen(), ready))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self._close()
            await serving
            raise
        finally:
            for number in handled:
                loop.remove_signal_handler(number)

    def _listen(self) -> socket.socket:
        listening = listen(self._host, self._port)
        self._port = listening.getsockname()[1]
        return listening

    async def _serve(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        self._application = Application(self.world, self._paths, self._telling)
        self._loop, self._owner = asyncio.get_running_loop(), threading.get_ident()
        with contextlib.closing(listening):
            try:
                server = Server(self._config(self._application), self._application.closing, ready)
                await server.serve(sockets=[listening])
            finally:
                self._loop = None

    def _config(self, application: Application) -> uvicorn.Config:
        files = self._files
        return uvicorn.Config(
            application,
            http=protocol(self.requests),
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            ssl_certfile=str(files.certificate),
            ssl_keyfile=str(files.key),
            ssl_ca_certs=str(files.ca) if files.client_certificate else None,
            ssl_cert_reqs=ssl.CERT_REQUIRED if files.client_certificate else ssl.CERT_NONE,
        )

    def _close(self) -> None:
        if self._application is not None:
            self._application.closing.set()

    def _run(self, action: Callable[[], T]) -> T:
        """Do ``action`` in the thread that serves."""
        if self._loop is None or self._owner == threading.get_ident():
            return action()

        async def act() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result(_PATIENCE)

    def fault(self, route: str, kind: str, value: Any = None, times: int | None = None) -> None:
        """Let ``kind`` happen to ``route``, for ``times`` requests or until cleared.

        Args:
            route: a route key, ``token``, ``authorize``, or ``*`` for all of them.
            kind: one of ``faults.Kind``.
            value: what ``faults.MEANINGS`` says, its default if ``None``.
            times: how many requests it hits.

        Raises:
            ValueError: there is no such route or kind.
        """
        self._run(lambda: self.world.faults.set(route, kind, value, times))

    def clear_faults(self, route: str | None = None, kind: str | None = None) -> None:
        """End faults of routes; all of them by default."""
        self._run(lambda: self.world.faults.clear(route, kind))

    def break_plant(self, fault: str, subject: Any = 0, value: Any = None) -> None:
        """Let ``fault`` happen to ``subject``: an index, an id, a name, or ``*`` for all.

        Raises:
            ValueError: there is no such fault or object.
        """
        self._run(lambda: self.plant.set(fault, subject, self.world.clock(), value))

    def mend_plant(self, fault: str | None = None, subject: Any = EVERY_OBJECT) -> None:
        """End faults of the plant; all of them by default."""
        self._run(lambda: self.plant.clear(self.world.clock(), fault, subject))

    def body(self, route: str) -> bytes:
        """What ``route`` answers now, without faults."""
        return self._run(lambda: self.world.body(route, {}))

    def enter(self, scenario: str) -> None:
        """End every fault and begin ``scenario``.

        Raises:
            ValueError: there is no such scenario.
        """
        self._run(lambda: self.world.enter(scenario))

    def spell(self, shape: str, alias: int | None = None, *, vague: bool = False) -> None:
        """Spell assumed bodies as ``shape`` from now on, with ``vague`` without units.

        Raises:
            ValueError: there is no such spelling.
        """
        spelling = Spelling.of(shape, alias, vague=vague)
        self._run(lambda: setattr(self.world, "spelling", spelling))

    def skew_clock(self, seconds: float) -> None:
        """Let the ``Date`` header be so many seconds ahead of the clock."""
        self._run(lambda: setattr(self.world, "clock_skew", seconds))

    def expire_tokens(self) -> None:
        """End every token now."""
        self._run(self.oauth.expire)

    def revoke_tokens(self) -> None:
        """Forget every token."""
        self._run(self.oauth.revoke)

    def rotate_secret(self, secret: str | None = None) -> str:
        """Replace the client secret; the new one."""
        return self._run(lambda: self.oauth.rotate_secret(secret))

    def refuse_logins(self, refusing: bool = True) -> None:
        """Refuse every login, or none any more."""
        self._run(lambda: setattr(self.oauth, "refusing", refusing))


def _temporary_folder(owner: Simulator) -> Path:
    folder = tempfile.mkdtemp(prefix="vos-simulator-")
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
