"""The pages of the project, cut into blocks, links and commands for the tests."""

import functools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
SHELLS = ("console", "bash", "sh")

_BLOCK = re.compile(r"^( *)```(\S*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A fenced block: ``name`` says where it is, ``kind`` what it claims to be."""

    name: str
    kind: str
    text: str


class Link(NamedTuple):
    """A link of a page to a file, a heading, or elsewhere."""

    page: Path
    target: str


def text(page: Path) -> str:
    """A page."""
    return page.read_text(encoding="utf-8")


def label(page: Path) -> str:
    """The page as its path in the repository."""
    return page.relative_to(ROOT).as_posix()


@functools.cache
def blocks() -> tuple[Block, ...]:
    """Every fenced block of every page."""
    return tuple(
        Block(f"{label(page)}#{number}", match[2], re.sub(rf"^{match[1]}", "", match[3], flags=re.MULTILINE))
        for page in PAGES
        for number, match in enumerate(_BLOCK.finditer(text(page)), start=1)
    )


def prose(page: Path) -> str:
    """A page without its blocks."""
    return _BLOCK.sub("", text(page))


def links() -> Iterator[Link]:
    """Every link of every page."""
    for page in PAGES:
        for target in _LINK.findall(prose(page)):
            yield Link(page, target)


def anchors(page: Path) -> set[str]:
    """What can be linked to in a page, as GitHub makes it of the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in plain}


def commands(block: Block) -> list[list[str]]:
    """The simple commands of a shell block: one per line and per part of a pipe, without comments."""
    found: list[list[str]] = []
    for line in re.sub(r"\\\n\s*", "", block.text).splitlines():
        if "() {" in line:
            continue
        words = shlex.shlex(line, posix=True, punctuation_chars="|;&<>()")
        words.whitespace_split = True
        words.commenters = "#"
        found.extend(_split(list(words)))
    return found


def _split(words: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        if before == ">":
            continue
        if word and set(word) <= set("|;&<>()"):
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part
