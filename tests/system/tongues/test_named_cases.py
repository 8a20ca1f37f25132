"""Bodies nobody promised us, by name: none is told wrongly, and nothing is missing without a word."""

from pathlib import Path

import pytest

from tests.kits.reading import Page, read
from tests.system.tongues.cases import CASES
from tests.system.tongues.cases.case import Case
from tests.system.tongues.judge import judge
from vos_exporter.reference.catalogue import entries
from vos_exporter.vos.routes import ROUTES, Evidence

FIXTURES = Path(__file__).parents[2] / "fixtures"
PUBLIC = [route.key for route in ROUTES if route.field_evidence is Evidence.SCRIPTS]
DECLARED = frozenset(entry.declaration.name for entry in entries())


def test_the_table_is_as_large_as_it_says() -> None:
    assert len(CASES) >= 400
    assert len({(case.route, case.name) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("route", PUBLIC)
def test_what_the_public_scripts_show_is_understood_whole(route: str) -> None:
    typical = Page(
        200, {"Content-Type": "application/json"}, (FIXTURES / route / "typical.json").read_bytes()
    )
    assert [hint for hint in read(route, [typical]).hints if hint.kind != "rows"] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.route}: {case.name}"[:120])
def test_a_named_case(case: Case) -> None:
    wrong, silent = judge(case, read(case.route, case.pages(), case.options, case.earlier()), DECLARED)
    assert not wrong
    assert not silent
