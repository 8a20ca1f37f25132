"""Each fixture of a route gives exactly the exposition that is kept beside it."""

import pytest

from tests.kits.collecting import (
    FIXTURES,
    GOLDEN,
    NOW,
    PUBLIC_ROUTES,
    SAME_AS,
    UPDATE,
    body,
    check_golden,
    decode,
    expose,
    goldens,
    pinned,
)
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import CollectorOptions, DestinationOptions, SourceOptions

FOUND = [(path.parent.name, path.stem) for path in FIXTURES.glob("*/*.json")]
OPTIONS = CollectorOptions(
    sources=SourceOptions(addresses=True),
    destinations=DestinationOptions(delivery_types=True, addresses=True),
)
CASES = sorted(
    ((route, case) for route, case in FOUND if UPDATE or pinned(route)),
    key=lambda found: (found[1] in SAME_AS, found),  # whoever keeps them anew begins with what others equal
)


@pytest.mark.parametrize(("route", "case"), CASES)
def test_a_fixture_gives_its_golden_exposition(route: str, case: str) -> None:
    """The families, and what was said beside them."""
    ctx = Context(now=NOW, options=OPTIONS)
    findings = Findings()
    decoded = decode(route, body(f"{route}/{case}"))
    text = expose(COLLECTORS[route].collect(decoded.rows, ctx, findings))
    unmapped = {name: sorted(values) for name, values in findings.unmapped.items()}
    beside = (
        f"# items {decoded.items} undecodable {decoded.undecodable} duplicates {decoded.duplicates} "
        f"folded {findings.folded} unmapped {unmapped}\n"
    )
    check_golden(route, case, beside + text)
    assert "canary" not in text


def test_no_golden_file_repeats_the_one_its_case_equals_without() -> None:
    repeated = []
    for path in GOLDEN.glob("*-*.prom"):
        prefix, _, case = path.stem.partition("-")
        own, same = goldens(prefix, case)
        if own != same and own.read_text(encoding="utf-8") == same.read_text(encoding="utf-8"):
            repeated.append(f"{own.name} is {same.name}")
    assert repeated == []


def test_every_golden_file_of_a_route_has_its_fixture() -> None:
    kept = {tuple(path.stem.split("-", 1)) for path in GOLDEN.glob("*.prom")}
    assert {name for name in kept if name[0] not in {"relations", "simulated"}} - set(CASES) == set()


@pytest.mark.parametrize("route", [route for route in PUBLIC_ROUTES if pinned(route)])
def test_shape_of_the_envelope_spelling_of_numbers_and_extra_keys_change_nothing(route: str) -> None:
    """Bodies that mean the same give the same families."""
    told = set()
    for case in ("typical", "numbers-as-text", "extra-keys", "object-with-one-list", "repeated-members"):
        decoded = decode(route, body(f"{route}/{case}"))
        told.add(expose(COLLECTORS[route].collect(decoded.rows, Context(now=NOW), Findings())))
    assert len(told) == 1
