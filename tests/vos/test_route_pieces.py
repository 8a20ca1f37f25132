"""A route is whole: whoever adds one is told by name what is still missing (CONTRIBUTING, add a route).

A collector or a body of the simulator that is missing ends the import of its room with a sentence.
"""

import pytest

from tests.kits.collecting import FIXTURES, PUBLIC_ROUTES
from vos_exporter.vos.routes import ROUTES

ODD = (
    "bad-items",
    "duplicate-ids",
    "empty",
    "extra-keys",
    "missing-keys",
    "null-values",
    "numbers-as-text",
    "object-with-one-list",
    "repeated-members",
)
"""What bodies do to us; of a route whose keys are public each has to be tried."""


@pytest.mark.parametrize("key", [route.key for route in ROUTES])
def test_a_route_has_its_fixtures(key: str) -> None:
    wanted = {"typical", *(ODD if key in PUBLIC_ROUTES else ())}
    there = {path.stem for path in (FIXTURES / key).glob("*.json")}
    missing = sorted(f"tests/fixtures/{key}/{case}.json" for case in wanted - there)
    assert not missing, f"write {', '.join(missing)}"


def test_the_routes_whose_keys_are_public_are_those_that_can_be_tried_so() -> None:
    assert len(PUBLIC_ROUTES) >= 10
    assert {"services", "ingest_points"} <= set(PUBLIC_ROUTES)
    assert not {"nodes", "notifications", "system_info"} & set(PUBLIC_ROUTES)
