"""Bodies nobody promised us, by name: none is told wrongly, and nothing is missing without a word."""

import pytest

from tests.kits.reading import read
from tests.system.tongues.cases import CASES
from tests.system.tongues.cases.case import Case
from tests.system.tongues.judge import judge
from vos_exporter.reference.catalogue import entries

DECLARED = frozenset(entry.declaration.name for entry in entries())


def test_the_table_is_as_large_as_it_says() -> None:
    assert len(CASES) >= 400
    assert len({(case.route, case.name) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.route}: {case.name}"[:120])
def test_a_named_case(case: Case) -> None:
    wrong, silent = judge(case, read(case.route, case.pages(), case.options, case.earlier()), DECLARED)
    assert not wrong
    assert not silent
