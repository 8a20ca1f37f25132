"""The wall: worst first, grouped, searched."""

import re
import time
import xml.etree.ElementTree as ElementTree

import pytest

from tests.kits.drawings import Told
from vos_exporter.web.plant import wall_picture
from vos_exporter.web.plant.facts import Facts
from vos_exporter.web.plant.pages import PICTURE_STYLE
from vos_exporter.web.plant.trouble import Level
from vos_exporter.web.plant.wall import natural, wall


def some() -> Facts:
    """Services of two owners and two tiers, in a useless order."""
    told = Told()
    told.service("1", "News 10", owner_team="news", service_tier="2")
    told.service("2", "News 2", owner_team="news", service_tier="2")
    told.service("3", "Sport 1", False, True, owner_team="sport", service_tier="2")
    told.service("4", "Sport 2", False, True, owner_team="sport", service_tier="1")
    told.service("5", "Old", False)
    told.service("6", "Odd", None, owner_team="news", service_tier="1")
    told.service("7", "Late", True, False)
    return told.facts()


def told(facts: Facts, **asked: str) -> list[tuple[str, list[str]]]:
    return [
        (section.title, [tile.name for tile in section.tiles]) for section in wall(facts, **asked).sections
    ]


def test_trouble_comes_first_the_worst_of_it_first_then_by_tier_and_as_people_sort() -> None:
    assert told(some()) == [
        ("In trouble or unknown", ["Sport 2", "Sport 1", "Late", "Odd"]),
        ("Owner news", ["News 2", "News 10"]),
        ("No owner", ["Old"]),
    ]


def test_the_others_are_grouped_as_asked() -> None:
    assert [title for title, _ in told(some(), grouping="tier")[1:]] == ["Tier 2", "No tier"]
    assert told(some(), grouping="none")[1:] == [("The others", ["News 2", "News 10", "Old"])]
    assert wall(Told().service("a").facts()).grouping == "none"
    assert wall(Told().service("a", service_tier="1").facts()).grouping == "tier"


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("SPORT", ["Sport 2", "Sport 1"]),
        ("news 10", ["News 10"]),
        ("news owner", []),
        ("off, exp", ["Sport 2", "Sport 1"]),
        ("activated", ["Late", "News 2", "News 10"]),
        ("7", ["Late"]),
    ],
)
def test_a_search_wants_every_word_somewhere(search: str, names: list[str]) -> None:
    found = wall(some(), search=search)
    assert [tile.name for section in found.sections for tile in section.tiles] == names
    assert found.found == len(names)
    assert found.counts[Level.CRITICAL] == 2


def test_numbers_in_names_sort_by_size_however_long_they_are() -> None:
    names = ["a10", "a2", "A1", "b", "", "7" * 5_000, "\u0663", "a02x"]
    assert sorted(names, key=natural)[:3] == ["", "\u0663", "7" * 5_000]
    assert sorted(["x10", "X9", "x008"], key=natural) == ["x008", "X9", "x10"]


def test_the_picture_of_a_wall_is_xml_of_the_shape_of_a_screen_in_which_no_tiles_overlap() -> None:
    services = Told()
    for number in range(300):
        services.service(str(number), f"Service {number}", number % 9 != 0, True)
    drawing = wall_picture.drawn(wall(services.facts()), "headend", PICTURE_STYLE)
    root = ElementTree.fromstring(drawing)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert 1.2 < width / height < 2.4
    boxes = [
        tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        for rect in root.iter("{http://www.w3.org/2000/svg}rect")
    ]
    assert len(boxes) == 300
    assert len({box[:2] for box in boxes}) == 300
    for x, y, wide, high in boxes:
        assert 0 <= x <= width - wide
        assert 0 <= y <= height - high
        assert not any(
            x < a + c and a < x + wide and y < b + d and b < y + high
            for a, b, c, d in boxes
            if (a, b) != (x, y)
        )
    assert len(re.findall(r'class="node critical"', drawing)) == 34


def test_two_thousand_services_are_drawn_in_a_fraction_of_a_second() -> None:
    services = Told()
    for number in range(2_000):
        services.service(
            str(number), f"Service {number}", number % 50 != 0, True, owner_team=f"team {number % 7}"
        )
    read = services.facts()
    began = time.process_time()
    found = wall(read)
    judged = time.process_time() - began
    wall_picture.drawn(found, "headend", PICTURE_STYLE)
    took = time.process_time() - began
    print(f"2,000 services: judged and sorted in {judged:.3f} s, with the picture {took:.3f} s of CPU")
    assert took < 1
