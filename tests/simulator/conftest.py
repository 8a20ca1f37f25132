"""A simulated VOS and a client for it, over real HTTPS."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from vos_exporter.simulator import Simulator

NOON = 1_800_000_000.0
"""When the tests happen."""


class Clock:
    """A clock that is moved by hand."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        """The time it was set to."""
        return self.now


class Caller(httpx.Client):
    """A client of one simulator, which trusts its CA and has a token."""

    def __init__(self, simulator: Simulator) -> None:
        context = ssl.create_default_context(cafile=str(simulator.ca_file))
        super().__init__(base_url=simulator.url, verify=context, trust_env=False)
        self.simulator = simulator

    def login(self) -> str:
        """A token of the client credentials grant, used from now on."""
        credentials = (self.simulator.client_id, self.simulator.client_secret)
        answer = self.post("/oauth/token?grant_type=client_credentials", auth=credentials)
        token = answer.raise_for_status().json()["access_token"]
        self.headers["Authorization"] = f"Bearer {token}"
        return str(token)


@pytest.fixture
def clock() -> Clock:
    """The clock of the simulators of a test."""
    return Clock()


@pytest.fixture
def start() -> Iterator[Callable[..., Simulator]]:
    """Starts simulators that end with the test."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(Simulator(**options))


@pytest.fixture
def call(start: Callable[..., Simulator]) -> Iterator[Callable[..., Caller]]:
    """Starts a simulator with the given options and gives a client that is logged in."""
    with ExitStack() as stack:

        def caller(**options: object) -> Caller:
            client = stack.enter_context(Caller(start(**options)))
            client.login()
            return client

        yield caller
