"""Whatever JSON a route answers with: no exception but BodyError, and only families that can be exposed."""

import json
import math
import re
from collections import Counter
from collections.abc import Set
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kits.collecting import decode
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import FieldOverride
from vos_exporter.collectors.reported import REPORTED_LIMIT
from vos_exporter.families import Declaration, Family, Kind
from vos_exporter.vos.decoding import BodyError
from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.routes import BY_KEY, ROUTES
from vos_exporter.vos.units import Unit

OWN = (
    "nodes", "pods", "origin_engine", "system_info", "networks",
    "rf_statistics", "rf_monitorings", "rf_settings",
)  # fmt: skip
KNOWN_KEYS = sorted(
    {alias for key in OWN for entry in BY_KEY[key].shape.fields for alias in entry.keys}
    | {"items", "data", "result", "resultType", "metric", "value", "metadata", "usage", "containers"}
    | {"id", "index"}
)  # fmt: skip
NAME = re.compile(r"vos_[a-z0-9_]+\Z")

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "1", "250m", "5Ki", "LOCKED", "NaN", "vector", "p1"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
keys = st.sampled_from(KNOWN_KEYS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=30,
)
rows = st.lists(st.dictionaries(keys, values, max_size=12), max_size=6)
series = st.fixed_dictionaries(
    {
        "metric": st.dictionaries(keys | st.just("__name__"), scalars, max_size=4),
        "value": st.lists(scalars, max_size=3),
    }
)
vectors = st.lists(series | values, max_size=5).map(
    lambda result: {"status": "success", "data": {"resultType": "vector", "result": result}}
)
kubernetes = st.lists(values, max_size=5).map(
    lambda items: {"apiVersion": "metrics.k8s.io/v1beta1", "items": items}
)
bodies = values | rows | st.dictionaries(keys, rows | values, max_size=4) | vectors | kubernetes
overrides = st.dictionaries(
    st.sampled_from(["id", "cpu", "memory", "locked", "up", "services"]),
    st.builds(
        FieldOverride,
        aliases=st.none() | st.lists(keys.filter(bool), max_size=2).map(tuple),
        unit=st.none() | st.sampled_from(Unit),
        scale=st.none() | st.floats(min_value=0.001, max_value=1e6),
    ),
    max_size=2,
)


@pytest.mark.parametrize("key", OWN)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=bodies, overrides=overrides)
def test_any_json_gives_families_that_can_be_exposed(
    key: str, body: Any, overrides: dict[str, FieldOverride]
) -> None:
    """Names, labels, values, limits: nothing a body says can break the exposition."""
    try:
        decoded = decode(key, json.dumps(body).encode(), 50, fields=overrides)
    except BodyError:
        return
    assert 0 <= decoded.undecodable + decoded.duplicates + decoded.over_limit <= decoded.items
    ctx, findings = Context(now=0, overrides=overrides), Findings(hints=decoded.hints)
    families = list(COLLECTORS[key].collect(decoded.rows, ctx, findings))
    check_families(families, declared=set(COLLECTORS[key].families))


def check_families(families: list[Family], declared: Set[Declaration]) -> None:
    """Every rule that a family must keep."""
    names = Counter(family.declaration.name for family in families)
    assert set(names.values()) <= {1}
    reported = [family for family in families if family.declaration not in declared]
    assert len(reported) <= REPORTED_LIMIT
    for family in families:
        assert NAME.match(family.declaration.name)
        assert len({labels for labels, _ in family}) == len(family.samples)
        for labels, value in family:
            assert len(labels) == len(family.declaration.labels)
            assert all(isinstance(label, str) for label in labels)
            assert math.isfinite(value)
    for family in reported:
        assert family.declaration.kind is Kind.GAUGE
        assert not family.declaration.name.endswith(
            ("_total", "_count", "_sum", "_bucket", "_info", "_created")
        )
        assert "\n" not in family.declaration.help


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=60) | values.map(lambda value: json.dumps(value).encode()[:-1]))
def test_any_bytes_are_decoded_or_refused(body: bytes) -> None:
    """No body raises anything else."""
    for route in ROUTES:
        if isinstance(route.shape, FieldTable):
            with suppress(BodyError):
                decode(route.key, body, 10)
