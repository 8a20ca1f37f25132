"""Histograms against prometheus-client's, line by line, and against promtool."""

import subprocess
from collections.abc import Callable, Iterable

import prometheus_client
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Metric
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from tests.kits.tools import require
from vos_exporter.exposition import Format, assemble, encode_histogram
from vos_exporter.families import Distribution, histogram

BUCKETS = (0.001, 0.5, 1.0, 10.0)
PLAIN = histogram("vos_lag_seconds", "Lag.", BUCKETS)
LABELLED = histogram("vos_wait_seconds", 'Waiting "so" long.\nIndeed.', BUCKETS, "x", "y")
PARSERS: dict[Format, Callable[[str], Iterable[Metric]]] = {
    Format.TEXT: parse_text,
    Format.OPENMETRICS: parse_openmetrics,
}
GENERATORS: dict[Format, Callable[[prometheus_client.CollectorRegistry], bytes]] = {
    Format.TEXT: prometheus_client.generate_latest,
    Format.OPENMETRICS: generate_openmetrics,
}

values = st.lists(st.floats(0, 1e12) | st.sampled_from(BUCKETS), max_size=20)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


def observed(numbers: list[float]) -> Distribution:
    """A distribution of ``numbers``."""
    found = Distribution(BUCKETS)
    for number in numbers:
        found.observe(number)
    return found


@pytest.mark.parametrize("form", Format)
@given(numbers=values, labelled=st.dictionaries(st.tuples(text, text), values, max_size=3))
def test_says_the_same_as_prometheus_client(
    form: Format, numbers: list[float], labelled: dict[tuple[str, str], list[float]]
) -> None:
    registry = prometheus_client.CollectorRegistry()
    theirs = prometheus_client.Histogram("vos_lag_seconds", "Lag.", buckets=BUCKETS, registry=registry)
    for number in numbers:
        theirs.observe(number)
    other = prometheus_client.Histogram(
        "vos_wait_seconds", LABELLED.help, ["x", "y"], buckets=BUCKETS, registry=registry
    )
    for names, each in labelled.items():
        for number in each:
            other.labels(*names).observe(number)
        other.labels(*names)
    ours = assemble(
        [
            encode_histogram(PLAIN, [((), observed(numbers))]),
            encode_histogram(LABELLED, [(names, observed(each)) for names, each in labelled.items()]),
        ],
        form,
    ).decode()
    assert samples(PARSERS[form](ours)) == samples(PARSERS[form](GENERATORS[form](registry).decode()))


def samples(families: Iterable[Metric]) -> list[tuple[str, list[tuple[str, str]], float]]:
    """All samples, without the times of creation that we do not tell."""
    return sorted(
        (one.name, sorted(one.labels.items()), one.value)
        for family in families
        for one in family.samples
        if not one.name.endswith("_created")
    )


def test_the_lines_are_the_same_bytes_in_both_formats() -> None:
    part = encode_histogram(PLAIN, [((), observed([0.2, 1.0, 99.0]))])
    expected = (
        'vos_lag_seconds_bucket{le="0.001"} 0\nvos_lag_seconds_bucket{le="0.5"} 1\n'
        'vos_lag_seconds_bucket{le="1.0"} 2\nvos_lag_seconds_bucket{le="10.0"} 2\n'
        'vos_lag_seconds_bucket{le="+Inf"} 3\nvos_lag_seconds_sum 100.2\nvos_lag_seconds_count 3\n'
    )
    for form in Format:
        body = assemble([part], form).decode()
        assert "# TYPE vos_lag_seconds histogram\n" in body
        assert expected in body
    assert part.series == 7


def test_promtool_finds_nothing_to_say() -> None:
    body = assemble([encode_histogram(PLAIN, [((), observed([0.2]))])], Format.TEXT)
    command = [require("promtool"), "check", "metrics"]
    done = subprocess.run(command, input=body, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    "declared",
    [
        ("vos_lag_seconds", ()),
        ("vos_lag_seconds", (1.0, 0.5)),
        ("vos_lag_seconds", (1.0, 1.0)),
        ("vos_lag_bucket", (1.0,)),
        ("vos_lag_total", (1.0,)),
    ],
)
def test_a_bad_declaration_is_refused(declared: tuple[str, tuple[float, ...]]) -> None:
    name, buckets = declared
    with pytest.raises(ValueError, match=name):
        histogram(name, "Lag.", buckets)


def test_samples_have_their_names() -> None:
    assert LABELLED.sample_labels == {
        "vos_wait_seconds_bucket": ("x", "y", "le"),
        "vos_wait_seconds_sum": ("x", "y"),
        "vos_wait_seconds_count": ("x", "y"),
    }
