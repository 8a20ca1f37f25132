"""How many files a process may open."""

import resource
import subprocess
import sys

import pytest

from vos_exporter.cli.limits import raise_open_files

SCRIPT = """
import resource
from vos_exporter.cli.limits import raise_open_files

resource.setrlimit(resource.RLIMIT_NOFILE, (64, 300))
raise_open_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_as_many_files_as_may_be_are_allowed() -> None:
    said = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout
    assert said == "300 300\n"


def test_a_system_that_refuses_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setattr(resource, "setrlimit", refuse)
    raise_open_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
