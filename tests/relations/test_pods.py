"""Services that pods call by name."""

import json
from collections.abc import Mapping

from tests.kits.collecting import decode
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import FieldOverride
from vos_exporter.relations import RELATIONS

ID_A, ID_B = "742fb875-19e0-4ce2-ad9f-7035af8f4fc3", "0d1b6a0f-9d9f-4c26-9df3-0fd3d9c0a8b7"
SERVICES = [
    {"id": ID_A, "name": "News"},
    {"id": ID_B, "name": "Sport"},
    {"id": "7", "name": "Twin"},
    {"id": "8", "name": "Twin"},
]
(RELATION,) = (relation for relation in RELATIONS if relation.name == "pod_services")


def relate(pods: object, overrides: Mapping[str, FieldOverride] | None = None) -> list[tuple[str, ...]]:
    """Label sets of what the relation says."""
    rows = {
        "services": decode("services", json.dumps(SERVICES).encode()).rows,
        "pods": decode("pods", json.dumps(pods).encode(), fields=overrides or {}).rows,
    }
    (family,) = RELATION.relate(rows, Context(now=0, overrides=overrides or {}), Findings())
    return sorted(labels for labels, value in family if value == 1)


def test_exact_and_unique_names_are_resolved() -> None:
    """A name of two services, another case and an id of its own form say nothing new."""
    pods = [
        {"podName": "p1", "nodeName": "n1", "services": ["News", "Sport", "news", "Twin", ID_B]},
        {"podName": "p2", "services": ["7", 8]},
        {"podName": "p3", "services": [ID_A]},
        {"podName": "p4"},
    ]
    assert relate(pods) == [("p1", "n1", ID_B), ("p1", "n1", ID_A), ("p2", "", "7"), ("p2", "", "8")]


def test_the_keys_may_be_the_operators() -> None:
    """What the collector reads, the relation reads."""
    pods = [{"podName": "p1", "channels": ["News"]}]
    assert relate(pods) == []
    assert relate(pods, {"services": FieldOverride(aliases=("channels",))}) == [("p1", "", ID_A)]


def test_it_needs_both_routes() -> None:
    """So that it is absent when one of them is not ok."""
    assert RELATION.routes == {"pods", "services"}
