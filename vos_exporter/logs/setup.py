"""Connects structlog and the loggers of libraries to one stream."""

import logging
import sys
from collections.abc import Mapping
from typing import Final, TextIO, cast

import structlog
from structlog.typing import EventDict

from vos_exporter.logs.capturing import capturing, remember
from vos_exporter.logs.outlets import LOG, Outlet, StreamSink
from vos_exporter.logs.redaction import redacted_items
from vos_exporter.logs.rendering import RENDERERS, Form

LEVELS: Final[Mapping[str, int]] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
}
QUIET_LOGGERS: Final = ("httpx", "aiohttp", "asyncio", "uvicorn.access", "uvicorn.error")
"""Libraries whose lower levels hold URLs, headers, a line per scrape, or what we say ourselves."""
ROUTED_LOGGERS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access")
"""Loggers that bring handlers of their own, which are taken from them."""


class _Handler(logging.StreamHandler[TextIO]):
    """Ours, so that a second :func:`configure` replaces the first.

    Attributes:
        outlet: what lines leave through; ``None`` while whoever logs may wait for them to be written.
    """

    outlet: Outlet | None = None

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._sink = StreamSink(stream)
        self._unsaid = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write ``record``, or have it written."""
        if self.outlet is None:
            super().emit(record)
            return
        try:
            self._put(self.outlet, record)
        except Exception:
            self.handleError(record)

    def _put(self, outlet: Outlet, record: logging.LogRecord) -> None:
        """Say first how many lines are missing here, if there are any."""
        text = self.format(record)
        if self._unsaid:
            text = f"{self.format(_about_missing(self._unsaid))}\n{text}"
        written = outlet.put(self._sink, f"{text}\n".encode("utf-8", "backslashreplace"), 1)
        self._unsaid = 0 if written else self._unsaid + 1


def _about_missing(lines: int) -> logging.LogRecord:
    number = logging.WARNING
    said = {"msg": f"{lines} log line(s) are missing here", "levelname": logging.getLevelName(number)}
    return logging.makeLogRecord({"name": __name__, "levelno": number, **said})


def configure(level: str, form: Form, stream: TextIO | None = None) -> None:
    """Write every event of ``level`` and above to ``stream`` (standard error), one line each.

    Raises:
        ValueError: ``level`` is none of :data:`LEVELS`.
    """
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(_formatter(form))
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    for name in ROUTED_LOGGERS:
        routed = logging.getLogger(name)
        routed.handlers.clear()
        routed.propagate = True
    set_level(level)
    structlog.configure(
        processors=[
            _drop_unheard,
            structlog.contextvars.merge_contextvars,
            *_shared(),
            _drop_below_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def never_wait() -> None:
    """Let the log leave through a thread from now on, which loses lines rather than hold up who logs.

    :func:`~vos_exporter.logs.outlets.flush` belongs at the end of the process.
    """
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _Handler):
            handler.outlet = LOG


def set_level(level: str) -> None:
    """Change the level of the running process.

    Raises:
        ValueError: ``level`` is none of :data:`LEVELS`.
    """
    if level not in LEVELS:
        raise ValueError(f"the log level must be one of {', '.join(LEVELS)}")
    number = LEVELS[level]
    logging.getLogger().setLevel(number)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def current_level() -> str:
    """The level in force."""
    number = logging.getLogger().level
    return next((name for name, value in LEVELS.items() if value >= number), "error")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module; follows whatever :func:`configure` said last."""
    return cast(structlog.stdlib.BoundLogger, structlog.get_logger(name))


def _shared() -> list[structlog.typing.Processor]:
    """The way of every event, ours and those of libraries."""
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
        _redact,
        _remember,
    ]


def _formatter(form: Form) -> logging.Formatter:
    render = RENDERERS[form]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            lambda _logger, _name, event: render(event),
        ],
    )


def _drop_unheard(logger: logging.Logger, name: str, event: EventDict) -> EventDict:
    """Spend nothing on an event that nobody reads."""
    return event if capturing() else _drop_below_level(logger, name, event)


def _drop_below_level(logger: logging.Logger, name: str, event: EventDict) -> EventDict:
    return structlog.stdlib.filter_by_level(logger, name, event)


def _redact(_logger: logging.Logger, _name: str, event: EventDict) -> EventDict:
    """The event without credentials; what structlog itself put there stays as it is."""
    inner = {key: event.pop(key) for key in ("_record", "_from_structlog") if key in event}
    return {**redacted_items(event), **inner}


def _remember(_logger: logging.Logger, _name: str, event: EventDict) -> EventDict:
    remember({key: value for key, value in event.items() if not key.startswith("_")})
    return event
