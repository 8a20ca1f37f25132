"""Collects the log lines of one task, for the debug page."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from vos_exporter.logs.rendering import logfmt

LINE_LIMIT = 1_000
"""Lines that one capture keeps; what is logged after them is not captured."""

_captures: ContextVar[tuple[list[str], ...]] = ContextVar("captures", default=())


@contextmanager
def capture() -> Iterator[list[str]]:
    """The lines that this task and the tasks it starts log inside the block, of every level, as logfmt.

    At most :data:`LINE_LIMIT` of them; a line below the current level is captured but not written.
    """
    lines: list[str] = []
    token = _captures.set((*_captures.get(), lines))
    try:
        yield lines
    finally:
        _captures.reset(token)


def capturing() -> bool:
    """Whether the current task's lines are collected."""
    return bool(_captures.get())


def remember(event: Mapping[str, Any]) -> None:
    """Add ``event`` to every capture the current task is in."""
    captures = _captures.get()
    if captures:
        line = logfmt(event)
        for lines in captures:
            if len(lines) < LINE_LIMIT:
                lines.append(line)
