"""Elements of SVG as text. Pure; every text and every attribute is escaped here and nowhere else."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from vos_exporter.web.pages import shown

NAMESPACE = "http://www.w3.org/2000/svg"


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


def label(words: str, x: int, y: int, class_: str = "", room: int = 1_000) -> str:
    """A line of text that begins at ``x``, cut to ``room`` characters."""
    return element("text", text(cut(words, room)), x=x, y=y, class_=class_ or None)


def cut(words: str, room: int) -> str:
    """``words`` in ``room`` characters, with an ellipsis where something was left out."""
    return words if len(words) <= room else f"{words[: max(0, room - 1)].rstrip()}\u2026"


def document(
    width: int, height: int, title: str, description: str, parts: Iterable[str], style: str = ""
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
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        class_="plant",
        role="group" if not style else "img",
        aria_labelledby="drawing-title drawing-desc",
    )
