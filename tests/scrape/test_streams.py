"""Events go out as JSON lines, and what a disk does never reaches a scrape."""

import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from vos_exporter.collectors.options import CollectorOptions, Event, NotificationOptions, ScteOptions
from vos_exporter.logs import flush, lost_lines, outlets
from vos_exporter.scrape.streams import Streams

EVENTS = [{"event": "new", "title": "one"}, {"event": "resolved", "title": "two"}]


class Written(Streams):
    """Streams whose lines are written when a call returns."""

    def write(self, route_key: str, events: Sequence[Event]) -> None:
        super().write(route_key, events)
        assert flush(20)

    def close(self) -> None:
        super().close()
        assert flush(20)


def streams(path: Path | str = "") -> Written:
    return Written(
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
    both = Written(
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


def refused(path: Path | str) -> str:
    """The reason why nothing is written to ``path``."""
    before = lost_lines()
    stream = streams(path)
    with capture_logs() as logs:
        stream.write("notifications", EVENTS)
        stream.write("notifications", EVENTS)
    stream.close()
    (entry,) = logs
    assert lost_lines() - before == 2 * len(EVENTS)
    return str(entry["reason"])


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    """F9: a pipe that nobody reads would take the writer for ever, a device is no log."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "No such device" in refused(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert refused(pipe) == "it is not a regular file"
    os.close(reader)
    assert refused("/dev/null") == "it is not a regular file"
    assert "directory" in refused(tmp_path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """F15: who may write into the folder does not choose what the exporter writes to."""
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")
    assert "symbolic links" in refused(tmp_path / "log")
    assert (tmp_path / "elsewhere").read_text() == ""


def full_disk(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """From now on the disk has room for ``after`` bytes only."""
    left = [after]

    def write(descriptor: int, data: bytes) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        data = bytes(data[: left[0]])
        left[0] -= len(data)
        return os.write(descriptor, data)

    monkeypatch.setattr(outlets, "write", write)


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F15."""
    path = tmp_path / "log"
    stream = streams(path)
    stream.write("notifications", EVENTS[:1])
    whole = path.read_text()
    with monkeypatch.context() as patched, capture_logs() as logs:
        full_disk(patched, 20)
        stream.write("notifications", EVENTS)
    assert path.read_text() == whole
    assert logs[0]["lines"] == len(EVENTS)
    stream.write("notifications", EVENTS[1:])
    stream.close()
    assert len(lines(path)) == 2


def not_possible(*_: object) -> None:
    """As a file system that cannot shorten a file."""
    raise OSError


def test_where_nothing_can_be_taken_back_the_next_line_stands_on_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F15: as on a disk that cannot be truncated."""
    path = tmp_path / "log"
    stream = streams(path)
    with monkeypatch.context() as patched, capture_logs():
        full_disk(patched, 20)
        patched.setattr("os.ftruncate", not_possible)
        stream.write("notifications", EVENTS)
    stream.write("notifications", EVENTS)
    stream.close()
    half, *rest = path.read_text().splitlines()
    assert len(half) == 20
    assert len([json.loads(line) for line in rest]) == 2


def test_who_does_not_read_standard_output_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """F9: the queue ends somewhere; what does not fit is lost, counted and said once."""
    reading, writing = os.pipe()
    monkeypatch.setattr(outlets.STANDARD_OUTPUT, "_limit", 10_000)
    before = lost_lines()
    with open(writing, "w") as stuck:
        monkeypatch.setattr("sys.stdout", stuck)
        on = Streams("headend-a", CollectorOptions(notifications=NotificationOptions(log=True)))
        with capture_logs() as logs, open(reading) as reader:
            for _ in range(2_000):
                on.write("notifications", EVENTS)
            lost = lost_lines() - before
            assert lost > 0
            assert 0 < len(logs) < 10
            assert {entry["event"] for entry in logs} == {"log lines are lost"}
            for _ in range(4_000 - lost):
                json.loads(reader.readline())
        assert flush(20)
