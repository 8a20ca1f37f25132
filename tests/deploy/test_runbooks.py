"""Every alert has its runbook, every runbook its alert, and each says what is needed at night."""

import re

import promql_parser
import pytest

from tests.kits.rules.expressions import DECLARED, RECORDED, selectors
from tests.kits.rules.shipped import RUNBOOKS, names

PARTS = ["Means", "Viewers", "Check", "Do", "Escalate"]
OF_PROMETHEUS = {"ALERTS"}

_SECTIONS = re.split(r"^### ", RUNBOOKS.read_text(), flags=re.MULTILINE)[1:]
SECTIONS = {heading: body for heading, _, body in (section.partition("\n") for section in _SECTIONS)}


def test_headings_and_alerts_are_the_same() -> None:
    assert sorted(SECTIONS) == names()


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_a_runbook_has_its_five_parts_in_order(name: str) -> None:
    parts = re.findall(r"^\*\*(\w+)\.\*\*(.*)", SECTIONS[name], flags=re.MULTILINE)
    assert [part for part, _ in parts] == PARTS
    assert all(text.strip() for _, text in parts)


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_a_runbook_has_a_query_that_reads_what_exists(name: str) -> None:
    query = re.search(r"^```promql\n(.+?)\n```$", SECTIONS[name], flags=re.MULTILINE | re.DOTALL)
    assert query, "no query"
    assert promql_parser.parse(query[1])
    for selector in selectors(query[1]):
        assert selector.name in DECLARED.keys() | RECORDED | OF_PROMETHEUS
