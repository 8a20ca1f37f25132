"""Elements of SVG as text. Pure; every text and every attribute is escaped here and nowhere else."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from vos_exporter.web.pages import shown

NAMESPACE = "http://www.w3.org/2000/svg"

SMALLEST = 70
"""Per cent of its own size to which a picture in a page may shrink; a narrower window moves over it."""


def text(words: str) -> str:
    """``words`` as the content of an element: no markup, no character that XML forbids, not too long."""
    return escape(shown(words))


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """One element; ``content`` is markup already.

    Attributes are named as in Python: ``class_`` is ``class``, and underscores are hyphens.
    """
    pairs = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"


def label(words: str, x: int, y: int, class_: str = "") -> str:
    """A line of text that begins at ``x``."""
    return element("text", text(words), x=x, y=y, class_=class_ or None)


def width(words: str, size: int) -> float:
    """How wide ``words`` are at most in letters of ``size`` pixels, in the fonts that browsers have."""
    return size * sum(_WIDE if unicodedata.east_asian_width(one) in "WF" else _share(one) for one in words)


_WIDE = 1.05


@lru_cache(maxsize=4_096)
def _share(letter: str) -> float:
    """The width of a letter as a share of its height; generous, since fonts differ."""
    if letter in "iljtfrI.,:;'|!()[] -":
        return 0.42
    return 0.95 if letter in "mwMW@%" else 0.77 if letter.isupper() else 0.64


def fitted(words: str, room: int, size: int) -> str:
    """``words`` in ``room`` pixels, with an ellipsis where something was left out."""
    words = shown(words)
    if width(words, size) <= room:
        return words
    while words and width(words, size) > room - size:
        words = words[:-1]
    return f"{words.rstrip()}\u2026"


def document(
    wide: int, high: int, title: str, description: str, parts: Iterable[str], style: str = ""
) -> str:
    """A whole picture; with ``style`` it stands alone, without it is a part of a page.

    The description names what the parts are, for those who do not see them.
    """
    head = element("title", text(title), id="drawing-title") + element(
        "desc", text(description), id="drawing-desc"
    )
    rules = f"<style>{style}</style>" if style else ""
    return element(
        "svg",
        head + rules + "".join(parts),
        xmlns=NAMESPACE,
        viewBox=f"0 0 {wide} {high}",
        width=wide if style else wide * SMALLEST // 100,
        height=high if style else None,
        class_="plant",
        role="img" if style else "group",
        aria_labelledby="drawing-title drawing-desc",
    )
