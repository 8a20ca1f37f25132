"""What holds for every collector and relation, whoever wrote it."""

from collections import defaultdict

import pytest

from tests.kits.collecting import FIXTURES, NOW, PUBLIC_ROUTES, decode, pinned, wanted
from vos_exporter.collectors import COLLECTORS, by_route
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.families import RESERVED_LABELS, Declaration
from vos_exporter.relations import RELATIONS, Relation, checked
from vos_exporter.vos.routes import BY_KEY, ROUTES, Route
from vos_exporter.vos.states import STATE_FIELDS

CASES = sorted(
    f"{path.parent.name}/{path.stem}" for path in FIXTURES.glob("*/*.json") if path.parent.name in BY_KEY
)


def declarations() -> dict[str, list[tuple[str, Declaration]]]:
    """Metric name to who declares it, and as what."""
    found: dict[str, list[tuple[str, Declaration]]] = defaultdict(list)
    for key, collector in COLLECTORS.items():
        for declaration in collector.families:
            found[declaration.name].append((key, declaration))
    for relation in RELATIONS:
        for declaration in relation.families:
            found[declaration.name].append((relation.name, declaration))
    return found


def test_every_route_has_exactly_one_collector() -> None:
    assert COLLECTORS.keys() == {route.key for route in ROUTES}
    assert all(collector.route is BY_KEY[key] for key, collector in COLLECTORS.items())


def test_two_collectors_of_one_route_and_a_route_without_any_are_refused_by_name() -> None:
    classes = [type(COLLECTORS[key]) for key in ("nodes", "pods")]
    assert list(by_route(classes, ["pods", "nodes"])) == ["pods", "nodes"]
    with pytest.raises(TypeError, match="two collectors for the route nodes: NodesCollector"):
        by_route([*classes, classes[0]], ["nodes", "pods"])
    with pytest.raises(TypeError, match="no collector for images, sources"):
        by_route(classes, ["images", "nodes", "sources"])


def test_no_relation_at_all_and_one_of_an_unknown_route_are_refused() -> None:
    with pytest.raises(TypeError, match="no relation was found"):
        checked(())
    lost = Relation("lost", frozenset({"services", "nonsense"}), (), lambda rows, ctx, findings: ())
    with pytest.raises(TypeError, match=r"'lost' needs routes that are not in the table: \['nonsense'\]"):
        checked((*RELATIONS, lost))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_a_route_has_its_fixtures_and_their_golden_expositions(route: Route) -> None:
    folder = FIXTURES / route.key
    missing = sorted(wanted(route) - {path.stem for path in folder.glob("*.json")})
    assert not missing, f"tests/fixtures/{route.key} lacks {', '.join(missing)}"
    assert pinned(route.key), (
        f"{route.key} has no golden exposition: run VOS_EXPORTER_UPDATE_GOLDEN=1 .venv/bin/pytest "
        "tests/collectors, and read what it wrote"
    )


def test_the_public_routes_are_those_whose_keys_are_known() -> None:
    assert {"services", "ingest_points"} <= set(PUBLIC_ROUTES)
    assert not {"nodes", "notifications", "system_info"} & set(PUBLIC_ROUTES)


def test_a_name_is_declared_once_however_many_fill_it() -> None:
    for name, declared in declarations().items():
        assert len({id(declaration) for _, declaration in declared}) == 1, name
        owners = [owner for owner, _ in declared]
        assert len(set(owners)) == len(owners), name


def test_no_series_carries_a_reserved_label_or_one_label_twice() -> None:
    for declared in declarations().values():
        labels = declared[0][1].labels
        assert not RESERVED_LABELS & set(labels)
        assert len(set(labels)) == len(labels)


def test_names_stand_on_info_families_only() -> None:
    """A rename must not split the history of a sample (ids of nodes, pods and members are their names)."""
    identities = {"node_name", "pod_name"}
    for name, declared in declarations().items():
        named = {label for label in declared[0][1].labels if label.endswith("_name")} - identities
        assert not named or name.endswith("_info"), name


def test_help_says_what_without_repeating_itself() -> None:
    helps = [declared[0][1].help for declared in declarations().values()]
    assert len(set(helps)) == len(helps)
    assert all(help == help.strip() and help.endswith(".") and "\n" not in help for help in helps)


def test_state_fields_are_declared_by_those_who_note_them() -> None:
    known = {state.name for state in STATE_FIELDS}
    noted = {name for collector in COLLECTORS.values() for name in collector.state_fields}
    assert known <= noted


@pytest.mark.parametrize("case", CASES)
def test_a_collector_emits_only_what_it_declares_with_all_its_labels(case: str) -> None:
    """Numbers as reported are named after their route and say so."""
    key = case.partition("/")[0]
    collector, ctx, findings = COLLECTORS[key], Context(now=NOW), Findings()
    declared = {id(declaration) for declaration in collector.families}
    for family in collector.collect(
        decode(key, (FIXTURES / f"{case}.json").read_bytes()).rows, ctx, findings
    ):
        declaration = family.declaration
        assert id(declaration) in declared or "as reported" in declaration.help, declaration.name
        assert all(len(labels) == len(declaration.labels) for labels, _ in family)
        assert all(isinstance(label, str) for labels, _ in family for label in labels)
        assert all(type(value) in (int, float) for _, value in family)
    assert findings.unmapped.keys() <= set(collector.state_fields)
