"""What keys in other units and the words of the operator expose, so that golden files pin every family."""

import re

import pytest

from tests.kits.collecting import GOLDEN, check_golden, decode, expose, pinned
from tests.kits.plants import Clock, world
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import (
    CloudlinkOptions,
    CollectorOptions,
    Expectation,
    ScteOptions,
    ServiceMatch,
    ServiceRule,
)
from vos_exporter.reference.catalogue import entries
from vos_exporter.relations import RELATIONS
from vos_exporter.vos.routes import BY_KEY

SERVICES = 2
CASES = [
    ("pods", 10),  # a key that counts memory in percent
    ("rf_statistics", 9),  # a key that counts the level in percent
    ("origin_engine", 4),  # keys that count in cores and bytes
]
"""Routes and the position of the key among its aliases: what the fixtures do not say."""

ADDED = {
    "vos_service_info", "vos_service_expected_active", "vos_service_notifications_active",
    "vos_cloudlink_capacity_bytes_per_second", "vos_scte35_expected_interval_seconds",
}  # fmt: skip


@pytest.mark.parametrize(("route", "alias"), CASES)
def test_the_exposition_of_keys_in_other_units(route: str, alias: int) -> None:
    clock = Clock()
    body = world(clock, SERVICES, alias=alias).body(route, {})
    context = Context(now=clock(), options=CollectorOptions())
    families = COLLECTORS[route].collect(decode(route, body).rows, context, Findings())
    check_golden("simulated", f"{route}-{alias}", expose(families))


OPERATOR = CollectorOptions(
    services=(ServiceRule(ServiceMatch(name="news-*"), Expectation.ACTIVE, owner_team="news", tier=1),),
    cloudlinks=CloudlinkOptions(capacity={"cloudlink-01*": 75e6}),
    scte_logs=ScteOptions(expected_interval={"*": 900}),
)


def test_what_the_operator_says_and_two_routes_together_tell() -> None:
    """One service is on slate, by the operator's word expected on air."""
    clock = Clock()
    plant = world(clock, SERVICES)
    plant.plant.set("slate", 0, clock())
    rows = {key: decode(key, plant.body(key, {"row_count": "20"})).rows for key in BY_KEY}
    context = Context(now=clock(), options=OPERATOR)
    families = [family for relation in RELATIONS for family in relation.relate(rows, context, Findings())]
    families += [
        f for key in ("services", "uplinks") for f in COLLECTORS[key].collect(rows[key], context, Findings())
    ]
    added = [family for family in families if family.declaration.name in ADDED]
    check_golden("simulated", "operator", expose(added))


def test_every_family_a_collector_or_relation_declares_is_in_a_golden_file() -> None:
    """Otherwise nothing pins its name, labels and value."""
    kept: set[str] = set()
    for path in GOLDEN.glob("*.prom"):
        kept.update(re.findall(r"^(vos_[a-z0-9_]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    declared = {entry.declaration.name for entry in entries() if any(map(pinned, entry.routes))}
    assert declared - kept == set()
