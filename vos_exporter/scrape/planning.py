"""Which routes a scrape asks, and what is said of those it does not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from vos_exporter.config import RouteSettings
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.result import Outcome, RouteReport
from vos_exporter.vos.routes import ROUTES, Route

DISABLED = RouteReport(outcome=Outcome.DISABLED)
WAITING = RouteReport(
    outcome=Outcome.UNSUPPORTED, detail="this system does not have it; it is asked again later"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scrape does about each selected route.

    Attributes:
        asked: those it asks; what was slow last time comes first, to get the first connections.
        skipped: route key to the report of each it does not ask.
    """

    asked: tuple[Route, ...]
    skipped: Mapping[str, RouteReport]


def planned(
    selection: Collection[str],
    settings: Mapping[str, RouteSettings],
    ledgers: Mapping[str, RouteLedger],
    now: float,
    *,
    recheck: bool,
    one_asks_first: bool = False,
) -> Plan:
    """The plan of a scrape.

    Args:
        selection: keys of the routes that were asked for.
        settings: of every route.
        ledgers: of every route.
        now: monotonic seconds.
        recheck: ask routes again that are waiting because they are unsupported.
        one_asks_first: the others wait for the first route, which is to be the quickest.
    """
    asked, skipped = [], {}
    for route in ROUTES:
        if route.key not in selection:
            continue
        if not settings[route.key].enabled:
            skipped[route.key] = DISABLED
        elif ledgers[route.key].waits(now) and not recheck:
            skipped[route.key] = WAITING
        else:
            asked.append(route)
    asked.sort(key=lambda route: -(ledgers[route.key].last_duration or 0))
    if one_asks_first:
        asked = asked[-1:] + asked[:-1]
    return Plan(tuple(asked), skipped)
