"""Events of the SCTE log count once over scrapes; the newest per service is told."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kits.scte import MS, NOW, SERVICE, Scraper, records, row
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.observed import REMEMBERED
from vos_exporter.collectors.options import FieldOverride
from vos_exporter.collectors.scte import ScteLogsCollector
from vos_exporter.vos.payloads.records import Record
from vos_exporter.vos.payloads.scte import EVENT_CLASSES, SCTE_LOGS, class_of, read_log
from vos_exporter.vos.resolving import resolver
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.units import Unit

EVENTS = "vos_scte35_log_events_total"
LAST = "vos_scte35_last_event_timestamp_seconds"


def test_the_route_is_off_by_default_and_bounded() -> None:
    route = BY_KEY["scte_logs"]
    assert not route.enabled
    assert route.params["row_count"]


def test_all_classes_begin_at_zero_and_the_first_read_is_the_baseline() -> None:
    scraper = Scraper()
    assert scraper.scrape(*map(row, range(500)))[EVENTS] == {(name,): 0 for name in EVENT_CLASSES}
    assert scraper.counts(*map(row, range(501))) == {"splice_insert": 1}
    assert scraper.counts(*map(row, range(501))) == {"splice_insert": 1}


@pytest.mark.parametrize(
    ("event_type", "name"),
    [
        ("insert", "splice_insert"), ("SPLICE_INSERT", "splice_insert"), ("5", "splice_insert"),
        ("0x05", "splice_insert"), ("time_signal", "time_signal"), ("TimeSignal", "time_signal"),
        ("6", "time_signal"), ("segmentation", "time_signal"), ("Insert cancelled", "cancel"),
        ("parse ERROR", "error"), ("invalid CRC", "error"), ("splice_null", "other"), ("", "other"),
        ("56", "other"),
    ],
)  # fmt: skip
def test_the_event_type_tells_the_class(event_type: str, name: str) -> None:
    assert class_of(event_type) == name


def test_a_cancel_flag_and_an_error_level_come_before_the_type() -> None:
    scraper = Scraper()
    scraper.scrape()
    rows = [row(1, cancelled=True), row(2, spliceEventCancelIndicator="yes"), row(3, level="ERROR")]
    assert scraper.counts(*rows, row(4, cancelled=False)) == {"cancel": 2, "error": 1, "splice_insert": 1}


@pytest.mark.parametrize(
    "spelling",
    [
        {"timestamp": MS + 1000, "serviceId": SERVICE, "spliceCommandType": 5},
        {"event_time": "2023-11-14T22:13:21Z", "service-uuid": SERVICE, "Event Type": "insert"},
        {"date": "2023-11-14 22:13:21", "channel": SERVICE, "command": "splice insert"},
    ],
)
def test_likely_spellings_are_read(spelling: dict[str, Any]) -> None:
    scraper = Scraper()
    scraper.scrape()
    samples = scraper.scrape(spelling)
    assert samples[EVENTS]["splice_insert",] == 1
    assert samples[LAST] == {(SERVICE,): NOW + 1}


def test_the_operator_can_name_keys_and_units() -> None:
    overrides = {
        "time": FieldOverride(aliases=("at",), unit=Unit.SECONDS),
        "service": FieldOverride(aliases=("ch",)),
    }
    scraper = Scraper(overrides)
    assert scraper.scrape({"at": NOW, "ch": SERVICE})[LAST] == {(SERVICE,): NOW}


def test_the_newest_event_per_service_and_none_for_a_name() -> None:
    samples = Scraper().scrape(row(5), row(9), row(2), row(1, service="demo-1"), {"service": SERVICE})
    assert samples[LAST] == {(SERVICE,): NOW + 9}


def test_an_id_tells_rows_apart_else_what_they_say() -> None:
    scraper = Scraper()
    scraper.scrape()
    twice = [row(1, id="a"), row(1, id="b"), row(1, id="a")]
    assert scraper.counts(*twice) == {"splice_insert": 2}
    assert scraper.counts(row(2), row(2), row(2, eventId=7), row(3, eventId=7)) == {"splice_insert": 5}


def test_old_rows_that_surface_in_a_full_log_do_not_count() -> None:
    scraper = Scraper()
    scraper.scrape(*map(row, range(100, 200)), truncated=True)
    assert not scraper.counts(*map(row, range(50, 150)), truncated=True)
    assert scraper.counts(*map(row, range(102, 202)), truncated=True) == {"splice_insert": 2}


def test_an_uncommitted_scrape_counts_nothing_twice() -> None:
    scraper = Scraper(log=True)
    scraper.scrape(row(1))
    for _ in range(2):
        assert scraper.counts(row(1), row(2), commit=False) == {"splice_insert": 1}
    assert scraper.counts(row(1), row(2)) == {"splice_insert": 1}
    assert len(scraper.findings.events) == 1
    assert scraper.counts(row(1), row(2)) == {"splice_insert": 1}
    assert scraper.findings.events == []


def test_memory_is_bounded_over_a_thousand_scrapes() -> None:
    scraper = Scraper()
    for scrape in range(1_000):
        counts = scraper.counts(*(row(scrape * 40 + n) for n in range(60)), truncated=True)
        assert len(scraper.memory.observed.seen) <= REMEMBERED
    assert counts == {"splice_insert": 999 * 40}


def test_new_rows_are_written_once_where_the_stream_is_on() -> None:
    scraper = Scraper(log=True)
    scraper.scrape(row(1))
    assert scraper.findings.events == []
    scraper.scrape(row(1), row(2, message="out of network", level="info"))
    assert scraper.findings.events == [
        {
            "event": "new",
            "time": "2023-11-14T22:14:20.000+00:00",
            "class": "splice_insert",
            "service": SERVICE,
            "service_id": SERVICE,
            "event_type": "insert",
            "event_id": "2",
            "level": "info",
            "message": "out of network",
            "happened": "2023-11-14T22:13:22.000+00:00",
        }
    ]


def test_a_time_nobody_can_read_is_no_time() -> None:
    (read,) = read_log(records({"time": "yesterday", "service": SERVICE}))
    assert read.time is None


SCALARS = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.integers(), max_size=2))
KEYS = st.one_of(
    st.sampled_from([alias for entry in SCTE_LOGS.fields for alias in entry.keys]), st.text(max_size=3)
)
RECORDS = st.dictionaries(KEYS, SCALARS, max_size=6).map(
    lambda values: Record("", values, resolver(SCTE_LOGS).plan(tuple(values)))
)


@given(scrapes=st.lists(st.tuples(st.lists(RECORDS, max_size=6), st.booleans()), max_size=5))
def test_any_rows_never_raise_and_counters_never_fall(scrapes: list[tuple[list[Record], bool]]) -> None:
    options = Scraper(log=True).options
    memory, now = None, NOW
    last: Mapping[tuple[str, ...], float] = {}
    for rows, truncated in scrapes:
        now += 30
        ctx = Context(now, options, truncated=truncated, memory=memory)
        findings = Findings()
        counters = dict(next(iter(ScteLogsCollector().collect(rows, ctx, findings))).samples)
        assert set(counters) == {(name,) for name in EVENT_CLASSES}
        assert all(counters[labels] >= value for labels, value in last.items())
        memory, last = findings.kept, counters
