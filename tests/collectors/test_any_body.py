"""Whatever VOS answers: decoding raises BodyError at most, collecting nothing, and the exposition parses."""

import json
import operator
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from tests.kits.collecting import NOW, PUBLIC_ROUTES, decode, expose
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import (
    CloudlinkOptions,
    CollectorOptions,
    DestinationOptions,
    Expectation,
    ServiceMatch,
    ServiceRule,
)
from vos_exporter.families import Family
from vos_exporter.relations import RELATIONS
from vos_exporter.vos.decoding import BodyError
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.web.graph import graph

OPTIONS = CollectorOptions(
    services=(
        ServiceRule(ServiceMatch(name="a*"), Expectation.ACTIVE),
        ServiceRule(ServiceMatch(label="x"), Expectation.INACTIVE),
    ),
    destinations=DestinationOptions(delivery_types=True),
    cloudlinks=CloudlinkOptions(capacity={"*": 1.0}),
)


def _keys(shape: Any) -> set[str]:
    """Every key the shape and the shapes in it know."""
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        fields = msgspec.structs.fields(shape)
        return {field.encode_name for field in fields}.union(*(_keys(field.type) for field in fields))
    return set().union(*map(_keys, getattr(shape, "__args__", ())))


def _values(keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    scalars = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.sampled_from(
            ["", "a", "x", "LOST", "ACTIVATED", "SIGNAL_LOSS", "1", "0.5", "NaN", "a:b:c", "\ud800"]
        )
        | st.text(max_size=8)
    )
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=24,
    )


def _bodies(route: str) -> st.SearchStrategy[bytes]:
    keys = st.sampled_from(sorted(_keys(BY_KEY[route].shape))) | st.text(max_size=5)
    values = _values(keys)
    ids = st.fixed_dictionaries({_id_key(route): st.sampled_from(["a", "b", 1])})
    row = st.builds(operator.or_, st.dictionaries(keys, values, max_size=8), ids)
    return (values | st.lists(row, max_size=4)).map(lambda value: json.dumps(value).encode()) | st.binary(
        max_size=40
    )


def _id_key(route: str) -> str:
    return "originTaskId" if route == "origin_tasks" else "id"


def _payloads(bodies: Mapping[str, bytes]) -> dict[str, list[Any]]:
    """The rows of those bodies that can be read; anything but a BodyError is a failure."""
    payloads = {}
    for route, content in bodies.items():
        with suppress(BodyError):
            payloads[route] = decode(route, content).rows
    return payloads


ANY_BODIES = st.fixed_dictionaries({route: _bodies(route) for route in PUBLIC_ROUTES})


@settings(max_examples=40)
@given(bodies=ANY_BODIES)
def test_any_bodies_give_an_exposition_that_parses_and_has_no_duplicates(bodies: dict[str, bytes]) -> None:
    payloads = _payloads(bodies)
    families: list[Family] = []
    for route, rows in payloads.items():
        families += COLLECTORS[route].collect(rows, Context(now=NOW, options=OPTIONS), Findings())
    for relation in RELATIONS:
        if relation.routes <= payloads.keys():
            families += relation.relate(payloads, Context(now=NOW, options=OPTIONS), Findings())
    seen = [(family.declaration.name, labels) for family in families for labels, _ in family]
    assert len(seen) == len(set(seen))
    assert sum(len(family.samples) for family in text_string_to_metric_families(expose(families))) == len(
        seen
    )


@settings(max_examples=40)
@given(bodies=ANY_BODIES)
def test_any_rows_give_a_graph_with_both_ends_of_every_edge(bodies: dict[str, bytes]) -> None:
    found = graph(_payloads(bodies))
    ids = {node["id"] for node in found["nodes"]}
    assert all({edge["source"], edge["target"]} <= ids for edge in found["edges"])


@pytest.mark.parametrize("route", PUBLIC_ROUTES)
def test_the_strategy_of_a_route_reaches_its_collector(route: str) -> None:
    """A property test that never gets past decoding would prove nothing."""
    assert find(_bodies(route), lambda body: len(_payloads({route: body}).get(route, ())) > 1)
