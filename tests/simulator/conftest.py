"""A simulated VOS and a client for it, over real HTTPS."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.kits.caller import Call, Caller, Start
from tests.kits.plants import Clock
from vos_exporter.simulator import Simulator

NOON = 1_800_000_000.0
"""When the tests happen."""


@pytest.fixture
def clock() -> Clock:
    """The clock of the simulators of a test."""
    return Clock(NOON)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts simulators that end with the test."""
    with ExitStack() as stack:

        def started(**options: Any) -> Simulator:
            return stack.enter_context(Simulator(**options))

        yield started


@pytest.fixture
def call(start: Start) -> Iterator[Call]:
    """Starts a simulator with the given options and gives a client that is logged in."""
    with ExitStack() as stack:

        def caller(**options: Any) -> Caller:
            client = stack.enter_context(Caller(start(**options)))
            client.login()
            return client

        yield caller
