"""What the status page leads with: the targets, worst first, and each cause of trouble told once. Pure."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vos_exporter.scrape import Outcome
from vos_exporter.web.status import LastError, RouteStatus, TargetStatus

IN_ERROR = (Outcome.FAILED.value, Outcome.TIMEOUT.value)
BLOCKED = "Until then the login is tried only now and then, so that no account is locked."


class Standing(enum.IntEnum):
    """How a target stands, the worst first."""

    DOWN = 0
    FAILING = 1
    UNKNOWN = 2
    UP = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that went wrong, with all that suffers from it.

    Attributes:
        words: what, in one sentence.
        advice: what to do about it.
        routes: keys of the routes it hit.
        everything: no enabled route escaped it.
        at: when it was seen last, in seconds since the epoch.
    """

    words: str
    advice: str
    routes: Sequence[str]
    everything: bool
    at: float


@dataclass(frozen=True, slots=True)
class Lead:
    """A target in short.

    Attributes:
        target: all about it.
        standing: how it stands.
        causes: what went wrong, what hit most routes first.
        last: when its last scrape began, in seconds since the epoch; ``None`` before the first.
    """

    target: TargetStatus
    standing: Standing
    causes: Sequence[Cause]
    last: float | None

    @property
    def failing(self) -> int:
        """How many of its routes are in error."""
        return sum(len(cause.routes) for cause in self.causes)


def leads(targets: Iterable[TargetStatus]) -> list[Lead]:
    """All ``targets``, the worst first, then in the order of the configuration."""
    return sorted(map(_lead, targets), key=lambda lead: (lead.standing, -lead.failing))


def worst_first(routes: Iterable[RouteStatus]) -> list[RouteStatus]:
    """The routes that are in error before the others, else in their order."""
    return sorted(routes, key=lambda route: route.outcome not in IN_ERROR)


def title(found: Sequence[Lead]) -> str:
    """What stands in front of the page's title: how many are down, else how many have failing routes."""
    down = sum(lead.standing is Standing.DOWN for lead in found)
    failing = sum(lead.standing is Standing.FAILING for lead in found)
    return f"({down} down) " if down else f"({failing} failing) " if failing else ""


def _lead(target: TargetStatus) -> Lead:
    causes = _causes(target)
    if target.up is None:
        standing = Standing.UNKNOWN
    elif not target.up:
        standing = Standing.DOWN
    else:
        standing = Standing.FAILING if causes else Standing.UP
    last = max((past.began for past in target.recent_scrapes), default=None)
    return Lead(target, standing, causes, last)


def _causes(target: TargetStatus) -> list[Cause]:
    """The routes in error, by what is said of them: a login that failed is one cause, whatever it stopped."""
    hit: dict[tuple[str, str], list[tuple[str, LastError]]] = {}
    enabled = [route for route in target.routes if route.enabled]
    for route in enabled:
        if route.outcome in IN_ERROR and route.last_error is not None:
            key = (route.last_error.detail, route.advice or "")
            hit.setdefault(key, []).append((route.route, route.last_error))
    causes = [
        Cause(
            words,
            f"{advice} {BLOCKED}" if target.login.blocked and len(routes) == len(enabled) else advice,
            [key for key, _ in routes],
            len(routes) == len(enabled),
            max(error.at for _, error in routes),
        )
        for (words, advice), routes in hit.items()
    ]
    return sorted(causes, key=lambda cause: -len(cause.routes))
