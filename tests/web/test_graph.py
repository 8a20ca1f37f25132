"""The graph Grafana's Node graph panel draws."""

import json

import pytest

from tests.kits.collecting import NOW, decode, rows
from vos_exporter.collectors.base import Context
from vos_exporter.collectors.options import CollectorOptions, Verdict
from vos_exporter.web.graph import MOST_NODES, TopologyTooLarge, UnknownService, graph

PLANT = {
    "services": rows(
        "services",
        {
            "id": "s1",
            "name": "news",
            "controlState": "ACTIVATED",
            "serviceSources": [{"sourceId": "src", "rank": 1}, {"sourceId": "src", "rank": 2}],
            "destinationId": "d1",
        },
        {"id": "s2", "name": "film", "controlState": "OFF", "destinationsId": ["lost"]},
    ),
    "sources": rows(
        "sources",
        {
            "id": "src",
            "name": "feed",
            "inputs": [
                {
                    "id": "i1",
                    "rank": 1,
                    "type": "ZIXI",
                    "zixiSettings": {"harmonicUplinkSetting": {"uplinkGroupId": "g"}},
                },
                {"rank": 2, "type": "SLATE"},
            ],
        },
        {"id": "spare", "name": "spare"},
    ),
    "destinations": rows(
        "destinations",
        {
            "id": "d1",
            "type": "ATS",
            "outputs": [{"id": "o1", "outputType": "CL", "ipSettings": {"cloudlinkGroupId": "g"}}],
        },
    ),
    "uplink_groups": rows("uplink_groups", {"id": "g", "name": "pair", "uplinkIds": ["l1", "l2"]}),
    "uplinks": rows("uplinks", {"id": "l1", "name": "one"}, {"id": "l2", "name": "two"}),
    "uplink_status": rows(
        "uplink_status", {"id": "l1", "uplinkState": "LOST"}, {"id": "l2", "uplinkState": "CONNECTED"}
    ),
    "pods": rows(
        "pods",
        {"podName": "p1", "nodeName": "n1", "services": ["news"]},
        {"podName": "p2", "services": ["s2", "gone"]},
        {"podName": "idle"},
    ),
}


def nodes(found: dict[str, list[dict[str, str]]]) -> dict[str, tuple[str, str, str, str]]:
    return {n["id"]: (n["title"], n["subtitle"], n["mainstat"], n["color"]) for n in found["nodes"]}


def edges(found: dict[str, list[dict[str, str]]]) -> set[tuple[str, str]]:
    return {(edge["source"], edge["target"]) for edge in found["edges"]}


def test_the_whole_plant_is_one_graph() -> None:
    found = graph(PLANT)
    assert nodes(found) == {
        "service:s1": ("news", "service", "ACTIVATED", "green"),
        "service:s2": ("film", "service", "OFF", "gray"),
        "service:gone": ("gone", "service, gone", "", "orange"),
        "source:src": ("feed", "source", "", "blue"),
        "source:spare": ("spare", "source", "", "blue"),
        "input:src/i1": ("ZIXI", "input", "rank 1", "blue"),
        "destination:d1": ("d1", "destination", "ATS", "blue"),
        "destination:lost": ("lost", "destination, gone", "", "orange"),
        "output:d1/o1": ("CL", "output", "", "blue"),
        "cloud_link_group:g": ("pair", "cloud link group", "1/2 up", "yellow"),
        "cloud_link:l1": ("one", "cloud link", "LOST", "red"),
        "cloud_link:l2": ("two", "cloud link", "CONNECTED", "green"),
        "pod:p1": ("p1", "pod", "n1", "blue"),
        "pod:p2": ("p2", "pod", "", "blue"),
        "pod:idle": ("idle", "pod", "", "blue"),
    }
    assert edges(found) == {
        ("service:s1", "source:src"),
        ("service:s1", "destination:d1"),
        ("service:s2", "destination:lost"),
        ("source:src", "input:src/i1"),
        ("input:src/i1", "cloud_link_group:g"),
        ("destination:d1", "output:d1/o1"),
        ("output:d1/o1", "cloud_link_group:g"),
        ("cloud_link_group:g", "cloud_link:l1"),
        ("cloud_link_group:g", "cloud_link:l2"),
        ("pod:p1", "service:s1"),
        ("pod:p2", "service:s2"),
        ("pod:p2", "service:gone"),
    }


def test_an_output_without_an_id_has_no_node() -> None:
    outputs = [{"outputType": "CL"}, {"id": "o2", "outputType": "IP"}]
    found = graph({**PLANT, "destinations": rows("destinations", {"id": "d1", "outputs": outputs})})
    assert {node for node in nodes(found) if node.startswith("output:")} == {"output:d1/o2"}


@pytest.mark.parametrize("service_id", [None, "s1", "s2"])
def test_the_shape_is_that_of_the_panel_ids_are_unique_and_edges_have_both_ends(
    service_id: str | None,
) -> None:
    found = graph(PLANT, service_id)
    ids = [node["id"] for node in found["nodes"]]
    assert ids == sorted(set(ids))
    assert all(list(node) == ["id", "title", "subtitle", "mainstat", "color"] for node in found["nodes"])
    assert all(list(edge) == ["id", "source", "target"] for edge in found["edges"])
    assert len({edge["id"] for edge in found["edges"]}) == len(found["edges"])
    assert all(end in ids for pair in edges(found) for end in pair)
    assert json.loads(json.dumps(found)) == found


def test_one_service_shows_what_it_hangs_on_and_who_carries_it() -> None:
    assert nodes(graph(PLANT, "s2")).keys() == {"service:s2", "destination:lost", "pod:p2"}
    assert edges(graph(PLANT, "s2")) == {("service:s2", "destination:lost"), ("pod:p2", "service:s2")}
    seen = nodes(graph(PLANT, "s1")).keys()
    assert {"cloud_link:l1", "cloud_link:l2", "pod:p1", "output:d1/o1"} <= seen
    assert not {"service:s2", "pod:p2", "source:spare"} & seen


def test_a_route_that_was_not_read_says_so_in_its_placeholders() -> None:
    found = nodes(graph({"services": PLANT["services"]}))
    assert found["source:src"] == ("src", "source, not read", "", "orange")
    assert found["destination:lost"][1] == "destination, not read"


def test_without_status_cloud_links_have_no_verdict() -> None:
    found = nodes(graph({**PLANT, "uplink_status": []}))
    assert found["cloud_link_group:g"] == ("pair", "cloud link group", "", "blue")
    assert found["cloud_link:l1"] == ("one", "cloud link", "", "blue")


def test_the_operators_verdicts_color_the_graph() -> None:
    states = {"uplink_state": {"CONNECTED": Verdict.DOWN}, "control_state": {"OFF": Verdict.UP}}
    found = nodes(graph(PLANT, ctx=Context(now=NOW, options=CollectorOptions(states=states))))
    assert found["cloud_link_group:g"][2:] == ("0/2 up", "red")
    assert found["service:s2"][3] == "green"


def test_a_name_that_two_services_share_ties_a_pod_to_neither() -> None:
    twins = rows("services", {"id": "a", "name": "twin"}, {"id": "b", "name": "twin"})
    found = graph({"services": twins, "pods": rows("pods", {"podName": "p", "services": ["twin"]})})
    assert edges(found) == {("pod:p", "service:twin")}
    assert nodes(found)["service:twin"][1] == "service, gone"


def test_an_unknown_service_is_an_error() -> None:
    with pytest.raises(UnknownService, match="there is no service 'nope'"):
        graph(PLANT, "nope")
    with pytest.raises(UnknownService, match="not read"):
        graph({}, "s1")


def test_a_graph_the_panel_cannot_show_is_an_error_that_says_what_to_do() -> None:
    body = json.dumps([{"id": str(i)} for i in range(MOST_NODES + 1)]).encode()
    services = decode("services", body).rows
    assert len(graph({"services": services[:MOST_NODES]})["nodes"]) == MOST_NODES
    with pytest.raises(TopologyTooLarge, match="1500 nodes: ask for one service with service_id"):
        graph({"services": services})
    assert len(graph({"services": services}, "7")["nodes"]) == 1
