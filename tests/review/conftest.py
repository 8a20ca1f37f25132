"""Gives back the logging of the process after each test of this folder."""

import logging
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def untouched_logging() -> Iterator[None]:
    """What ``logs.configure`` changes of the root logger and structlog is as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
