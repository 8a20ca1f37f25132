"""SCTE-35 events of services that the log calls by name, and how often an event is expected."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.scte import LAST_EVENT, last_events
from vos_exporter.families import Family, gauge
from vos_exporter.relations.base import Relation, RowsByRoute
from vos_exporter.relations.service_names import Services
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.scte import read_log
from vos_exporter.vos.payloads.services import Service

EXPECTED_INTERVAL = gauge(
    "vos_scte35_expected_interval_seconds",
    "Seconds between two SCTE-35 events of the service at most, as configured by the operator.",
    "service_id",
)


def relate_last_events(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """Newest event of each service, which the log calls by its id or by an exact and unique name.

    It wins over what the route alone tells: that knows no names.
    """
    services = Services(rows["services"])
    log = read_log(rows["scte_logs"])
    named = ((services.find(row.service, row.service), row.time) for row in log)
    return (last_events((service_id, time) for service_id, time in named if service_id),)


def relate_intervals(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """What the operator expects of each service; the first glob that matches its name decides."""
    globs = ctx.options.scte_logs.expected_interval.items()
    services: Sequence[Service] = rows["services"]
    family = EXPECTED_INTERVAL.family()
    for service in services if globs else ():
        name = text(service.name)
        seconds = next((seconds for glob, seconds in globs if fnmatchcase(name, glob)), None)
        if seconds is not None:
            family.add(seconds, text(service.id))
    return (family,)


_ROUTES = frozenset({"services", "scte_logs"})

RELATIONS = (
    Relation(name="scte_last_events", routes=_ROUTES, families=(LAST_EVENT,), relate=relate_last_events),
    Relation(
        name="scte_expected_intervals", routes=_ROUTES, families=(EXPECTED_INTERVAL,), relate=relate_intervals
    ),
)
