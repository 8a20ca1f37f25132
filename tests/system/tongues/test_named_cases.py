"""Bodies nobody promised us, by name: none is told wrongly, and nothing is missing without a word."""

import pytest
from collector_kit import PUBLIC_ROUTES, body
from kits.reading_kit import Page, read
from system.tongues.cases import CASES
from system.tongues.cases.case import Case
from system.tongues.judge import judge

from vos_exporter.reference.catalogue import entries

DECLARED = frozenset(entry.declaration.name for entry in entries())


def test_the_table_is_as_large_as_it_says() -> None:
    assert len(CASES) >= 400
    assert len({(case.route, case.name) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("route", PUBLIC_ROUTES)
def test_what_the_public_scripts_show_is_understood_whole(route: str) -> None:
    typical = Page(200, {"Content-Type": "application/json"}, body(f"{route}/typical"))
    assert [hint for hint in read(route, [typical]).hints if hint.kind != "rows"] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.route}: {case.name}"[:120])
def test_a_named_case(case: Case) -> None:
    wrong, silent = judge(case, read(case.route, case.pages(), case.options, case.earlier()), DECLARED)
    assert not wrong
    assert not silent
