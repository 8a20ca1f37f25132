"""What a serving process loads: nothing that only other commands need, as everybody pays for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LISTED = """
import sys
import vos_exporter.cli
from vos_exporter.cli.arguments import parse
parse(["--config.file", "vos.yml"])
print(*sys.modules, sep="\\n")
"""


@pytest.fixture(scope="module")
def loaded() -> list[str]:
    command = [sys.executable, "-c", LISTED]
    # What measures coverage loads modules of its own.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=plain)
    return done.stdout.split()


@pytest.mark.parametrize(
    "package",
    [
        "cryptography",
        "vos_exporter.simulator",
        "authlib.integrations",
        "authlib.jose",
        "authlib.oauth1",
        "requests",
        "unittest",
        "tkinter",
        "sqlite3",
    ],
)
def test_a_serving_process_does_not_load_what_others_need(package: str, loaded: list[str]) -> None:
    assert not [name for name in loaded if f"{name}.".startswith(f"{package}.")]


def test_everything_the_serving_path_needs_is_loaded_before_it_listens(loaded: list[str]) -> None:
    """A process that is out of files cannot load anything any more, and would answer for ever without it."""
    wanted = {
        "vos_exporter.collectors.services", "vos_exporter.relations.services", "vos_exporter.web.app",
        "vos_exporter.client.transport", "isal.isal_zlib",
    }  # fmt: skip
    assert wanted <= set(loaded)
