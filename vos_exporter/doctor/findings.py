"""What the doctor has to say: findings, and what it proposes to write into the configuration."""

import enum
from dataclasses import dataclass
from typing import Any


class Severity(enum.StrEnum):
    """How much a finding matters; only the first two count in the exit code."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found out.

    Attributes:
        severity: how much it matters.
        about: a step of the way (``name``, ``port``, ``tls``, ...) or the key of a route.
        sentence: what was found, where, and what to do.
        mend: lines of configuration that mend it, to go under the target; empty where there are none.
    """

    severity: Severity
    about: str
    sentence: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value that the configuration of a target could get.

    Attributes:
        about: how ``--accept`` calls it: ``nodes.cpu``.
        path: the keys below the target that lead to it.
        value: what to write there.
        reason: why, in words.
        proven: an answer of this system says so; else it is a guess, which is never applied by itself.
    """

    about: str
    path: tuple[str, ...]
    value: Any
    reason: str
    proven: bool = False

    def accepted(self, names: frozenset[str]) -> bool:
        """Whether one of ``names`` means it: ``nodes.cpu``, or ``cpu`` for every route."""
        return self.about in names or self.about.partition(".")[2] in names
