"""A simulated VOS for the tests of this folder; it is shared, so whoever breaks it makes his own."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kits.door import Door, opened, target_yaml, write_config
from vos_exporter import logs
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
def written(untouched_logging: None) -> io.StringIO:
    """The log lines of the process, written as the real one does."""
    stream = io.StringIO()
    logs.configure("error", "logfmt", stream)
    return stream
