"""The drawing of a service: what is in it, that it stays where it is, and that words are words."""

import random
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest

from tests.kits.collecting import UPDATE
from tests.kits.drawings import Told, large
from vos_exporter.web.plant import pages
from vos_exporter.web.plant.facts import Facts
from vos_exporter.web.plant.parts import Column, Scheme
from vos_exporter.web.plant.picture import arranged, description, drawn, told
from vos_exporter.web.plant.scheme import scheme
from vos_exporter.web.plant.trouble import Level

GOLDEN = Path(__file__).parents[2] / "golden" / "drawings"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>x</script>",
    "\" onload='x' &amp; ]]>",
    "\u202egpj \x00 \ud800 \ufffe",
    "x" * 5_000,
    "<!--",
]


def small(**changed: bool) -> Facts:
    """A service with a little of everything."""
    plant = Told().service("s", "News 1", expected=True, profile_id="p").profile("p").group("g")
    plant.link("1", "g", changed.get("first", True)).link("2", "g").source(
        "s", "a", 1, [("i", "g"), ("j", "")]
    )
    plant.source("s", "b", 2, [("k", "")]).pod("s", "pod-1").ingest(
        "s", "x", (True, changed.get("member", True))
    )
    return plant.destination("s", "d", [("o", "g"), ("q", "")]).facts()


def bare() -> Facts:
    """A service of which VOS tells nothing but that it is there, and that it has what is gone."""
    plant = Told().service("s", on=None, profile_id="gone")
    plant.families = [*plant.families, *Told().source("s", "lost", 1).families[1:]]
    return plant.facts()


def of(facts: Facts) -> Scheme:
    found = scheme(facts, "s")
    assert found is not None
    return found


PLANTS = {
    "small": small(), "link-lost": small(first=False), "bare": bare(), "large": large(),
    "large-broken": large(True),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTS)
def test_the_picture_is_the_one_that_was_looked_at(name: str) -> None:
    drawing = drawn(arranged(of(PLANTS[name])), pages.PICTURE_STYLE)
    golden = GOLDEN / f"{name}.svg"
    if UPDATE:
        golden.write_text(drawing, encoding="utf-8")
    assert drawing == golden.read_text(encoding="utf-8")  # VOS_EXPORTER_UPDATE_GOLDEN=1, and look


def test_nothing_moves_when_something_breaks() -> None:
    for well, broken in ((small(), small(first=False, member=False)), (large(), large(True))):
        before, after = arranged(of(well)), arranged(of(broken))
        assert (before.layout, before.stack) == (after.layout, after.stack)
        assert drawn(before) != drawn(after)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_vos_tells_things_changes_no_byte(seed: int) -> None:
    read = large(True)
    shuffled = Facts(
        read.declared,
        {name: random.Random(seed).sample(list(rows), len(rows)) for name, rows in read.samples.items()},
        read.read,
    )
    assert drawn(arranged(of(shuffled))) == drawn(arranged(of(read)))


def test_everything_has_its_place_and_every_edge_joins_what_the_plant_joins() -> None:
    found = of(large())
    count = Counter(node.column for node in found.nodes)
    shown = (Column.SOURCE, Column.INPUT, Column.DESTINATION, Column.OUTPUT)
    assert [count[column] for column in shown] == [4, 12, 6, 30]
    edges = {(edge.source, edge.target) for edge in found.edges}
    assert edges >= {
        ("link0:a1", "group1:a"), ("group1:a", "input:src-0/0-0"), ("input:src-0/0-0", "source:src-0"),
        ("source:src-0", "service:s"), ("service:s", "profile:p"), ("service:s", "ingest:0"),
        ("service:s", "destination:dst-2"), ("destination:dst-2", "output:dst-2/o2-0"),
        ("output:dst-2/o2-0", "group8:a"), ("group8:a", "link9:a1"),
    }  # fmt: skip
    # One edge into every input's source, out of every source, along all the rest; nothing else.
    assert len(edges) == 8 + 10 + 12 + 4 + 4 + 3 + 6 + 30 + 5 + 10
    picture = arranged(found)
    assert {*picture.layout.places, *picture.stack} == {node.key for node in found.nodes}


def test_a_delivery_stands_behind_its_output_or_else_behind_the_destination() -> None:
    plant = Told().service("s").destination("s", "d", [("o", "")])
    found = of(plant.delivery("d", "o", "1").delivery("d", "", "2").facts())
    edges = {(edge.source, edge.target) for edge in found.edges}
    assert edges >= {("output:d/o", "delivery:d/1"), ("destination:d", "delivery:d/2")}
    assert arranged(found).layout.routes.keys() >= edges


def test_the_way_of_trouble_is_marked_up_to_the_service_and_no_further() -> None:
    found = of(small(first=False))
    marked = {(edge.source, edge.target) for edge in found.edges if edge.trouble is Level.WARNING}
    assert marked == {
        ("link0:1", "group1:g"), ("group1:g", "input:a/i"), ("input:a/i", "source:a"),
        ("source:a", "service:s"), ("service:s", "destination:d"), ("destination:d", "output:d/o"),
        ("output:d/o", "group8:g"), ("group8:g", "link9:1"),
    }  # fmt: skip
    assert not [edge for edge in of(small()).edges if edge.trouble.trouble]


def test_what_is_assumed_is_dashed_and_what_is_not_known_is_drawn_so() -> None:
    drawing = drawn(arranged(of(small())))
    assert len(re.findall(r'<path d="[^"]*" class="edge (?:plain )?assumed"', drawing)) == 2
    nodes = {node.key: node for node in of(bare()).nodes}
    assert nodes["service:s"].level is Level.UNKNOWN
    assert nodes["profile:gone"].notes == ("not in VOS any more",)
    assert nodes["source:lost"].level is Level.UNKNOWN
    unread = Told().service("s", profile_id="p")
    unread.read.discard("profiles")
    [profile] = [node for node in of(unread.facts()).nodes if node.kind == "profile"]
    assert (profile.level, profile.notes) == (Level.UNKNOWN, ("profiles was not read",))


def test_numbers_have_units() -> None:
    [pod] = [node for node in of(small()).nodes if node.kind == "pod"]
    assert told(pod) == "pod pod-1: CPU 23.1 %; memory 2.57 GB; on worker-1; assumed"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_are_text_and_the_picture_stays_xml(words: str) -> None:
    plant = Told().service("s", words, profile_id=words).group(words).link(words, words, False)
    plant.source("s", words, 1, [(words, words)]).destination("s", words, [(words, "")]).pod("s", words)
    for style in ("", pages.PICTURE_STYLE):
        drawing = drawn(arranged(of(plant.facts())), style, linked=lambda node: f"/runbooks#{node.alert}")
        root = ElementTree.fromstring(drawing.encode())
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg", "title", "desc", "style", "g", "a", "rect", "path", "text"
        }  # fmt: skip
        assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]


def test_it_says_in_words_what_it_shows() -> None:
    found = of(small(first=False))
    assert "cloud link link 1 is lost (group g)" in description(found)
    root = ElementTree.fromstring(drawn(arranged(found), pages.PICTURE_STYLE))
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert all(group[0].tag == f"{SVG}title" for group in root.iter(f"{SVG}g"))


def test_there_is_no_drawing_of_a_service_that_is_not_there() -> None:
    assert scheme(small(), "t") is None
