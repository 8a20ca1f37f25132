"""Words of the API and what they mean: good, bad, or nothing that we may judge.

Words are compared without case and separators. A word that is plainly good or plainly bad is in a table of
its kind, alone or with words beside it that say nothing; every other word has no verdict, and is counted.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
_LONGEST = 64
_NEGATIONS = ("not", "no", "non", "un", "in", "dis", "de")
_NEGATING = frozenset({"not", "no", "non", "never"})
_SAYING_NOTHING = frozenset(
    {
        "link",
        "state",
        "status",
        "is",
        "by",
        "peer",
        "the",
        "full",
        "fully",
        "connection",
        "signal",
        "carrier",
        "service",
        "interface",
        "currently",
        "now",
    }
)

_OVER = frozenset(
    {
        "was", "were", "had", "previous", "previously", "last", "from", "recovered", "recovering", "restored",
        "cleared", "found", "free", "without", "after", "since",
    }
)  # fmt: skip
"""Words that speak of the past or of what is overcome: with one of them no other is plain."""

ABSENT = frozenset({"", "n/a", "na", "-", "--", "---", "null", "nil"})
"""Texts, lower-cased, that say there is nothing to say."""


@dataclass(frozen=True)
class Words:
    """The words of one kind of state.

    Attributes:
        name: how ``vos_api_unmapped_values{field}`` and the configuration call it.
        known: literal values that are always shown, 0 where no object has them.
        good: words that are plainly good, without case and separators.
        bad: words that are plainly bad, likewise.
        own: the operator's verdicts, which come first, likewise.
    """

    name: str
    known: Collection[str]
    good: frozenset[str]
    bad: frozenset[str]
    own: Mapping[str, bool] = field(default_factory=dict, hash=False)

    def verdict(self, value: object) -> bool | None:
        """Whether ``value``, a text or a boolean, is good; ``None`` where nothing plainly says so."""
        if isinstance(value, bool):
            return self.own.get(str(value).lower(), value)
        if not isinstance(value, str) or len(value) > _LONGEST:
            return None
        word = plain(value)
        if word in self.own:
            return self.own[word]
        return _judged(value, word, self.good, self.bad)

    def extended(self, verdicts: Mapping[str, bool]) -> "Words":
        """These words with the operator's verdicts on top."""
        if not verdicts:
            return self
        own = {**self.own, **{plain(word): verdict for word, verdict in verdicts.items()}}
        return Words(self.name, tuple(dict.fromkeys((*self.known, *verdicts))), self.good, self.bad, own)


@lru_cache(maxsize=4096)
def plain(value: str) -> str:
    """``value`` without case and separators."""
    return "".join(filter(str.isalnum, value)).lower()


def tokens(value: str) -> list[str]:
    """The words in ``value``, lower-cased: ``NOT_LOCKED`` and ``notLocked`` have the same."""
    return [word.lower() for word in _BOUNDARY.split(value) if word]


@lru_cache(maxsize=4096)
def _judged(value: str, word: str, good: frozenset[str], bad: frozenset[str]) -> bool | None:
    if word in good or word in bad:
        return word in good
    if any(word == negation + denied for negation in _NEGATIONS for denied in good):
        return False
    parts = [part for part in tokens(value) if part not in _SAYING_NOTHING]
    return _judged_by_parts(parts, tokens(value), good, bad)


def _judged_by_parts(
    parts: list[str], all_parts: Iterable[str], good: frozenset[str], bad: frozenset[str]
) -> bool | None:
    """``NO_LINK``, ``CONNECTION_LOST``, ``Link Up``: one word decides, if none beside it contradicts."""
    if any(part in _OVER for part in parts):
        return None
    denied = any(part in _NEGATING for part in parts)
    rest = [part for part in parts if part not in _NEGATING]
    if not rest:
        return False if denied and len(list(all_parts)) > len(parts) else None
    if all(part in good for part in rest):
        return not denied
    if all(part in bad for part in rest):
        return denied
    return None


def is_nothing(value: object) -> bool:
    """Whether ``value`` says that there is nothing to say."""
    return value is None or (isinstance(value, str) and value.strip().lower() in ABSENT)


_DEAD = (
    "lost",
    "disconnected",
    "down",
    "offline",
    "failed",
    "failure",
    "fail",
    "error",
    "fault",
    "faulty",
    "inactive",
    "unreachable",
    "stopped",
    "unavailable",
    "dead",
    "broken",
    "crashed",
    "terminated",
    "killed",
    "aborted",
    "disabled",
    "closed",
    "missing",
    "absent",
    "timeout",
    "timedout",
    "unhealthy",
)
_ALIVE = (
    "ok",
    "up",
    "online",
    "active",
    "running",
    "good",
    "healthy",
    "ready",
    "operational",
    "available",
    "alive",
    "normal",
)
_YES = ("true", "yes", "on", "1", "enabled")
_NO = ("false", "no", "off", "0", "disabled", "none")


def _words(name: str, known: Collection[str], good: Iterable[str], bad: Iterable[str]) -> Words:
    return Words(name, known, frozenset(good), frozenset(bad))


CONTROL_STATE = _words(
    "control_state",
    ("ACTIVATED", "OFF"),
    ("activated", "active", "on", "enabled", "running", "started"),
    ("off", "deactivated", "inactive", "disabled", "stopped", "idle"),
)
UPLINK_STATE = _words(
    "uplink_state",
    ("LOST",),
    (*_ALIVE, "connected", "established", "reachable"),
    _DEAD,
)
ORIGIN_TASK_STATE = _words(
    "origin_task_state",
    ("INITIALIZING",),
    (*_ALIVE, "started", "serving"),
    (*_DEAD, "initializing", "initialising"),
)
INGEST_POINT_STATE = _words(
    "ingest_point_state", ("INITIALIZING",), ORIGIN_TASK_STATE.good, ORIGIN_TASK_STATE.bad
)
NETWORK_STATE = _words(
    "network_state", (), (*_YES, "up", "connected", "ok", "online", "active"),
    (*_NO, "down", "disconnected", "lost", "offline", "inactive", "failed", "error", "nolink", "unplugged"),
)  # fmt: skip
LOCK_STATE = _words(
    "rf_lock",
    (),
    (*_YES, "locked", "lock", "ok", "acquired"),
    (*_NO, "unlocked", "unlock", "lost", "searching", "acquiring", "failed", "nosignal", "down"),
)
SWITCH = _words("switch", (), (*_YES, "active", "up"), (*_NO, "inactive", "down"))
"""What is on or off, yes or no."""

NOTIFICATION_STATE = _words(
    "notification_state",
    ("ACTIVE",),
    (
        "active",
        "open",
        "opened",
        "new",
        "raised",
        "set",
        "firing",
        "ongoing",
        "unacknowledged",
        "acknowledged",
        "acked",
        "on",
        "current",
    ),
    (
        "resolved",
        "cleared",
        "clear",
        "closed",
        "inactive",
        "ended",
        "expired",
        "solved",
        "recovered",
        "off",
        "terminated",
    ),
)
"""Good is raised and not over, bad is over."""

STATE_FIELDS: tuple[Words, ...] = (
    CONTROL_STATE, UPLINK_STATE, ORIGIN_TASK_STATE, INGEST_POINT_STATE, NETWORK_STATE, LOCK_STATE, SWITCH,
)  # fmt: skip
"""The states on whose words the operator can have the last word."""
