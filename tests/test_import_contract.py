"""The import contract refuses what it is there to refuse: tried on a copy of the package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package, with the contract beside it."""
    shutil.copytree(
        ROOT / "vos_exporter", tmp_path / "vos_exporter", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def linted(folder: Path) -> tuple[int, str]:
    """Exit code and words of ``lint-imports`` in ``folder``."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(folder)}
    )
    return done.returncode, done.stdout + done.stderr


def added(folder: Path, module: str, text: str) -> None:
    """Put ``text`` at the end of ``module``, new or not."""
    with (folder / "vos_exporter" / module).open("a") as file:
        file.write(f"\n{text}\n")


def test_the_package_as_it_is_keeps_the_contract(copy: Path) -> None:
    code, told = linted(copy)
    assert (code, "0 broken" in told) == (0, True), told


@pytest.mark.parametrize(
    ("module", "text", "words"),
    [
        ("helpers.py", "", "helpers"),
        ("vos/states.py", "from vos_exporter.collectors import bounds", "vos_exporter.vos.states"),
        ("scrape/result.py", "from vos_exporter.scrape import run", "vos_exporter.scrape"),
        (
            "scrape/result.py",
            "import typing\nif typing.TYPE_CHECKING:\n    from vos_exporter.scrape import run",
            "vos_exporter.scrape",
        ),
        ("collectors/bounds.py", "from vos_exporter.config import model", "vos_exporter.collectors.bounds"),
    ],
    ids=["a module outside the plan", "an arrow up", "a circle", "a circle for types only", "options up"],
)
def test_it_breaks_for(copy: Path, module: str, text: str, words: str) -> None:
    added(copy, module, text)
    code, told = linted(copy)
    assert (code, words in told) == (1, True), told
