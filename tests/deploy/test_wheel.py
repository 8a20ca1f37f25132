"""The wheel and the source distribution, built as a release builds them, installed and tested elsewhere."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.kits.shipping import ROOT, TOOLS, environment, run, snapshot, tool
from vos_exporter import __version__
from vos_exporter.reference import assets

pytestmark = [pytest.mark.verify, pytest.mark.timeout(600)]

GITHUB = ROOT / ".github"
FAST = (
    "tests/config",
    "tests/exposition",
    "tests/web/test_status.py",
    "tests/web/test_probing.py",
)
"""What `make verify` runs against the installed wheel; the workflows run everything."""


@pytest.fixture(scope="module")
def building() -> dict[str, str]:
    """An environment in which `.github/build.sh` finds what it needs."""
    tool("pyproject-build")
    return environment(PATH=f"{TOOLS / 'bin'}:{os.environ['PATH']}", SOURCE_DATE_EPOCH="1700000000")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def built(tree: Path, building: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(tree / ".github/build.sh", folder, env=building)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


def test_the_names_say_the_version(built: Path) -> None:
    assert sorted(path.name for path in built.iterdir()) == [
        f"vos_exporter-{__version__}-py3-none-any.whl",
        f"vos_exporter-{__version__}.tar.gz",
    ]


def test_built_again_elsewhere_and_later_they_are_the_same_bytes(
    tree: Path, built: Path, building: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(tree, tmp_path / "elsewhere", copy_function=shutil.copy)
    run(tmp_path / "elsewhere/.github/build.sh", tmp_path / "dist", env=building)
    for path in built.iterdir():
        assert (tmp_path / "dist" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_packaging_tools_are_content(built: Path, wheel: Path) -> None:
    run(tool("twine"), "check", "--strict", *built.iterdir())
    run(tool("check-wheel-contents"), wheel)


def test_the_wheel_holds_the_package_and_its_assets_and_nothing_else(tree: Path, wheel: Path) -> None:
    """Templates and `py.typed` included."""
    source = {path.relative_to(tree).as_posix() for path in tree.glob("vos_exporter/**/*") if path.is_file()}
    shipped = {f"vos_exporter/assets/{asset.path}" for asset in assets.files()}
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert {name for name in inside if not name.endswith("/.lint")} == {
        *source,
        *shipped,
        "vos_exporter/revision.txt",
    }


def test_the_wheel_knows_its_commit(tree: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        said = archive.read("vos_exporter/revision.txt").decode()
    assert said == run("git", "rev-parse", "HEAD", cwd=tree)


def test_a_wheel_of_more_than_its_commit_says_so(
    tree: Path, building: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(tree, tmp_path / "changed", copy_function=shutil.copy)
    (tmp_path / "changed" / "vos_exporter" / "more.py").write_text('"""More."""\n')
    run(tmp_path / "changed/.github/build.sh", tmp_path / "dist", env=building)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("vos_exporter/revision.txt").endswith(b"-dirty\n")


def test_the_source_distribution_can_be_tested(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/conftest.py", "README.md", "LICENSE", "CHANGELOG.md", "deploy/compose.yaml"} <= names
    assert not any(name.startswith((".tools", ".venv", ".git/")) for name in names)


def test_the_bill_of_materials_names_every_pinned_package(wheel: Path, tmp_path: Path) -> None:
    output = tmp_path / "sbom.json"
    path = f"{TOOLS / 'bin'}:{os.environ['PATH']}"
    run(GITHUB / "sbom.sh", wheel, output, env=environment(PATH=path, PYTHON=sys.executable))
    bill = json.loads(output.read_text())
    pins = set(
        re.findall(r"^([\w-]+)==([^\s;]+)", (ROOT / "requirements/runtime.txt").read_text(), re.MULTILINE)
    )
    listed = {(part["name"].lower().replace("_", "-"), part["version"]) for part in bill["components"]}
    own = bill["metadata"]["component"]
    assert own["name"] == "vos-exporter"
    assert pins <= listed
    assert listed - pins <= {("vos-exporter", __version__)}


def test_the_installed_wheel_passes_the_tests(wheel: Path) -> None:
    """In an empty environment, from a tree that has no package of ours to fall back on."""
    script = GITHUB / "test-wheel.sh"
    command = [script, wheel, "-q", "-n", "2", "-m", "not verify", *FAST]
    done = subprocess.run(
        [str(part) for part in command],
        env=environment(PYTHON=sys.executable, VOS_EXPORTER_VERIFY="0"),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert re.search(r"\d{2,} passed", done.stdout)
