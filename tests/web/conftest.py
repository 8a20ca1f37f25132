"""A simulated VOS for the tests of this folder; it is shared, so whoever breaks it makes his own."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.kits.door import Door, opened, target_yaml, write_config
from vos_exporter import logs
from vos_exporter.logs.setup import QUIET_LOGGERS
from vos_exporter.simulator import Simulator
from vos_exporter.web.app import Options


@pytest.fixture(scope="module")
def vos() -> Iterator[Simulator]:
    """A system without RF cards."""
    with Simulator(services=3, scenario="no-rf") as simulator:
        yield simulator


@pytest.fixture
def config(vos: Simulator, tmp_path: Path) -> Path:
    """One target."""
    return write_config(tmp_path / "vos.yml", target_yaml(vos))


@pytest.fixture
def door(config: Path) -> Iterator[Door]:
    """An exporter with one target, whose life may be changed."""
    with opened(config, Options(lifecycle=True)) as listening:
        yield listening


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log lines of the process, written as the real one does."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in QUIET_LOGGERS}
    stream = io.StringIO()
    logs.configure("error", "logfmt", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
