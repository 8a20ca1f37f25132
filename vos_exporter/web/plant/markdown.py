"""The little Markdown that the runbooks are written in, as HTML. Pure.

Headings, paragraphs, lists, fenced code, and within a line strong words and code: what stands in a document
that we ship ourselves. Everything is escaped.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup, escape

_HEADING = re.compile(r"(#{1,4}) +(.+)")
_FENCE = re.compile(r"```(\w*)")
_SPAN = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*")


def anchor(heading: str) -> str:
    """The fragment by which a heading is linked, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def html(document: str) -> Markup:
    """``document`` as HTML."""
    return Markup("\n").join(_blocks(document.splitlines()))


def headings(document: str, level: int) -> list[str]:
    """The headings of that ``level``."""
    return [
        found[2]
        for line in document.splitlines()
        if (found := _HEADING.fullmatch(line)) and len(found[1]) == level
    ]


def _blocks(lines: Sequence[str]) -> Iterator[Markup]:
    place = 0
    while place < len(lines):
        line = lines[place]
        if fence := _FENCE.match(line):
            end = next((n for n in range(place + 1, len(lines)) if lines[n].startswith("```")), len(lines))
            yield _code(lines[place + 1 : end], fence[1])
            place = end + 1
        elif heading := _HEADING.fullmatch(line):
            yield _heading(len(heading[1]), heading[2])
            place += 1
        elif not line.strip():
            place += 1
        else:
            end = next((n for n in range(place + 1, len(lines)) if _ends(lines[n])), len(lines))
            block = lines[place:end]
            yield _list(block) if line.startswith("- ") else _paragraph(block)
            place = end


def _ends(line: str) -> bool:
    """Whether a paragraph or list is over."""
    return not line.strip() or bool(_FENCE.match(line)) or bool(_HEADING.fullmatch(line))


def _code(lines: Sequence[str], language: str) -> Markup:
    name = "query" if language == "promql" else "code"
    code = "\n".join(lines)
    return Markup('<pre tabindex="0" role="group" aria-label="{}"><code>{}</code></pre>').format(name, code)


def _heading(level: int, words: str) -> Markup:
    return Markup('<h{0} id="{1}">{2}</h{0}>').format(level, anchor(words), inline(words))


def _paragraph(lines: Sequence[str]) -> Markup:
    return Markup("<p>{}</p>").format(inline(" ".join(line.strip() for line in lines)))


def _list(lines: Sequence[str]) -> Markup:
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:])
        else:
            items[-1] += f" {line.strip()}"
    inside = Markup("").join(Markup("<li>{}</li>").format(inline(item)) for item in items)
    return Markup("<ul>{}</ul>").format(inside)


def inline(words: str) -> Markup:
    """Strong words and code within a line."""
    parts, place = [], 0
    for found in _SPAN.finditer(words):
        parts += [escape(words[place : found.start()]), _span(found.groupdict())]
        place = found.end()
    parts.append(escape(words[place:]))
    return Markup("").join(parts)


def _span(found: Mapping[str, str | None]) -> Markup:
    if found["code"] is not None:
        return Markup("<code>{}</code>").format(found["code"])
    return Markup("<strong>{}</strong>").format(inline(found["strong"] or ""))
