"""What every test shares."""

import logging
from collections.abc import Iterator

import hypothesis
import pytest
import structlog

import vos_exporter.relations
import vos_exporter.simulator.bodies  # noqa: F401 - a route that lacks a piece is one error here, not one a test
from vos_exporter.logs.setup import QUIET_LOGGERS, ROUTED_LOGGERS

hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no setting of the machine reaches a test."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def untouched_logging() -> Iterator[None]:
    """What ``logs.configure`` changes of the process is as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    others = {name: logging.getLogger(name) for name in {*QUIET_LOGGERS, *ROUTED_LOGGERS}}
    before = {name: (list(one.handlers), one.level, one.propagate) for name, one in others.items()}
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, one in others.items():
        one.handlers[:], one.level, one.propagate = before[name]
