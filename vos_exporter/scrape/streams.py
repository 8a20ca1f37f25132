"""Log streams: the events of a target as JSON lines, on standard output or in a file, for Loki and its like.

A stream never fails a scrape: what cannot be written is lost, and the log says so once until it works again.
"""

import json
import os
import sys
from collections.abc import Sequence
from typing import Protocol

import structlog

from vos_exporter.collectors.options import CollectorOptions, Event

log = structlog.get_logger(__name__)

_MODE = 0o640


class _Settings(Protocol):
    """The options of a route with a log stream."""

    @property
    def log(self) -> bool:
        """Whether there is one."""

    @property
    def log_file(self) -> str:
        """Where to; standard output when empty."""


class Streams:
    """The log streams of one target.

    Args:
        target_name: the name of the target; every line has it.
        options: which streams there are.
    """

    def __init__(self, target_name: str, options: CollectorOptions) -> None:
        routes: dict[str, _Settings] = {
            "notifications": options.notifications,
            "scte_logs": options.scte_logs,
        }
        self._streams = {
            key: Stream(target_name, key, settings.log_file)
            for key, settings in routes.items()
            if settings.log
        }

    def write(self, route_key: str, events: Sequence[Event]) -> None:
        """Write ``events`` to the stream of the route, if it has one. Never raises for what a disk does."""
        stream = self._streams.get(route_key)
        if stream is not None and events:
            stream.write(events)

    def close(self) -> None:
        """Close the files."""
        for stream in self._streams.values():
            stream.close()


class Stream:
    """JSON lines in one place.

    A file is appended to, made if it is missing, and opened anew when it was rotated away.

    Args:
        target_name: value of ``target`` in every line.
        name: value of ``stream`` in every line.
        path: the file; standard output when empty.
    """

    def __init__(self, target_name: str, name: str, path: str) -> None:
        self._common = {"target": target_name, "stream": name}
        self._path = path
        self._file: int | None = None
        self._broken = False

    def write(self, events: Sequence[Event]) -> None:
        """Append one line per event."""
        lines = "".join(f"{json.dumps({**self._common, **event})}\n" for event in events)
        try:
            if self._path:
                self._append(lines.encode("ascii"))
            else:
                sys.stdout.write(lines)
                sys.stdout.flush()
        except (OSError, ValueError) as error:
            self._lost(error, len(events))
        else:
            self._broken = False

    def close(self) -> None:
        """Close the file; the next write opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _append(self, data: bytes) -> None:
        if self._file is not None and self._rotated(self._file):
            self.close()
        if self._file is None:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            self._file = os.open(self._path, flags, _MODE)
        while data:
            data = data[os.write(self._file, data) :]

    def _rotated(self, file: int) -> bool:
        """Whether the path no longer leads to the open file."""
        try:
            return not os.path.samestat(os.fstat(file), os.stat(self._path))
        except FileNotFoundError:
            return True

    def _lost(self, error: Exception, lines: int) -> None:
        if not self._broken:
            where = self._path or "standard output"
            log.error("log lines are lost", **self._common, file=where, lines=lines, reason=str(error))
        self._broken = True
