"""External tools the tests use for real."""

import os
import shutil
from typing import NoReturn

import pytest

VERIFY = os.environ.get("VOS_EXPORTER_VERIFY") == "1"


def require(tool: str) -> str:
    """The path of ``tool``; without it the test is skipped, and fails in ``make verify``."""
    path = shutil.which(tool)
    if path is None:
        missing(f"{tool} is not installed")
    return path


def missing(reason: str) -> NoReturn:
    """Skip with ``reason``; fail in ``make verify``, where nothing may be skipped."""
    if VERIFY:
        pytest.fail(f"{reason}, and make verify may skip nothing")
    pytest.skip(reason)
