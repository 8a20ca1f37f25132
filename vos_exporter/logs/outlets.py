"""The way out of log lines: a queue that ends somewhere, and a thread that may be stuck while nobody waits.

Whoever reads our standard output may stop reading, a disk may hang: the event loop never writes itself. What
does not fit into the queue, or cannot be written, is lost and counted.
"""

import select
import threading
from collections import deque
from os import write
from typing import Protocol, TextIO

from vos_exporter.clock import SYSTEM_CLOCK

QUEUE_LIMIT = 4 * 1024 * 1024
"""Bytes that wait for one outlet; more are lost."""

_LAST_WORDS = 2.0
"""Seconds that all outlets together get at the end of the process."""


class Sink(Protocol):
    """Where the lines of an outlet go; used by the outlet's thread only, but for :meth:`lost`."""

    def write(self, data: bytes) -> None:
        """Write all of ``data``, which is whole lines.

        Raises:
            OSError, ValueError: it could not be written.
        """

    def lost(self, error: Exception, lines: int) -> None:
        """Hear that lines were lost; from any thread."""

    def worked(self) -> None:
        """Hear that everything is written that waited."""

    def close(self) -> None:
        """Give up what is open."""


class QueueFull(Exception):
    """Lines come faster than they can be written, or whoever should read them does not."""

    def __init__(self) -> None:
        super().__init__(f"{QUEUE_LIMIT} bytes wait to be written already")


class _Lost:
    """How many lines were lost since the process started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.lines = 0

    def add(self, lines: int) -> None:
        with self._lock:
            self.lines += lines


_lost = _Lost()


def lost_lines() -> int:
    """Lines of the log and of streams that were lost since the process started."""
    return _lost.lines


class Outlet:
    """Writes what it is given in a thread of its own, which starts with the first line.

    Args:
        name: of the thread.
        limit: bytes that may wait.
    """

    def __init__(self, name: str, limit: int = QUEUE_LIMIT) -> None:
        self._name = name
        self._limit = limit
        self._waiting: deque[tuple[Sink, bytes, int]] = deque()
        self._size = 0
        self._busy = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def put(self, sink: Sink, data: bytes, lines: int) -> bool:
        """Have ``data`` written to ``sink``; whether there was room. Never waits for anything written."""
        with self._changed:
            room = self._size + len(data) <= self._limit
            if room:
                self._enqueue(sink, data, lines)
        if not room:
            _lost.add(lines)
            sink.lost(QueueFull(), lines)
        return room

    def close(self, sink: Sink) -> None:
        """Close ``sink`` when what waits for it is written."""
        with self._changed:
            self._enqueue(sink, b"", 0)

    def flush(self, until: float) -> bool:
        """Wait for everything to be written, or until ``until`` (monotonic seconds); whether it was."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not (self._waiting or self._busy), max(0.0, until - SYSTEM_CLOCK.monotonic())
            )

    def _enqueue(self, sink: Sink, data: bytes, lines: int) -> None:
        self._waiting.append((sink, data, lines))
        self._size += len(data)
        if self._thread is None:
            # A daemon: a reader that never reads does not keep the process from ending.
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting)
                sink, data, lines = self._waiting.popleft()
                self._size -= len(data)
                self._busy = True
            if _written(sink, data, lines) and not self._waiting:
                sink.worked()


def _written(sink: Sink, data: bytes, lines: int) -> bool:
    """Write ``data``, or close the sink if there is none; whether lines were written."""
    if not data:
        sink.close()
        return False
    try:
        sink.write(data)
    except (OSError, ValueError) as error:
        _lost.add(lines)
        sink.lost(error, lines)
        return False
    return True


LOG, STANDARD_OUTPUT, FILES = Outlet("log"), Outlet("standard output"), Outlet("log files")
"""All there are. A disk that hangs holds up all files, but neither the log nor standard output."""


def flush(seconds: float = _LAST_WORDS) -> bool:
    """Wait until everything is written, at most so many seconds; whether it was."""
    until = SYSTEM_CLOCK.monotonic() + seconds
    written = [outlet.flush(until) for outlet in (LOG, STANDARD_OUTPUT, FILES)]
    return all(written)


def write_all(descriptor: int, data: bytes) -> None:
    """Write ``data`` to a file, pipe or terminal, however slowly it takes it.

    Raises:
        PartlyWritten: some of it is written, the rest cannot be.
        OSError: nothing could be written.
    """
    done = 0
    while done < len(data):
        try:
            done += write(descriptor, data[done:])
        except BlockingIOError:
            # Somebody else made the pipe so.
            poll = select.poll()
            poll.register(descriptor, select.POLLOUT)
            poll.poll()
        except OSError as error:
            if done:
                raise PartlyWritten(error, done) from error
            raise


class PartlyWritten(OSError):
    """Writing ended in the middle.

    Attributes:
        done: bytes that are written.
    """

    def __init__(self, cause: OSError, done: int) -> None:
        super().__init__(cause.errno, cause.strerror)
        self.done = done


class StreamSink:
    """Standard output or standard error.

    What a half-written line is followed by begins on a line of its own.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._torn = False

    def write(self, data: bytes) -> None:
        """Write it, past the buffer of the stream, whose lock a stuck thread would hold for ever."""
        try:
            descriptor = self._stream.fileno()
        except OSError:
            self._stream.write(data.decode())
            self._stream.flush()
            return
        try:
            write_all(descriptor, b"\n" + data if self._torn else data)
        except PartlyWritten:
            self._torn = True
            raise
        self._torn = False

    def lost(self, error: Exception, lines: int) -> None:
        """Say nothing: where would it go."""

    def worked(self) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Stay open: the process owns it."""
