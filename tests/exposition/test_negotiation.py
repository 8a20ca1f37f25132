"""What clients ask for, and what they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vos_exporter.exposition import Format, negotiate, prefers, wants_gzip

PROMETHEUS_2 = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)
PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    "accept",
    [
        PROMETHEUS_2,
        PROMETHEUS_3,
        "application/openmetrics-text",
        "Application/OpenMetrics-Text ; Version=1.0.0 ; charset=utf-8",
        'application/openmetrics-text; version="1.0.0"',
        "application/openmetrics-text, text/plain",
        "*/*;q=0.1, application/openmetrics-text;q=0.2",
        "nonsense;;;=, application/openmetrics-text",
    ],
)
def test_answers_openmetrics_to_who_asks_for_it(accept: str) -> None:
    assert negotiate(accept) is Format.OPENMETRICS


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        BROWSER,
        "text/plain",
        "text/plain;version=0.0.4",
        "application/json",
        "application/*",
        "application/openmetrics-text;version=0.0.1",
        "application/openmetrics-text;version=2.0.0",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=0.000",
        "application/openmetrics-text;q=nan",
        "application/openmetrics-text;q=-1",
        "application/openmetrics-text;q=high",
        "application/openmetrics-text;q=0.4, text/plain;q=0.5",
        "application/openmetrics-text;q=0.4, */*;q=0.5",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
    ],
)
def test_answers_text_to_everybody_else(accept: str | None) -> None:
    assert negotiate(accept) is Format.TEXT


def test_a_named_type_overrules_a_wildcard() -> None:
    """``*/*`` says nothing about a type that has its own quality."""
    assert negotiate("*/*, text/plain;q=0.3, application/openmetrics-text;q=0.6") is Format.OPENMETRICS


def test_content_types() -> None:
    assert Format.TEXT.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert Format.OPENMETRICS.content_type == (
        "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"
    )


@pytest.mark.parametrize(
    "accepted", ["gzip", "GZIP", "deflate, gzip;q=0.5", "*", "x-gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1"]
)
def test_compresses_for_who_takes_gzip(accepted: str) -> None:
    assert wants_gzip(accepted)


@pytest.mark.parametrize(
    "accepted", [None, "", "identity", "deflate", "gzip;q=0", "gzip;q=0, *", "*;q=0", "gzip;q=x"]
)
def test_does_not_compress_for_others(accepted: str | None) -> None:
    assert not wants_gzip(accepted)


pieces = st.sampled_from(
    [
        "application/openmetrics-text",
        "text/plain",
        "*/*",
        "gzip",
        ";",
        ",",
        "=",
        "q=",
        "q",
        "0.5",
        "version",
        '"',
        " ",
    ]
)


@given(st.text() | st.lists(pieces | st.text(max_size=3)).map("".join))
def test_no_header_is_malformed_enough_to_fail(header: str) -> None:
    assert negotiate(header) in Format
    assert wants_gzip(header) in (True, False)


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        (None, False),
        ("*/*", False),
        (BROWSER, False),
        ("text/plain", False),
        ("application/json", True),
        ("application/*", True),
        ("application/json, */*;q=0.5", True),
        ("application/json;v=1;q=0.1, text/html;q=0.2", False),
        ("application/json;q=0.2;v=1, text/html;q=0.1", True),
        ("application/json, text/html", False),
        ("application/json;q=0.5, text/plain;q=0.9", False),
        ("text/html;q=0, application/json;q=0.1", True),
        ("text/*;q=0.3, text/html;q=0.1, application/json;q=0.2", False),
        ("application/json;q=high", False),
    ],
)
def test_json_is_for_who_likes_it_better_than_text(accept: str | None, json: bool) -> None:
    assert prefers(accept, "application/json", ("text/html", "text/plain")) is json
