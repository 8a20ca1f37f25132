"""The wall as SVG, for a screen that nobody touches: about as wide as it is high, times 16 : 9. Pure."""

from collections.abc import Iterator
from math import ceil, sqrt

from vos_exporter.web.plant import svg
from vos_exporter.web.plant.trouble import SIGNS, WORDS, Level
from vos_exporter.web.plant.wall import Section, Tile, Wall

LARGE, SMALL = (264, 66), (164, 30)
"""Width and height of a tile in trouble, and of the others, with the gap behind each."""

GAP, MARGIN, HEADING = 6, 12, 30
NARROWEST = 2 * MARGIN + 3 * LARGE[0]


def drawn(wall: Wall, title: str, style: str) -> str:
    """The SVG of ``wall``, which stands alone."""
    width = _width(wall)
    parts, y = [svg.label(f"{title}: {summary(wall)}", MARGIN, 26, "top")], 34
    for section in wall.sections:
        parts.append(svg.label(f"{section.title} ({len(section.tiles)})", MARGIN, y + 21, "heading"))
        y += HEADING
        parts += _tiles(section, width, y)
        y += _rows(section, width) * _size(section)[1]
    return svg.document(width, y + MARGIN, title, summary(wall), parts, style)


def summary(wall: Wall) -> str:
    """How many services stand how, the worst first."""
    told = [f"{wall.counts[level]} {WORDS[level]}" for level in Level if wall.counts[level]]
    return ", ".join(told) or "no services"


def _size(section: Section) -> tuple[int, int]:
    return LARGE if section.trouble else SMALL


def _width(wall: Wall) -> int:
    area = sum(len(section.tiles) * _size(section)[0] * _size(section)[1] for section in wall.sections)
    return max(NARROWEST, ceil(sqrt(area * 16 / 9)) + 2 * MARGIN)


def _columns(section: Section, width: int) -> int:
    return max(1, (width - 2 * MARGIN + GAP) // _size(section)[0])


def _rows(section: Section, width: int) -> int:
    return ceil(len(section.tiles) / _columns(section, width))


def _tiles(section: Section, width: int, top: int) -> Iterator[str]:
    columns, (wide, high) = _columns(section, width), _size(section)
    for number, tile in enumerate(section.tiles):
        x, y = MARGIN + number % columns * wide, top + number // columns * high
        yield _tile(tile, x, y, wide - GAP, high - GAP, section.trouble)


def _tile(tile: Tile, x: int, y: int, width: int, height: int, large: bool) -> str:
    level = tile.standing.level
    words = tile.words or tile.standing.state
    parts = [
        svg.element("title", svg.text(f"{tile.name} ({WORDS[level]}): {words}")),
        svg.element("rect", x=x, y=y, width=width, height=height, rx=4),
        svg.label(SIGNS[level], x + 10, y + 17, "sign"),
        svg.label(svg.fitted(tile.name, width - 34, 13), x + 26, y + 17, "name"),
    ]
    if large:
        stripe = f"M{x + 3} {y + 2}V{y + height - 2}"
        owned = ", ".join(filter(None, (tile.owner, f"tier {tile.tier}" if tile.tier else "", tile.alarms)))
        parts += [
            svg.element("path", d=stripe, class_="stripe"),
            svg.label(svg.fitted(words, width - 16, 11), x + 10, y + 35, "words"),
            svg.label(svg.fitted(owned, width - 16, 11), x + 10, y + 51, "note"),
        ]
    return svg.element("g", "".join(parts), class_=f"node {level.name.lower()}")
