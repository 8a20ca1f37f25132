"""What services and sources tell together."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.bounds import Bounded
from vos_exporter.collectors.ownership import (
    EXPECTED_ACTIVE,
    SERVICE_INFO,
    expectations,
    infos,
    redundancy_modes,
    ruled_by_label,
    ruled_by_name,
)  # fmt: skip
from vos_exporter.families import Family, info
from vos_exporter.relations.base import Relation, RowsByRoute
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.services import Service
from vos_exporter.vos.payloads.sources import Source

SERVICE_UPLINK_INFO = info(
    "vos_service_uplink_info",
    "An edge from a service to a group of cloud links that feeds one of its sources (services: "
    "serviceSources with sources: inputs[].zixiSettings.harmonicUplinkSetting.uplinkGroupId); rank is "
    "that of the source in the service. Only when both routes are ok.",
    "service_id", "source_id", "cloudlink_group_id", "rank",
)  # fmt: skip


def uplinks(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """Edges from services to the cloud link groups behind their sources."""
    sources: Sequence[Source] = rows["sources"]
    groups = {text(source.id): source.cloudlink_groups() for source in sources}
    services: Sequence[Service] = rows["services"]
    family = SERVICE_UPLINK_INFO.family()
    for service in services:
        service_id = text(service.id)
        for source_id, rank in service.sources():
            family.samples += [
                ((service_id, source_id, group_id, rank), 1) for group_id in groups.get(source_id, ())
            ]
    return (family,)


def labelled(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """Name and owner of the services that the services route alone cannot decide about."""
    services: Sequence[Service] = rows["services"]
    # The collector of the services counts what is folded here, over the same values.
    mode = Bounded.first(redundancy_modes(services))
    return (infos(ruled_by_label(services, rows["sources"], ctx.options.services), mode),)


def expected_by_name(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """Expectation of the services whose rule is known by their name."""
    rules = ctx.options.services
    return (expectations(ruled_by_name(rows["services"] if rules else (), rules), ctx),)


def expected_by_label(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """Expectation of the others."""
    return (expectations(ruled_by_label(rows["services"], rows["sources"], ctx.options.services), ctx),)


_ROUTES = frozenset({"services", "sources"})

RELATIONS = (
    Relation("service uplinks", _ROUTES, (SERVICE_UPLINK_INFO,), uplinks),
    Relation("services ruled by labels of their sources", _ROUTES, (SERVICE_INFO,), labelled),
    # Of one route only: so that services do not depend on the time, which windows ask for.
    Relation("expected services", frozenset({"services"}), (EXPECTED_ACTIVE,), expected_by_name),
    Relation("expected services by labels", _ROUTES, (EXPECTED_ACTIVE,), expected_by_label),
)
