"""A simulated VOS, and a ``vosctl`` for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kits.control import Bench
from tests.kits.control import bench as built


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with built(tmp_path) as made:
        yield made
