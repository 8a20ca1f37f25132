"""Gives back the logging of the process after each test of this folder."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from vos_exporter.logs.setup import QUIET_LOGGERS, ROUTED_LOGGERS


@pytest.fixture(autouse=True)
def untouched_logging() -> Iterator[None]:
    """What ``configure`` changes is as it was."""
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
