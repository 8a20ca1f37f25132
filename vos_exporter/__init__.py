"""Prometheus exporter for Harmonic VOS."""

import functools
import os
import re
from pathlib import Path

__version__ = "0.1.0"

_HERE = Path(__file__).parent
_BUILT_FROM = "revision.txt"
"""Written beside this file by ``.github/build.sh``; no checkout has it."""

_COMMIT = re.compile(r"[0-9a-f]{40,64}(?:-dirty)?\Z")


@functools.cache
def revision() -> str:
    """The commit this build was made from, or ``unknown``; ``-dirty`` at its end if it was made from more.

    An image says it by a build argument, a wheel of ours by a file, a checkout by what it has checked out;
    what is not committed in a checkout is not told.
    """
    said = os.environ.get("VOS_EXPORTER_REVISION", "")
    places = (said, _text(_HERE / _BUILT_FROM), _checked_out(_HERE.parent))
    return next((place for place in places if _COMMIT.match(place)), "unknown")


def _checked_out(tree: Path) -> str:
    """What git has checked out in ``tree``; empty if it is none, or one that git keeps in another way.

    Read from git's files, so that starting us never starts a program that happens to be called git.
    """
    git = tree / ".git"
    if git.is_file():
        # A worktree: its own folder holds HEAD, and says where the references of all worktrees are.
        git = tree / _text(git).removeprefix("gitdir: ")
    head = _text(git / "HEAD")
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    shared = git / (_text(git / "commondir") or ".")
    packed = re.search(rf"^(\S+) {re.escape(name)}$", _text(shared / "packed-refs"), re.MULTILINE)
    return _text(shared / name) or (packed[1] if packed else "")


def _text(path: Path) -> str:
    """The file without space around it; empty if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
