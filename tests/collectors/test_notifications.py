"""What is active now, and the history."""

from collections.abc import Mapping

import pytest

from tests.kits.notifications import MS, NOW, Scraper, collect, decoded, note
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.notifications import NotificationHistoryCollector
from vos_exporter.collectors.options import ClassPattern
from vos_exporter.vos.notification_classes import CLASSES, SEVERITIES

ACTIVE = "vos_notifications_active"
BY_CLASS = "vos_notifications_active_by_class"
OLDEST = "vos_notification_oldest_active_timestamp_seconds"


def nonzero(samples: Mapping[tuple[str, ...], float]) -> dict[tuple[str, ...], float]:
    return {labels: value for labels, value in samples.items() if value}


def test_every_known_label_set_is_there_at_zero() -> None:
    samples = Scraper().scrape()
    assert samples[ACTIVE] == {(severity,): 0 for severity in SEVERITIES}
    assert samples[BY_CLASS] == {(name, severity): 0 for name in CLASSES for severity in SEVERITIES}
    assert samples["vos_notifications_observed_total"] == {(severity,): 0 for severity in SEVERITIES}
    assert samples["vos_notification_type_observed_total"] == {}
    assert samples[OLDEST] == {}


def test_active_notifications_are_counted_by_severity_and_class() -> None:
    samples = Scraper().scrape(
        note(1, severity="CRITICAL"),
        note(2),
        note(3, title="Slate on air"),
        note(4, severity="odd", title="?"),
    )
    assert nonzero(samples[ACTIVE]) == {("critical",): 1, ("major",): 2, ("other",): 1}
    assert nonzero(samples[BY_CLASS]) == {
        ("source_loss", "critical"): 1,
        ("source_loss", "major"): 1,
        ("slate", "major"): 1,
        ("other", "other"): 1,
    }


def test_rows_have_no_key_and_are_counted_as_rows() -> None:
    assert nonzero(Scraper().scrape(note(1), note(1))[ACTIVE]) == {("major",): 2}


@pytest.mark.parametrize(
    ("state", "counted"), [("ACTIVE", 1), (" active ", 1), (None, 1), ("", 1), ("RESOLVED", 0), ("?", 1)]
)
def test_only_active_rows_count_also_when_vos_ignores_the_filter(state: str | None, counted: int) -> None:
    assert sum(Scraper().scrape(note(1, state=state))[ACTIVE].values()) == counted


def test_the_oldest_active_per_severity() -> None:
    samples = Scraper().scrape(
        note(5000),
        note(2000),
        note(1000, state="RESOLVED"),
        note(0, creationTime=0, severity="minor"),
        note(1, creationTime=None, severity="info"),
    )
    assert samples[OLDEST] == {("major",): NOW + 2}


def test_unmapped_severities_are_said_and_a_missing_one_is_none() -> None:
    scraper = Scraper(severities={"p1": "critical"})
    scraper.scrape(note(1, severity="P1"), note(2, severity="Odd"), note(3, severity=None))
    assert scraper.findings.unmapped == {"notification_severity": {"Odd"}}


def test_without_rows_the_field_is_still_said() -> None:
    scraper = Scraper()
    scraper.scrape()
    assert scraper.findings.unmapped == {"notification_severity": set()}


def test_the_operator_can_extend_both_tables() -> None:
    scraper = Scraper(severities={"p1": "critical"}, classes=(ClassPattern("uplink", "input"),))
    assert nonzero(scraper.scrape(note(1, severity="P1"))[BY_CLASS]) == {("uplink", "critical"): 1}


def test_a_notification_without_title_is_classed_by_its_type() -> None:
    samples = Scraper().scrape(note(1, title=None, type="SLATE_ACTIVE"))
    assert nonzero(samples[BY_CLASS]) == {("slate", "major"): 1}


def history(*rows: object) -> tuple[Mapping[tuple[str, ...], float], Findings]:
    findings = Findings()
    samples = collect(NotificationHistoryCollector(), decoded(rows), Context(now=NOW), findings)
    return samples["vos_notifications"], findings


def test_history_is_a_dense_matrix_of_the_states_there_are() -> None:
    samples, _ = history()
    assert samples == {("active", severity): 0 for severity in SEVERITIES}
    samples, _ = history(note(1), note(2, state="Resolved", severity="WARN"), note(3, state=None))
    assert set(samples) == {(s, severity) for s in ("active", "resolved", "other") for severity in SEVERITIES}
    assert nonzero(samples) == {
        ("active", "major"): 1, ("resolved", "warning"): 1, ("other", "major"): 1,
    }  # fmt: skip


def test_history_folds_the_states_beyond_sixteen() -> None:
    samples, findings = history(*(note(n, state=f"STATE-{n:02}") for n in range(20)))
    states = {state for state, _ in samples}
    assert states == {"active", "other", *(f"state-{n:02}" for n in range(15))}
    assert samples["other", "major"] == 5
    assert findings.folded == 5


def test_texts_of_other_types_are_read_as_texts() -> None:
    samples = Scraper().scrape(note(1, severity=3, title=7, channelName=False, id=12, creationTime=str(MS)))
    assert nonzero(samples[ACTIVE]) == {("other",): 1}
    assert samples[OLDEST] == {("other",): NOW}


@pytest.mark.parametrize(
    ("created", "seconds"),
    [
        (MS, NOW),
        (str(int(MS)), NOW),
        ("2026-01-01T00:00:00Z", 1_767_225_600),
        ("nan", None),
        (True, None),
        (10**400, None),
    ],
)
def test_a_time_is_read_leniently_and_costs_no_alarm(created: object, seconds: float | None) -> None:
    scraper = Scraper()
    found = scraper.scrape(note(0, creationTime=created, resolvedTime=""))
    assert found["vos_notifications_active"]["major",] == 1
    oldest = found["vos_notification_oldest_active_timestamp_seconds"]
    assert oldest == ({} if seconds is None else {("major",): seconds})
