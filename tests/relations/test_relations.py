"""The families that need two payloads."""

import pytest

from tests.kits.collecting import NOW, body, check_golden, decode, expose, rows, series
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import CollectorOptions, Expectation, ServiceMatch, ServiceRule, Window
from vos_exporter.collectors.ownership import EXPECTED_ACTIVE, SERVICE_INFO
from vos_exporter.families import Declaration
from vos_exporter.relations import RELATIONS, Relation
from vos_exporter.relations.profiles import PROFILE_DESTINATIONS, PROFILE_SERVICES
from vos_exporter.relations.services import SERVICE_UPLINK_INFO
from vos_exporter.vos.routes import BY_KEY

RULES = (
    ServiceRule(ServiceMatch(name="kept"), Expectation.ACTIVE, owner_team="by name"),
    ServiceRule(ServiceMatch(label="tier1"), Expectation.INACTIVE, owner_team="by label", tier=1),
    ServiceRule(ServiceMatch(name="w*"), owner_team="rest"),
)


def relation_of(declaration: Declaration, *routes: str) -> Relation:
    """The relation of ``routes`` that fills ``declaration``."""
    (found,) = (
        relation
        for relation in RELATIONS
        if declaration in relation.families and (not routes or relation.routes == set(routes))
    )
    return found


def source(source_id: str, *groups: str, labels: tuple[str, ...] = ()) -> dict[str, object]:
    inputs = [
        {"id": str(n), "zixiSettings": {"harmonicUplinkSetting": {"uplinkGroupId": group}}}
        for n, group in enumerate(groups)
    ]
    return {"id": source_id, "inputs": inputs, "labels": labels}


def test_a_service_is_tied_to_every_cloud_link_group_behind_its_sources() -> None:
    edges = [{"sourceId": "a", "rank": 1}, {"sourceId": "b", "rank": 2}, {"sourceId": "gone", "rank": 3}]
    payloads = {
        "services": rows("services", {"id": "s", "serviceSources": edges}, {"id": "t"}),
        "sources": rows("sources", source("a", "g1", "g2", "g1"), source("b", "g2"), source("c", "g3")),
    }
    found = series(relation_of(SERVICE_UPLINK_INFO).relate(payloads, Context(now=NOW), Findings()))
    assert set(found["vos_service_uplink_info"]) == {
        ("s", "a", "g1", "1"),
        ("s", "a", "g2", "1"),
        ("s", "b", "g2", "2"),
    }


def test_every_profile_counts_its_services_and_destinations() -> None:
    profiles = rows("profiles", {"id": "p"}, {"id": "q"}, {"id": "unused"})
    by_services = relation_of(PROFILE_SERVICES).relate(
        {
            "profiles": profiles,
            "services": rows(
                "services", {"id": "1", "profileId": "p"}, {"id": "2", "profileId": "p"}, {"id": "3"}
            ),
        },
        Context(now=NOW),
        Findings(),
    )
    by_destinations = relation_of(PROFILE_DESTINATIONS).relate(
        {
            "profiles": profiles,
            "destinations": rows("destinations", {"id": "1", "destinationProfileId": "q"}),
        },
        Context(now=NOW),
        Findings(),
    )
    assert series(by_services) == {
        "vos_profile_services": {"p": 2, "q": 0, "unused": 0},
        "vos_profile_kind_info": {("p", "transcode"): 1},
    }
    assert series(by_destinations) == {
        "vos_profile_destinations": {"p": 0, "q": 1, "unused": 0},
        "vos_profile_kind_info": {("q", "destination"): 1},
    }


def test_collector_and_relation_together_name_every_service_exactly_once() -> None:
    ctx = Context(now=NOW, options=CollectorOptions(services=RULES))
    edges = [{"sourceId": "a"}, {"sourceId": "b"}]
    services = rows(
        "services",
        {"id": "1", "name": "kept", "serviceSources": edges},
        {"id": "2", "name": "wanted", "serviceSources": edges},
        {"id": "3", "name": "w", "serviceSources": [{"sourceId": "b"}]},
        {"id": "4", "name": "other"},
    )
    sources = rows("sources", source("a", labels=("x", "tier1")), source("b", labels=("tier2",)))
    alone = series(COLLECTORS["services"].collect(services, ctx, Findings()))
    payloads = {"services": services, "sources": sources}
    related = series(relation_of(SERVICE_INFO).relate(payloads, ctx, Findings()))
    named, labelled = (
        series(relation_of(EXPECTED_ACTIVE, *routes).relate(payloads, ctx, Findings()))
        for routes in (("services",), ("services", "sources"))
    )
    owners = {
        part: {labels[0]: labels[-2:] for labels in found["vos_service_info"]}
        for part, found in (("alone", alone), ("related", related))
    }
    assert owners == {
        "alone": {"1": ("by name", "")},
        "related": {"2": ("by label", "1"), "3": ("rest", ""), "4": ("", "")},
    }
    assert named == {"vos_service_expected_active": {"1": 1}}
    assert labelled == {"vos_service_expected_active": {"2": 0}}


@pytest.mark.parametrize(
    ("expected", "timeless"), [(Expectation.ACTIVE, True), (None, True), (Expectation.WINDOW, False)]
)
def test_only_a_window_makes_the_expectation_depend_on_the_time(
    expected: Expectation | None, timeless: bool
) -> None:
    window = Window("22:00", "23:00", time_zone="UTC")
    rules = (ServiceRule(ServiceMatch(name="a"), expected, window if expected == "window" else None),)
    payloads = {"services": rows("services", {"id": "1", "name": "a"})}
    ctx = Context(now=NOW, options=CollectorOptions(services=rules))
    found = series(relation_of(EXPECTED_ACTIVE, "services").relate(payloads, ctx, Findings()))
    assert found == {"vos_service_expected_active": {} if expected is None else {"1": 1}}
    assert ctx.timeless is timeless


def test_the_services_themselves_never_depend_on_the_time() -> None:
    window = Window("22:00", "23:00", time_zone="UTC")
    rules = (ServiceRule(ServiceMatch(name="a"), Expectation.WINDOW, window),)
    ctx = Context(now=NOW, options=CollectorOptions(services=rules))
    assert series(COLLECTORS["services"].collect(rows("services", {"id": "1", "name": "a"}), ctx, Findings()))
    assert ctx.timeless


def test_both_fillers_of_the_info_fold_the_same_redundancy_modes() -> None:
    """Which modes are shown must not depend on who fills the series, and what is folded counts once."""
    ctx = Context(now=NOW, options=CollectorOptions(services=RULES))
    findings = Findings()
    services = rows(
        "services",
        *({"id": f"{i}", "name": "kept", "redundancyMode": f"B{i:02}"} for i in range(64)),
        {"id": "late", "name": "w", "redundancyMode": "Z"},
    )
    related = Findings()
    found = series(relation_of(SERVICE_INFO).relate({"services": services, "sources": []}, ctx, related))
    COLLECTORS["services"].collect(services, ctx, findings)
    assert [labels[4] for labels in found["vos_service_info"]] == ["other"]
    assert (findings.folded, related.folded) == (1, 0)


@pytest.mark.parametrize("case", ["typical", "null-values", "missing-keys", "empty"])
def test_the_relations_of_public_routes_give_their_golden_exposition(case: str) -> None:
    known = {"services", "sources", "destinations", "profiles"}
    payloads = {route: decode(route, body(f"{route}/{case}")).rows for route in known}
    possible = [relation for relation in RELATIONS if relation.routes <= known]
    families = [
        family for relation in possible for family in relation.relate(payloads, Context(now=NOW), Findings())
    ]
    check_golden("relations", case, expose(families))


def test_relations_ask_for_routes_that_exist_and_have_names_of_their_own() -> None:
    assert all(relation.routes and relation.routes <= BY_KEY.keys() for relation in RELATIONS)
    assert len({relation.name for relation in RELATIONS}) == len(RELATIONS)
