"""The wall: one tile per service, the worst first. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vos_exporter.collectors.ownership import SERVICE_INFO
from vos_exporter.vos.notification_classes import SEVERITIES
from vos_exporter.web.plant.facts import Facts
from vos_exporter.web.plant.trouble import Level, Standing, standings

GROUPINGS = ("owner", "tier", "none")
"""What tiles without trouble can be grouped by."""

NOBODY = {"owner": "No owner", "tier": "No tier", "none": "The others"}
"""Titles of what has no group."""

_DIGITS = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts as people do: 2 before 10, and without regard to case."""
    parts = _DIGITS.split(text.casefold())
    return tuple(_key(part) for part in parts if part)


def _key(part: str) -> tuple[int, int, str]:
    """A number by its size, however long it is; before any other text."""
    digits = part.lstrip("0")
    return (0, len(digits), digits) if part.isdecimal() else (1, 0, part)


@dataclass(frozen=True, slots=True)
class Tile:
    """One service.

    Attributes:
        service_id: of VOS.
        name: of VOS; the id where it has none.
        owner: of the rule that decides about it.
        tier: likewise.
        standing: how it stands.
    """

    service_id: str
    name: str
    owner: str
    tier: str
    standing: Standing

    @property
    def words(self) -> str:
        """What is wrong, else what state it is in."""
        return "; ".join(dict.fromkeys(reason.words for reason in self.standing.reasons))

    @property
    def alarms(self) -> str:
        """Its active notifications by severity, the worst first."""
        counts = self.standing.alarms
        return ", ".join(f"{counts[name]} {name}" for name in SEVERITIES if counts.get(name))


@dataclass(frozen=True, slots=True)
class Section:
    """Tiles under one heading.

    Attributes:
        title: the heading.
        trouble: whether these are the ones to look at.
        tiles: the worst first.
    """

    title: str
    trouble: bool
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class Wall:
    """All services, or those that were searched for.

    Attributes:
        sections: trouble first, then the others by group.
        counts: level to services, before searching.
        grouping: one of :data:`GROUPINGS`.
        found: services on the wall.
    """

    sections: Sequence[Section]
    counts: dict[Level, int]
    grouping: str
    found: int


def wall(facts: Facts, grouping: str = "", search: str = "") -> Wall:
    """The wall of all services.

    Args:
        facts: what was read.
        grouping: one of :data:`GROUPINGS`; the first that there is something to group by, if empty.
        search: parts of name, id, owner, tier, state or trouble, all of which must be there, in any case.
    """
    tiles = sorted(_tiles(facts), key=_order)
    counts = {level: sum(tile.standing.level is level for tile in tiles) for level in Level}
    chosen = grouping or next((one for one in GROUPINGS if any(_group(tile, one) for tile in tiles)), "none")
    found = [tile for tile in tiles if _matches(tile, search.casefold().split())]
    return Wall(list(_sections(found, chosen)), counts, chosen, len(found))


def _tiles(facts: Facts) -> Iterable[Tile]:
    standing = standings(facts)
    for row in facts.rows(SERVICE_INFO):
        one = row["service_id"]
        yield Tile(one, row["service_name"] or one, row["owner_team"], row["service_tier"], standing[one])


def _order(tile: Tile) -> tuple[object, ...]:
    # No tier comes after every tier.
    return (tile.standing.level, not tile.tier, natural(tile.tier), natural(tile.name), tile.service_id)


def _matches(tile: Tile, words: Sequence[str]) -> bool:
    if not words:
        return True
    shown = (tile.name, tile.service_id, tile.owner, tile.tier, tile.standing.state, tile.words)
    text = "\n".join(shown).casefold()
    return all(word in text for word in words)


def _group(tile: Tile, grouping: str) -> str:
    return {"owner": tile.owner, "tier": tile.tier}.get(grouping, "")


def _sections(tiles: Sequence[Tile], grouping: str) -> Iterable[Section]:
    bad = [tile for tile in tiles if tile.standing.level <= Level.UNKNOWN]
    if bad:
        yield Section("In trouble or unknown", True, bad)
    groups: defaultdict[str, list[Tile]] = defaultdict(list)
    for tile in tiles:
        if tile.standing.level > Level.UNKNOWN:
            groups[_group(tile, grouping)].append(tile)
    for name in sorted(groups, key=lambda name: (not name, natural(name))):
        title = f"{grouping.capitalize()} {name}" if name else NOBODY[grouping]
        yield Section(title, False, groups[name])
