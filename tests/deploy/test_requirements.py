"""The pinned requirements: whole, of one mind, and compiled from what is declared today."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.kits.shipping import ROOT, run, tool

COMPILED = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))


def declared() -> list[str]:
    """The dependencies of the package, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return list(project["dependencies"])


def test_every_dependency_is_pinned() -> None:
    names = {re.split(r"[^\w-]", line)[0].lower() for line in declared()}
    assert names | {"tzdata"} <= set(pins("runtime.txt"))


def pins(name: str) -> dict[str, str]:
    """Package -> version in one of the compiled files."""
    return dict(re.findall(r"^([\w-]+)==([^\s;]+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", COMPILED)
def test_pins_name_no_host_and_each_has_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text
    requirements = re.split(r"^(?=[\w-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(requirements) >= len(pins(name)) > 0
    assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_a_package_has_one_version_in_all_files() -> None:
    """What is tested is what is shipped, also after a robot renewed one of the files."""
    versions: dict[str, set[str]] = {}
    for name in COMPILED:
        for package, version in pins(name).items():
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("pyproject.toml", '"uvicorn>=', '"aiohttp",\n    "uvicorn>='),
        ("pyproject.toml", '"pytest>=', '"pytest>=9,>='),
        ("pyproject.toml", "hatchling>=", "hatchling>=1.28,>="),
        ("requirements/compile.sh", "--universal ", ""),
    ],
)
def test_requirements_that_changed_without_compiling_are_found(
    path: str, old: str, new: str, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    check = [sys.executable, str(tmp_path / "requirements/inputs.py"), "--check"]
    assert subprocess.run(check, check=False).returncode == 0
    changed = (tmp_path / path).read_text().replace(old, new)
    assert changed != (tmp_path / path).read_text()
    (tmp_path / path).write_text(changed)
    found = subprocess.run(check, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert re.search(r"dev\.txt.*: the inputs changed since; run `make pins`", found.stderr)


@pytest.mark.verify
def test_the_installed_tools_are_the_pinned_ones() -> None:
    listing = run(tool("python"), "-m", "pip", "list", "--format=json", "--disable-pip-version-check")
    installed = {found["name"].lower().replace("_", "-"): found["version"] for found in json.loads(listing)}
    pinned = pins("tools.txt")
    assert {name: installed.get(name, version) for name, version in pinned.items()} == pinned
    assert installed.keys() >= {"build", "twine", "zizmor"}
