"""The Services page beyond its golden files."""

from tests.kits.collecting import NOW, collect
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import CollectorOptions, Expectation, ServiceMatch, ServiceRule, Verdict


def with_rules(*rules: ServiceRule) -> Context:
    return Context(now=NOW, options=CollectorOptions(services=rules))


def owner(found: dict[str, dict[tuple[str, ...], float]]) -> dict[str, tuple[str, ...]]:
    return {labels[0]: labels[-2:] for labels in found["vos_service_info"]}


def test_the_first_rule_that_matches_the_name_gives_owner_and_tier() -> None:
    ctx = with_rules(
        ServiceRule(ServiceMatch(name="sport-*"), Expectation.ACTIVE, owner_team="sports", tier=1),
        ServiceRule(ServiceMatch(name="*-test"), Expectation.INACTIVE),
        ServiceRule(ServiceMatch(name="news*"), owner_team="news"),
    )
    names = ("sport-test", "a-test", "news", "film")
    found = collect("services", *({"id": str(i), "name": name} for i, name in enumerate(names)), ctx=ctx)
    assert owner(found) == {"0": ("sports", "1"), "1": ("", ""), "2": ("news", ""), "3": ("", "")}


def test_a_service_that_a_label_may_decide_about_is_left_to_the_relation() -> None:
    ctx = with_rules(
        ServiceRule(ServiceMatch(name="a"), owner_team="by name"),
        ServiceRule(ServiceMatch(label="tier1"), owner_team="by label"),
        ServiceRule(ServiceMatch(name="*"), owner_team="rest"),
    )
    found = collect("services", {"id": "1", "name": "a"}, {"id": "2", "name": "b"}, ctx=ctx)
    assert owner(found) == {"1": ("by name", "")}


def test_the_operator_can_say_what_a_state_means() -> None:
    states = {"control_state": {"STANDBY": Verdict.UP}}
    ctx = Context(now=NOW, options=CollectorOptions(states=states))
    findings = Findings()
    found = collect(
        "services",
        {"id": "1", "controlState": "STANDBY"},
        {"id": "2", "controlState": "ODD"},
        ctx=ctx,
        findings=findings,
    )
    assert found["vos_service_active"] == {"1": 1}
    assert findings.unmapped == {"control_state": {"ODD"}}
    assert found["vos_service_control_state"][("1", "OFF")] == 0
    assert found["vos_services"] == {"ACTIVATED": 0, "OFF": 0, "STANDBY": 1, "ODD": 1}


def test_states_beyond_sixteen_are_other_in_the_raw_state_and_keep_their_verdict() -> None:
    ctx = Context(now=NOW)
    findings = Findings()
    items = ({"id": str(i), "controlState": f"S{i:02}"} for i in range(20))
    found = collect("services", *items, {"id": "on", "controlState": "ACTIVATED"}, ctx=ctx, findings=findings)
    assert len(found["vos_services"]) == 17
    assert found["vos_services"]["other"] == 6
    assert findings.folded == 6
    assert found["vos_service_active"]["on"] == 1
    assert len(findings.unmapped["control_state"]) == 20


def test_open_vocabularies_keep_their_first_64_values() -> None:
    ctx = Context(now=NOW)
    findings = Findings()
    items = ({"id": f"{i:02}", "redundancyMode": f"M{i:02}", "addons": {f"a{i:02}": 1}} for i in range(70))
    found = collect("services", *items, ctx=ctx, findings=findings)
    modes = {labels[4] for labels in found["vos_service_info"]}
    assert len(modes) == 65
    assert "other" in modes
    assert "M69" not in modes
    assert len({addon for _, addon in found["vos_service_addon_info"]}) == 65
    assert findings.folded == 12


def test_one_source_at_two_ranks_is_two_edges_and_one_source() -> None:
    edges = [{"sourceId": "s", "rank": 1}, {"sourceId": "s", "rank": 2}, {"rank": 3}, None]
    found = collect("services", {"id": "1", "serviceSources": edges})
    assert found["vos_service_sources"] == {"1": 1}
    assert set(found["vos_service_source_info"]) == {("1", "s", "1"), ("1", "s", "2")}


def test_a_service_that_says_nothing_of_its_sources_hides_those_of_no_other() -> None:
    found = collect("services", {"id": "1"}, {"id": "2", "serviceSources": [{"sourceId": "a", "rank": 1}]})
    assert found["vos_service_sources"] == {"2": 1}
