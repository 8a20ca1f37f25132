"""What the SCTE log and the services say together."""

from typing import Any

from tests.kits.scte import NOW, SERVICE, records, row
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import CollectorOptions, ScteOptions
from vos_exporter.relations.scte import RELATIONS
from vos_exporter.vos.payloads.services import Service

SERVICES = [
    Service(id=SERVICE, name="sport-1"),
    Service(id="s-2", name="news-1"),
    Service(id="s-3", name="twin"),
    Service(id="s-4", name="twin"),
]


def related(name: str, *rows: object, **options: Any) -> dict[tuple[str, ...], float]:
    (relation,) = [relation for relation in RELATIONS if relation.name == name]
    assert relation.routes == {"services", "scte_logs"}
    ctx = Context(now=NOW, options=CollectorOptions(scte_logs=ScteOptions(**options)))
    (family,) = relation.relate({"services": SERVICES, "scte_logs": records(*rows)}, ctx, Findings())
    assert family.declaration in relation.families
    return dict(family.samples)


def test_a_service_the_log_calls_by_name_has_its_last_event() -> None:
    rows = [
        row(n, service=name) for n, name in enumerate(["sport-1", "news-1", "news-1", "s-3", "twin", "?"])
    ]
    expected = {(SERVICE,): NOW, ("s-2",): NOW + 2, ("s-3",): NOW + 3}
    assert related("scte_last_events", *rows) == expected


def test_a_service_the_log_calls_by_id_and_by_name_has_the_newest_of_both() -> None:
    rows = [row(1), row(3, service="sport-1"), row(2)]
    assert related("scte_last_events", *rows) == {(SERVICE,): NOW + 3}
    assert related("scte_last_events", row(1, service="0" * 8 + SERVICE[8:])) == {}


def test_expected_intervals_come_from_the_first_glob_that_matches() -> None:
    globs = {"sport-*": 600.0, "sport-1": 5.0, "t?in": 900.0, "NEWS*": 1.0}
    assert related("scte_expected_intervals", expected_interval=globs) == {
        (SERVICE,): 600,
        ("s-3",): 900,
        ("s-4",): 900,
    }
    assert related("scte_expected_intervals") == {}
