"""Documented shapes say their units: the Kubernetes metrics API, and a Prometheus."""

import json
from typing import Any

import pytest

from tests.kits.collecting import decode
from vos_exporter.collectors.options import FieldOverride
from vos_exporter.vos.decoding import BodyError
from vos_exporter.vos.numbers import Quantity
from vos_exporter.vos.payloads.documents import quantity
from vos_exporter.vos.units import Unit


def read(route: str, body: Any, **asked: Any) -> Any:
    return decode(route, json.dumps(body).encode(), **asked)


def listed(*items: Any, **more: Any) -> dict[str, Any]:
    return {"apiVersion": "metrics.k8s.io/v1beta1", "items": list(items), **more}


def test_nodes_say_their_units() -> None:
    item = {"metadata": {"name": "n1"}, "window": "30s", "usage": {"cpu": "250m", "memory": "524288Ki"}}
    (row,) = read("nodes", listed(item)).rows
    assert row.id == "n1"
    assert row.values["cpu"] == Quantity(0.25, Unit.CORES)
    assert row.values["memory"] == Quantity(2**29, Unit.BYTES)


CONTAINERS = [
    {"name": "x", "usage": {"cpu": "250m", "memory": "1Mi"}},
    {"name": "y", "usage": {"cpu": "123456789n", "memory": "5Ki"}},
    {"name": "z"},
]


@pytest.mark.parametrize("odd", [[], [{"metadata": None}, 7, {"metadata": {"name": ""}}]])
def test_the_containers_of_a_pod_are_summed(odd: list[Any]) -> None:
    """By types where the list is as documented, value by value where it is not."""
    decoded = read("pods", listed({"metadata": {"name": "p1"}, "containers": CONTAINERS}, *odd))
    (row,) = decoded.rows
    assert row.values["cpu"].value == pytest.approx(0.373456789)
    assert row.values["memory"] == Quantity(2**20 + 5 * 1024, Unit.BYTES)
    assert decoded.undecodable == len(odd)


def test_a_pod_without_usage_has_no_numbers() -> None:
    decoded = read("pods", listed({"metadata": {"name": "p2"}, "containers": 5}))
    assert decoded.rows[0].values["cpu"] is None


@pytest.mark.parametrize("more", [{}, {"metadata": {"x": 5}, "surprise": 1}])
def test_a_list_is_bounded_and_says_if_it_goes_on(more: dict[str, Any]) -> None:
    items = [{"metadata": {"name": f"n{number}"}, "usage": {"cpu": "1"}} for number in range(3)]
    decoded = read("nodes", listed(*items, **more), row_limit=2)
    assert (len(decoded.rows), decoded.items, decoded.over_limit) == (2, 3, 1)
    assert read("nodes", listed(*items, metadata={"continue": "x"})).truncated
    odd = listed(*items, 5)
    assert len(read("nodes", odd, row_limit=2).rows) == 2


def test_what_only_mentions_the_api_is_no_list_of_it() -> None:
    body = {"apiVersion": "x", "note": "metrics.k8s.io/", "items": [{"metadata": {"name": "n"}, "cpu": 1}]}
    assert [row.id for row in read("nodes", body).rows] == ["n"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("250m", 0.25),
        ("1.5Gi", 1.5 * 2**30),
        ("2", 2),
        (3, 3),
        ("1e3", 1000),
        ("-5m", -0.005),
        ("x", None),
        (None, None),
        ("9" * 400 + "m", None),
        ("\u0663m", None),
        (True, None),
        ("m", None),
    ],
)
def test_quantities(said: Any, found: float | None) -> None:
    assert quantity(said) == (None if found is None else pytest.approx(found))


def vector(*series: tuple[dict[str, Any], str]) -> dict[str, Any]:
    result = [{"metric": metric, "value": [1700000000.1, value]} for metric, value in series]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def test_the_series_of_one_pod_make_one_record() -> None:
    """Names of series are keys, labels identify, and other labels are no numbers."""
    body = vector(
        ({"__name__": "cpu", "pod": "p1", "node": "n1", "port": "9100"}, "0.5"),
        ({"__name__": "memory", "pod": "p1", "node": "n1"}, "1024"),
        ({"pod": "p2", "__x__": "y", "node": 5}, "3"),
        ({"__name__": "cpu", "pod": "p1"}, "9"),
        ({"__name__": "cpu", "pod": "p3"}, "NaN"),
        ({"__name__": "cpu"}, "1"),
    )
    decoded = read("pods", body)
    assert [(row.id, dict(row.values)) for row in decoded.rows] == [
        ("p1", {"pod": "p1", "node": "n1", "cpu": 0.5, "memory": 1024}),
        ("p2", {"pod": "p2", "value": 3}),
    ]
    assert (decoded.items, decoded.duplicates, decoded.undecodable) == (6, 1, 2)


@pytest.mark.parametrize(
    ("unit", "containers", "cpu", "duplicates"),
    [
        (Unit.CORES, ("a", "b"), 0.75, 0),
        (Unit.PERCENT, ("a", "b"), 0.25, 1),
        (Unit.CORES, ("a", ""), 0.5, 0),
        (None, ("a", "b"), 0.25, 1),
    ],
)
def test_containers_are_summed_where_that_means_something(
    unit: Unit | None, containers: tuple[str, str], cpu: float, duplicates: int
) -> None:
    """Unless a series is the whole pod's."""
    series = zip(containers, ("0.25", "0.5"), strict=True)
    body = vector(*(({"__name__": "cpu", "pod": "p", "container": name}, value) for name, value in series))
    decoded = read("pods", body, fields={"cpu": FieldOverride(unit=unit)})
    assert (decoded.rows[0].values["cpu"], decoded.duplicates) == (cpu, duplicates)


def test_a_vector_is_bounded_and_what_is_no_series_is_none() -> None:
    body = vector(*(({"__name__": "cpu", "pod": f"p{number}"}, "1") for number in range(3)))
    assert len(read("pods", body, row_limit=2).rows) == 2
    body["data"]["result"] = [5, {"metric": {}, "value": "x"}]
    assert read("pods", body).undecodable == 2
    assert read("pods", vector()).rows == []


@pytest.mark.parametrize(
    "body",
    [
        {"status": "success", "data": {"resultType": "matrix", "result": []}},
        {"status": "success", "data": {"resultType": "vector", "result": None}},
        {"status": "error", "errorType": "bad_data", "error": "parse error"},
    ],
)
@pytest.mark.parametrize("route", ["pods", "origin_engine", "system_info"])
def test_other_answers_of_a_prometheus_are_refused(route: str, body: Any) -> None:
    with pytest.raises(BodyError):
        read(route, body)
