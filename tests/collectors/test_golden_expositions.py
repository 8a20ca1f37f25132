"""Each fixture of a route gives exactly the exposition that is kept beside it."""

import pytest
from collector_kit import FIXTURES, NOW, PUBLIC_ROUTES, body, check_golden, decode, expose

from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import CollectorOptions, DestinationOptions

CASES = sorted(f"{path.parent.name}/{path.stem}" for path in FIXTURES.glob("*/*.json"))


@pytest.mark.parametrize("case", CASES)
def test_a_fixture_gives_its_golden_exposition(case: str) -> None:
    """The families, and what was said beside them."""
    route = case.partition("/")[0]
    ctx = Context(now=NOW, options=CollectorOptions(destinations=DestinationOptions(delivery_types=True)))
    findings = Findings()
    decoded = decode(route, body(case))
    text = expose(COLLECTORS[route].collect(decoded.rows, ctx, findings))
    unmapped = {name: sorted(values) for name, values in findings.unmapped.items()}
    beside = (
        f"# items {decoded.items} undecodable {decoded.undecodable} duplicates {decoded.duplicates} "
        f"folded {findings.folded} unmapped {unmapped}\n"
    )
    check_golden(case.replace("/", "-"), beside + text)
    assert "canary" not in text


@pytest.mark.parametrize("route", PUBLIC_ROUTES)
def test_shape_of_the_envelope_spelling_of_numbers_and_extra_keys_change_nothing(route: str) -> None:
    """Bodies that mean the same give the same families."""
    told = set()
    for case in ("typical", "numbers-as-text", "extra-keys", "object-with-one-list", "repeated-members"):
        decoded = decode(route, body(f"{route}/{case}"))
        told.add(expose(COLLECTORS[route].collect(decoded.rows, Context(now=NOW), Findings())))
    assert len(told) == 1
