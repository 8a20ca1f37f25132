"""Which notifications belong to a service."""

from typing import Any

from tests.kits.notifications import NOW, decoded, note
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import ClassPattern, CollectorOptions, NotificationOptions
from vos_exporter.relations.notifications import RELATIONS
from vos_exporter.vos.payloads.services import Service

SERVICES = [
    Service(id="s-1", name="demo-1"),
    Service(id="s-2", name="twin"),
    Service(id="s-3", name="twin"),
    Service(id="s-4", name=None),
]


def related(*rows: object, **options: Any) -> dict[tuple[str, ...], float]:
    (relation,) = RELATIONS
    assert relation.routes == {"services", "notifications"}
    ctx = Context(now=NOW, options=CollectorOptions(notifications=NotificationOptions(**options)))
    (family,) = relation.relate({"services": SERVICES, "notifications": decoded(rows)}, ctx, Findings())
    assert family.declaration in relation.families
    return dict(family.samples)


def test_an_exact_and_unique_name_binds() -> None:
    rows = [note(1), note(2), note(3, title="Slate on air", severity="crit")]
    assert related(*rows) == {("s-1", "source_loss", "major"): 2, ("s-1", "slate", "critical"): 1}


def test_a_name_of_two_services_or_of_none_binds_to_none() -> None:
    names = ("twin", "Demo-1", " demo-1", "", None, "unknown")
    assert related(*(note(n, channelName=name) for n, name in enumerate(names))) == {}


def test_an_id_comes_before_the_name_if_it_is_that_of_a_service() -> None:
    assert related(note(1, serviceId="s-3")) == {("s-3", "source_loss", "major"): 1}
    assert related(note(1, serviceId="gone")) == {("s-1", "source_loss", "major"): 1}


def test_only_active_notifications_count() -> None:
    assert related(note(1, state="RESOLVED"), note(2, state=None)) == {("s-1", "source_loss", "major"): 1}


def test_the_operators_words_hold_here_too() -> None:
    own = {"severities": {"p1": "critical"}, "classes": (ClassPattern("node", "input"),)}
    assert related(note(1, severity="P1"), **own) == {("s-1", "node", "critical"): 1}
