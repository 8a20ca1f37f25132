"""Each notification counts once over scrapes, whatever VOS and the network do."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kits.notifications import MS, NOW, Scraper, collect, note
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.notifications import TYPE_LIMIT, NotificationsCollector
from vos_exporter.collectors.observed import REMEMBERED
from vos_exporter.vos.payloads.notifications import Notification

OBSERVED = "vos_notifications_observed_total"
TYPES = "vos_notification_type_observed_total"


def test_a_storm_at_the_first_read_is_the_baseline() -> None:
    scraper = Scraper()
    storm = [note(n) for n in range(1000)]
    assert scraper.observed(*storm) == 0
    assert scraper.observed(*storm) == 0
    assert scraper.observed(*storm, note(1000)) == 1


def test_the_severity_is_that_of_the_first_sight() -> None:
    scraper = Scraper()
    scraper.scrape()
    scraper.scrape(note(1))
    samples = scraper.scrape(note(1, severity="CRITICAL"), note(2, severity="info"))[OBSERVED]
    assert (samples["major",], samples["critical",], samples["info",]) == (1, 0, 1)


def test_a_restart_begins_with_a_new_baseline() -> None:
    scraper = Scraper()
    scraper.scrape()
    assert scraper.observed(note(1)) == 1
    scraper.memory = None
    assert scraper.observed(note(1), note(2)) == 0


def test_the_same_notification_twice_in_one_answer_counts_once() -> None:
    scraper = Scraper()
    scraper.scrape()
    assert scraper.observed(note(1), note(1, severity="INFO")) == 1
    anonymous = note(2, id=None)
    assert scraper.observed(note(1), anonymous, anonymous) == 2


def test_without_an_id_the_fields_that_never_change_tell() -> None:
    scraper = Scraper()
    scraper.scrape()
    first = note(1, id=None)
    scraper.scrape(first)
    assert scraper.observed({**first, "severity": "INFO", "state": "RESOLVED", "resolvedTime": MS}) == 1
    for changed in ({"creationTime": MS + 9}, {"title": "x"}, {"channelName": "x"}, {"objectName": "x"}):
        before = scraper.observed(first)
        assert scraper.observed(first, {**first, **changed}) == before + 1


def test_an_id_that_comes_back_is_the_same_notification() -> None:
    scraper = Scraper()
    scraper.scrape()
    assert scraper.observed(note(1)) == 1
    assert scraper.observed() == 1
    assert scraper.observed(note(1, creationTime=MS + 60_000, title="again")) == 1


def test_old_rows_that_surface_are_no_storm() -> None:
    """A truncated answer hides rows: of what comes up later only what is newer counts."""
    scraper = Scraper()
    newest_first = [note(n) for n in range(9_000, 4_000, -1)]
    assert scraper.observed(*newest_first, truncated=True) == 0
    shifted = [note(n) for n in range(8_000, 3_000, -1)]
    assert scraper.observed(*shifted, truncated=True) == 0
    assert scraper.observed(note(9_001), *shifted, truncated=True) == 1
    everything = [note(n) for n in range(0, 3_000)]
    assert scraper.observed(*everything) == 1
    assert scraper.observed(note(9_002), *everything) == 2


def test_in_a_complete_answer_a_late_row_counts() -> None:
    scraper = Scraper()
    scraper.scrape(note(500))
    assert scraper.observed(note(500), note(100)) == 1


def test_rows_without_a_time_count_only_between_complete_answers() -> None:
    scraper = Scraper()
    scraper.scrape(note(1, creationTime=None))
    assert scraper.observed(note(2, creationTime=None)) == 1
    assert scraper.observed(note(3, creationTime=None), truncated=True) == 1
    assert scraper.observed(note(4, creationTime=0)) == 1
    assert scraper.observed(note(5, creationTime=0)) == 2


def test_a_time_in_the_far_future_does_not_stop_the_counting() -> None:
    scraper = Scraper()
    scraper.scrape(note(1), note(2, creationTime=1e18), truncated=True)
    assert scraper.observed(note(3), note(4), truncated=True) == 2


def test_an_uncommitted_scrape_leaves_no_trace() -> None:
    scraper = Scraper()
    scraper.scrape(note(1, type="a"))
    before = scraper.memory
    picture = (dict(before.observed.seen), dict(before.severities), dict(before.types))
    assert scraper.observed(note(2, type="b"), commit=False) == 1
    assert (dict(before.observed.seen), dict(before.severities), dict(before.types)) == picture
    assert scraper.observed(note(2, type="b")) == 1
    assert scraper.observed(note(2, type="b")) == 1


def test_two_overlapping_runs_count_once() -> None:
    """Both begin with the same memory; whichever commits, a notification counts once."""
    scraper = Scraper()
    scraper.scrape()
    late = scraper.now + 1
    assert scraper.observed(note(1), note(2), commit=False) == 2
    assert scraper.observed(note(1), note(2)) == 2
    assert scraper.observed(note(1), now=late) == 2
    assert scraper.observed(note(1), note(2), note(3)) == 3


def test_collecting_in_threads_from_one_memory_gives_one_result() -> None:
    scraper = Scraper()
    scraper.scrape(*(note(n) for n in range(200)))
    rows = [note(n) for n in range(100, 400)]

    def once(_: object) -> Any:
        ctx = Context(now=scraper.now, memory=scraper.memory)
        payload = [Notification(id=row["id"], creation_time=row["creationTime"]) for row in rows]
        return sum(collect(NotificationsCollector(), payload, ctx)[OBSERVED].values())

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(once, range(8))) == {200}


def test_memory_is_bounded_over_a_thousand_scrapes() -> None:
    scraper = Scraper(log=True)
    total = 0.0
    for scrape in range(1_000):
        rows = [note(scrape * 50 + n, type=f"t-{scrape}-{n % 3}") for n in range(100)]
        total = scraper.observed(*rows, truncated=scrape % 7 == 3)
        assert len(scraper.memory.observed.seen) <= REMEMBERED
        assert len(scraper.memory.open) <= REMEMBERED
        assert len(scraper.memory.types) <= TYPE_LIMIT + 1
    assert total == 999 * 50


def test_more_rows_than_are_remembered_are_no_storm() -> None:
    scraper = Scraper()
    rows = [note(n, creationTime=None) for n in range(REMEMBERED + 500)]
    scraper.scrape(*rows)
    assert scraper.observed(*rows) == 0
    assert scraper.observed(*rows) == 0


def test_forgotten_rows_that_surface_do_not_count_again() -> None:
    scraper = Scraper()
    scraper.scrape()
    for block in range(5):
        scraper.scrape(*(note(block * 5_000 + n) for n in range(5_000)))
    assert scraper.observed(*(note(n) for n in range(5_000))) == 25_000
    assert scraper.observed(note(25_000)) == 25_001


def test_types_are_counted_apart_and_begin_at_zero() -> None:
    scraper = Scraper()
    assert scraper.scrape(note(1, type="INPUT_LOST"), note(2))[TYPES] == {("INPUT_LOST",): 0}
    samples = scraper.scrape(note(3, type="INPUT_LOST"), note(4, type=17), note(5))[TYPES]
    assert samples == {("INPUT_LOST",): 1, ("17",): 1}
    assert scraper.scrape()[TYPES] == samples


def test_types_beyond_the_limit_are_other_and_none_changes_its_name() -> None:
    scraper = Scraper()
    scraper.scrape(*(note(n, type=f"t-{n:03}") for n in range(TYPE_LIMIT)))
    assert scraper.findings.folded == 0
    samples = scraper.scrape(note(900, type="a-first"), note(901, type="a-second"), note(902, type="t-000"))[
        TYPES
    ]
    assert len(samples) == TYPE_LIMIT + 1
    assert (samples["other",], samples["t-000",]) == (2, 1)
    assert scraper.findings.folded == 2


TEXTS = st.one_of(
    st.none(), st.sampled_from(["", "a", "ACTIVE", "RESOLVED", "MAJOR"]), st.text(), st.booleans()
)
TIMES = st.one_of(st.none(), st.integers(-1, 3), st.integers(int(MS), int(MS) + 9), st.floats(allow_nan=True))
ROWS = st.builds(
    Notification,
    id=st.one_of(st.none(), st.sampled_from(["", "x", "y"]), st.integers(0, 3)),
    type=TEXTS,
    severity=TEXTS,
    state=TEXTS,
    title=TEXTS,
    creation_time=TIMES,
    resolved_time=TIMES,
    channel_name=TEXTS,
    object_name=TEXTS,
)


@pytest.mark.parametrize("log", [False, True])
@given(scrapes=st.lists(st.tuples(st.lists(ROWS, max_size=8), st.booleans(), st.booleans()), max_size=6))
def test_any_rows_in_any_order_never_raise_and_counters_never_fall(
    log: bool, scrapes: list[tuple[list[Notification], bool, bool]]
) -> None:
    options = Scraper(log=log).options
    memory, now = None, NOW
    last: Mapping[tuple[str, ...], float] = {}
    for rows, truncated, commit in scrapes:
        now += 30
        ctx = Context(now=now, options=options, truncated=truncated, memory=memory)
        findings = Findings()
        samples = collect(NotificationsCollector(), rows, ctx, findings)
        counters = {**samples[OBSERVED], **samples[TYPES]}
        assert all(counters.get(labels, -1) >= value for labels, value in last.items())
        assert sum(samples[OBSERVED].values()) <= sum(len(rows) for rows, _, _ in scrapes)
        if commit:
            memory, last = findings.kept, counters
