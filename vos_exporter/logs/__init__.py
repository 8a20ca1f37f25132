"""Logs: one line per event, as logfmt or JSON, without secrets and without injected lines."""

from vos_exporter.logs.capturing import capture
from vos_exporter.logs.exceptions import exception_fields
from vos_exporter.logs.outlets import flush, lost_lines
from vos_exporter.logs.redaction import names_secret, redacted_text
from vos_exporter.logs.reminder import Notice, Reminder
from vos_exporter.logs.rendering import visible
from vos_exporter.logs.setup import LEVELS, configure, current_level, get_logger, never_wait, set_level

__all__ = [
    "LEVELS",
    "Notice",
    "Reminder",
    "capture",
    "configure",
    "current_level",
    "exception_fields",
    "flush",
    "get_logger",
    "lost_lines",
    "names_secret",
    "never_wait",
    "redacted_text",
    "set_level",
    "visible",
]
