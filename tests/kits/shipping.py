"""What the tests of our deliveries share: the folders, and the tools that `make verify` installs."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.kits.tools import missing, require

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
TOOLS = ROOT / ".tools" / "shipping"


def tool(name: str) -> str:
    """The path of a tool that `deploy/install-shipping-tools.sh` installed."""
    own = TOOLS / "bin" / name
    if not own.exists():
        missing(f"{name} is not in .tools/shipping; deploy/install-shipping-tools.sh installs it")
    return str(own)


def node_modules(package: str) -> Path:
    """The folder of an npm package that the same script installed."""
    folder = TOOLS / "node" / "node_modules" / package
    if not folder.exists():
        missing(f"{package} is not in .tools/shipping; deploy/install-shipping-tools.sh installs it")
    return folder


def run(*command: str | Path, timeout: float = 300, **options: Any) -> str:
    """The standard output of ``command``; a failure shows all it said."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        **options,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def snapshot(folder: Path) -> Path:
    """The tree as it is now, in a repository of its own: what is built twice must not change in between."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in run(*listing, cwd=ROOT).split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
            shutil.copymode(ROOT / name, folder / name)
    run("git", "init", "--quiet", folder)
    run("git", "add", ".", cwd=folder)
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    run("git", *author, "commit", "--quiet", "--message", "As it is", cwd=folder)
    return folder


def documents(text: str) -> list[Any]:
    """All YAML documents of ``text``."""
    return [document for document in yaml.load_all(text, yaml.CSafeLoader) if document is not None]


def environment(**changes: str) -> dict[str, str]:
    """The environment of this process with ``changes``, and nothing that speaks of VOS."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOS_")}
    return {**kept, **changes}


__all__ = [
    "DEPLOY",
    "ROOT",
    "TOOLS",
    "documents",
    "environment",
    "node_modules",
    "require",
    "run",
    "snapshot",
    "tool",
]
