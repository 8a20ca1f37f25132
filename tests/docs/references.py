"""Finds what code, comments and pages refer to, and words that only we would understand."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import vos_exporter
from tests.docs.doc_pages import ROOT, anchors

PACKAGE = Path(vos_exporter.__file__).parent
"""In a checkout below the root; the tests of a wheel run where it is not."""

KINDS = {".md", ".py", ".yml", ".yaml", ".toml", ".sh", ".html", ".js", ".mjs", ".css", ".in", ".service", ""}
"""Suffixes of what people write; JSON and the pins are written by tools."""

SKIPPED = {".git", "LICENSE", "py.typed", "golden", "fixtures", "out", "node_modules", "build", "dist"}
"""Files and folders that hold nothing of that, and ``.git``, which in a worktree is a file."""

PRIVATE = (
    r"\bdossier\b",
    r"\bdesign(?:'s)?,? section",
    r"\b(?:the|this|our) design\b(?! of )",
    r"\bthe seed\b(?! gives)",
    r"\bissues? (?:[0-9]|#)",
    r"\bdomain page\b",
    r"\.\./shared\b",
    r"(?<![\w.])/(?:work|root)/",
    r"\breview(?:'s)? tests\b",
)
"""What we say among us, and places on machines of ours: no reader has the page or the path."""

_PAGE = re.compile(r"(?<![\w-])docs/([\w-]+\.md)(#[\w-]+)?")
_BARE = re.compile(r"(?<![\w/\"-])(?:vos-api|architecture)\.md\b")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_PRIVATE = re.compile("|".join(PRIVATE), re.IGNORECASE)


class Unresolved(NamedTuple):
    """A reference that leads nowhere: the line it stands on, and its text."""

    line: int
    text: str


@functools.cache
def _anchors(page: Path) -> set[str]:
    return anchors(page)


def _leads_nowhere(page: Path, anchor: str) -> bool:
    return not page.exists() or bool(anchor and anchor not in _anchors(page))


def unresolved(text: str, path: Path) -> Iterator[Unresolved]:
    """What in ``text``, which stands in the file ``path``, nobody can look up."""
    for number, line in enumerate(text.splitlines(), start=1):
        for page, anchor in _PAGE.findall(line):
            if _leads_nowhere(ROOT / "docs" / page, anchor.removeprefix("#")):
                yield Unresolved(number, f"docs/{page}{anchor}")
        for match in _PRIVATE.finditer(line):
            yield Unresolved(number, match[0])
        if path.suffix == ".md":
            yield from (Unresolved(number, link) for link in _LINK.findall(line) if _broken(link, path))
        else:
            yield from (Unresolved(number, match[0]) for match in _BARE.finditer(line))


def _broken(link: str, path: Path) -> bool:
    if re.match(r"[a-z]+:", link):
        return False
    name, _, anchor = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    return _leads_nowhere(target, anchor if target.suffix == ".md" else "")


def written() -> Iterator[Path]:
    """Every file of the project that people write."""
    for top in (ROOT, PACKAGE):
        for path in _below(top):
            if path.suffix in KINDS:
                yield path


def _below(folder: Path) -> Iterator[Path]:
    """The files in ``folder``; of hidden folders only those with files of the project."""
    for path in sorted(folder.iterdir()):
        if path.name in SKIPPED:
            continue
        if path.is_file():
            yield path
        elif path.name in (".github", ".ci") or not path.name.startswith((".", "__")):
            yield from _below(path)
