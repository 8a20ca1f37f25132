"""One scrape: plan the routes, fetch all, decode, collect, outcomes, within the budget."""

from vos_exporter.scrape.about import incomplete
from vos_exporter.scrape.history import History, PastScrape
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.result import Outcome, RouteReport, Scrape, Stage, rows_by_route
from vos_exporter.scrape.run import Run
from vos_exporter.scrape.selection import UnknownRoute, select

__all__ = [
    "History",
    "Outcome",
    "PastScrape",
    "RouteLedger",
    "RouteReport",
    "Run",
    "Scrape",
    "Stage",
    "UnknownRoute",
    "incomplete",
    "rows_by_route",
    "select",
]
