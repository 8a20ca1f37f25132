"""Which build is this: a checkout, a worktree, an image and a wheel know the commit they are made from."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import vos_exporter

PACKAGE = Path(vos_exporter.__file__).parent
SAID = "0123456789abcdef0123456789abcdef01234567"


def git(tree: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", str(tree), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout that holds the package's first file, committed."""
    tree = tmp_path / "tree"
    (tree / "vos_exporter").mkdir(parents=True)
    shutil.copy(PACKAGE / "__init__.py", tree / "vos_exporter")
    git(tree, "init", "--quiet", "--initial-branch", "main")
    git(tree, "add", ".")
    git(tree, "commit", "--quiet", "--message", "First")
    return tree


def revision(tree: Path, **environment: str) -> str:
    """What a process says that imports the package from ``tree``, where no program can be found."""
    code = "import vos_exporter; print(vos_exporter.revision())"
    command = [sys.executable, "-c", code]
    given = {"PATH": "", "PYTHONPATH": str(tree), **environment}
    return subprocess.run(
        command, cwd="/", env=given, capture_output=True, text=True, check=True
    ).stdout.strip()


def read(tree: Path) -> str:
    """What this process reads of git's files in ``tree``."""
    return vos_exporter._checked_out(tree)


def test_a_checkout_says_what_is_checked_out(tree: Path) -> None:
    assert revision(tree) == read(tree) == git(tree, "rev-parse", "HEAD")


def test_a_checkout_whose_references_are_packed_says_it_too(tree: Path) -> None:
    git(tree, "branch", "main-2")
    git(tree, "pack-refs", "--all")
    assert read(tree) == git(tree, "rev-parse", "HEAD")


def test_a_checkout_of_no_branch_says_the_commit(tree: Path) -> None:
    git(tree, "checkout", "--quiet", "--detach")
    assert read(tree) == git(tree, "rev-parse", "HEAD")


@pytest.mark.parametrize("packed", [False, True])
def test_a_worktree_says_its_own_commit(tree: Path, tmp_path: Path, packed: bool) -> None:
    worktree = tmp_path / "worktree"
    git(tree, "worktree", "add", "--quiet", "-b", "topic/one", str(worktree))
    git(worktree, "commit", "--quiet", "--allow-empty", "--message", "Second")
    if packed:
        git(tree, "pack-refs", "--all")
    assert read(worktree) == git(worktree, "rev-parse", "HEAD") != read(tree)


def test_before_the_first_commit_nobody_knows(tree: Path) -> None:
    git(tree, "checkout", "--quiet", "--orphan", "empty")
    assert revision(tree) == "unknown"


def test_an_installed_package_in_a_checkout_of_something_else_says_nothing_of_it(tree: Path) -> None:
    """As in a virtual environment that lies in the repository of whoever installed us."""
    packages = tree / "venv" / "site-packages"
    shutil.copytree(tree / "vos_exporter", packages / "vos_exporter")
    assert revision(packages) == "unknown"


def test_a_wheel_says_what_it_was_built_from_wherever_it_lies(tree: Path) -> None:
    (tree / "vos_exporter" / "revision.txt").write_text(f"{SAID}-dirty\n")
    assert revision(tree) == f"{SAID}-dirty"


def test_an_image_says_what_its_build_was_told(tree: Path) -> None:
    (tree / "vos_exporter" / "revision.txt").write_text(f"{'f' * 40}\n")
    assert revision(tree, VOS_EXPORTER_REVISION=SAID) == SAID
    assert revision(tree, VOS_EXPORTER_REVISION="unknown") == "f" * 40


@pytest.mark.parametrize("head", ["", "ref: ", "ref: refs/heads/.invalid", "\xff", "not a commit"])
def test_a_repository_we_cannot_read_is_no_error(tree: Path, head: str) -> None:
    """Such as one whose references are kept in a table."""
    (tree / ".git" / "HEAD").write_bytes(head.encode("latin-1"))
    assert revision(tree) == "unknown"


def test_the_command_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOS_EXPORTER_REVISION", SAID)
    command = [str(Path(sys.executable).with_name("vos-exporter")), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    python = sys.version.split()[0]
    assert said == f"vos-exporter {vos_exporter.__version__} (revision {SAID}, Python {python})\n"
