"""The log stream: each new, changed and resolved notification, once."""

import json

from tests.kits.notifications import MS, Scraper, note


def test_the_first_answer_writes_nothing() -> None:
    assert Scraper(log=True).events(note(1), note(2)) == []


def test_without_the_option_nothing_is_written_nor_kept() -> None:
    scraper = Scraper()
    scraper.scrape()
    assert scraper.events(note(1)) == []
    assert scraper.memory.open is None


def test_new_changed_and_resolved_are_written_once() -> None:
    scraper = Scraper(log=True)
    scraper.scrape(note(1))
    assert scraper.events(note(1), note(2)) == [("new", "n-2")]
    assert scraper.events(note(1), note(2)) == []
    assert scraper.events(note(1), note(2, severity="MINOR")) == [("changed", "n-2")]
    assert scraper.events(note(1), note(2, severity="MINOR", title="?")) == [("changed", "n-2")]
    assert scraper.events(note(1)) == [("resolved", "n-2")]
    assert scraper.events(note(1)) == []


def test_a_state_that_says_resolved_resolves() -> None:
    scraper = Scraper(log=True)
    scraper.scrape(note(1), note(2), note(3))
    rows = [
        note(1, state="RESOLVED"),
        note(2, state="over", resolvedTime=MS + 5),
        note(3, state="ACKNOWLEDGED"),
    ]
    assert scraper.events(*rows) == [("resolved", "n-1"), ("resolved", "n-2"), ("changed", "n-3")]
    assert scraper.events(*rows) == []
    assert scraper.events() == [("resolved", "n-3")]


def test_one_that_comes_back_has_changed() -> None:
    scraper = Scraper(log=True)
    scraper.scrape(note(1))
    scraper.scrape()
    assert scraper.events(note(1)) == [("changed", "n-1")]


def test_a_truncated_answer_resolves_nothing_and_surfaced_rows_are_not_new() -> None:
    scraper = Scraper(log=True)
    scraper.scrape(note(1), note(2), truncated=True)
    assert scraper.events(note(3), note(2), truncated=True) == [("new", "n-3")]
    assert scraper.events(note(3), note(0), note(1), truncated=True) == []
    assert sorted(scraper.events(note(3), note(0))) == [("resolved", "n-1"), ("resolved", "n-2")]


def test_an_older_answer_that_arrives_late_tells_only_what_is_new() -> None:
    scraper = Scraper(log=True)
    scraper.scrape(note(1))
    early = scraper.now + 1
    assert scraper.events(note(1, severity="INFO"), note(2)) == [("changed", "n-1"), ("new", "n-2")]
    assert scraper.events(note(1), note(3), now=early) == [("new", "n-3")]
    assert scraper.events(note(1, severity="INFO"), note(2)) == [("resolved", "n-3")]


def test_an_uncommitted_scrape_is_written_by_the_next() -> None:
    scraper = Scraper(log=True)
    scraper.scrape(note(1))
    assert scraper.events(note(2), commit=False) == [("new", "n-2"), ("resolved", "n-1")]
    assert scraper.events(note(2)) == [("new", "n-2"), ("resolved", "n-1")]


def test_switching_the_stream_on_begins_with_a_baseline() -> None:
    scraper = Scraper()
    scraper.scrape(note(1))
    scraper.options = Scraper(log=True).options
    assert scraper.events(note(1), note(2)) == []
    assert scraper.events(note(2)) == [("resolved", "n-1")]


def test_a_line_holds_all_that_vos_says() -> None:
    scraper = Scraper(log=True)
    scraper.scrape()
    scraper.scrape(note(1, severity="Fatal", type="T", serviceId="s-1", creationTime=MS))
    (event,) = scraper.findings.events
    assert json.loads(json.dumps(event)) == {
        "event": "new",
        "time": "2023-11-14T22:14:20.000+00:00",
        "severity": "critical",
        "severity_raw": "Fatal",
        "class": "source_loss",
        "state": "ACTIVE",
        "title": "Input signal lost",
        "channel": "demo-1",
        "object": "object-1",
        "id": "n-1",
        "type": "T",
        "service_id": "s-1",
        "created": "2023-11-14T22:13:20.000+00:00",
        "resolved": None,
    }
