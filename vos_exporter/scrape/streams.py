"""Log streams: the events of a target as JSON lines, on standard output or in a file, for Loki and its like.

A stream neither fails nor holds up a scrape: what cannot be written is lost and counted, and the log says so
once until it works again.
"""

import json
import sys
from collections.abc import Sequence
from typing import Protocol

import structlog

from vos_exporter.collectors.options import CollectorOptions, Event
from vos_exporter.logs.files import LineFile
from vos_exporter.logs.outlets import FILES, STANDARD_OUTPUT, StreamSink

log = structlog.get_logger(__name__)


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
        """Write ``events`` to the stream of the route, if it has one. Never waits for a disk."""
        stream = self._streams.get(route_key)
        if stream is not None and events:
            stream.queue(events)

    def close(self) -> None:
        """Close the files when everything is written."""
        for stream in self._streams.values():
            stream.retire()


class Stream:
    """JSON lines in one place.

    A file is appended to, made if it is missing, and opened anew when it was rotated away. Lines leave
    through a thread, so that neither a reader that stopped reading nor a disk that hangs holds up a scrape.

    Args:
        target_name: value of ``target`` in every line.
        name: value of ``stream`` in every line.
        path: the file; standard output when empty.
    """

    def __init__(self, target_name: str, name: str, path: str) -> None:
        self._common = {"target": target_name, "stream": name}
        self._path = path
        self._outlet = FILES if path else STANDARD_OUTPUT
        self._place = LineFile(path) if path else StreamSink(sys.stdout)
        self._broken = False

    def queue(self, events: Sequence[Event]) -> None:
        """Append one line per event, soon."""
        lines = "".join(f"{json.dumps({**self._common, **event})}\n" for event in events)
        self._outlet.put(self, lines.encode("ascii"), len(events))

    def retire(self) -> None:
        """Close the file when everything is written; the next line opens it again."""
        self._outlet.close(self)

    def write(self, data: bytes) -> None:
        """Write it now; the outlet does, in its thread.

        Raises:
            OSError, ValueError: it cannot be written.
        """
        self._place.write(data)

    def close(self) -> None:
        """Close the file; the outlet does, in its thread."""
        self._place.close()

    def worked(self) -> None:
        """The next loss is worth a line of the log again."""
        self._broken = False

    def lost(self, error: Exception, lines: int) -> None:
        """Say so, once until it works again."""
        if not self._broken:
            where = self._path or "standard output"
            log.error("log lines are lost", **self._common, file=where, lines=lines, reason=str(error))
        self._broken = True
