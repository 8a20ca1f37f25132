"""Events go out as JSON lines, and what a disk does never reaches a scrape."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from vos_exporter.collectors.options import CollectorOptions, NotificationOptions, ScteOptions
from vos_exporter.scrape.streams import Streams

EVENTS = [{"event": "new", "title": "one"}, {"event": "resolved", "title": "two"}]


def streams(path: Path | str = "") -> Streams:
    return Streams(
        "headend-a", CollectorOptions(notifications=NotificationOptions(log=True, log_file=str(path)))
    )


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_lines_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    streams().write("notifications", EVENTS)
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    common = {"target": "headend-a", "stream": "notifications"}
    assert written == [{**common, **event} for event in EVENTS]


def test_a_stream_that_is_off_and_a_route_without_one_write_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    on = streams()
    on.write("scte_logs", EVENTS)
    on.write("services", EVENTS)
    on.write("notifications", [])
    assert capsys.readouterr().out == ""


def test_each_stream_has_its_own_file_and_appends(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("{}\n")
    both = Streams(
        "t",
        CollectorOptions(
            notifications=NotificationOptions(log=True, log_file=str(one)),
            scte_logs=ScteOptions(log=True, log_file=str(two)),
        ),
    )
    both.write("notifications", EVENTS[:1])
    both.write("scte_logs", EVENTS[1:])
    both.close()
    assert [line.get("stream") for line in lines(one)] == [None, "notifications"]
    assert [line["stream"] for line in lines(two)] == ["scte_logs"]


def test_a_file_that_was_rotated_away_is_made_anew(tmp_path: Path) -> None:
    path, old = tmp_path / "log", tmp_path / "log.1"
    stream = streams(path)
    stream.write("notifications", EVENTS[:1])
    path.rename(old)
    stream.write("notifications", EVENTS[1:])
    path.rename(tmp_path / "log.2")
    path.write_text("")
    stream.write("notifications", EVENTS)
    stream.close()
    assert len(lines(old)) == len(lines(tmp_path / "log.2")) == 1
    assert len(lines(path)) == 2


def test_a_file_that_was_truncated_in_place_is_written_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "log"
    stream = streams(path)
    stream.write("notifications", EVENTS)
    os.truncate(path, 0)
    stream.write("notifications", EVENTS[:1])
    stream.close()
    assert len(lines(path)) == 1


@pytest.mark.parametrize("hostile", ['"\n{"x": 1}', "\ud800", "\u2028", "\x1b[31m", "é\x00"])
def test_hostile_text_stays_in_its_line(tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "log"
    stream = streams(path)
    stream.write("notifications", [{"event": "new", "title": hostile}])
    stream.close()
    assert path.read_bytes().isascii()
    assert [line["title"] for line in lines(path)] == [hostile]


def test_what_cannot_be_written_is_said_once_until_it_works_again(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    stream = streams(missing / "log")
    with capture_logs() as logs:
        stream.write("notifications", EVENTS)
        stream.write("notifications", EVENTS)
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert "one" not in str(logs)
    missing.mkdir()
    with capture_logs() as logs:
        stream.write("notifications", EVENTS)
        assert logs == []
        (missing / "log").unlink()
        missing.rmdir()
        stream.write("notifications", EVENTS)
    assert len(logs) == 1


def test_a_closed_standard_output_does_not_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull, "w") as closed:
        monkeypatch.setattr("sys.stdout", closed)
    with capture_logs() as logs:
        streams().write("notifications", EVENTS)
    assert len(logs) == 1


def test_a_full_disk_does_not_raise() -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    stream = streams("/dev/full")
    with capture_logs() as logs:
        stream.write("notifications", EVENTS)
        stream.write("notifications", EVENTS)
    stream.close()
    assert len(logs) == 1
