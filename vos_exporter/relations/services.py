"""What services and sources tell together."""

from collections.abc import Iterable, Mapping, Sequence

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.bounds import Bounded
from vos_exporter.collectors.expectation import candidates, first_match, needs_labels
from vos_exporter.collectors.ownership import OWNERSHIP, Ruled, ownership, redundancy_modes
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
    """Owner and expectation of the services that the services route alone cannot decide about."""
    services: Sequence[Service] = rows["services"]
    # The collector of the services counts what is folded here, over the same values.
    mode = Bounded.first(redundancy_modes(services))
    return ownership(_ruled_by_label(services, rows["sources"], ctx), mode, ctx.now)


def _ruled_by_label(services: Sequence[Service], sources: Sequence[Source], ctx: Context) -> list[Ruled]:
    ruled: list[Ruled] = []
    labels = {text(source.id): source.label_texts() for source in sources}
    for service in services:
        possible = candidates(ctx.options.services, text(service.name))
        if needs_labels(possible):
            ruled.append((service, first_match(possible, _labels(service, labels))))
    return ruled


def _labels(service: Service, labels: Mapping[str, Sequence[str]]) -> set[str]:
    return {label for source_id, _ in service.sources() for label in labels.get(source_id, ())}


_ROUTES = frozenset({"services", "sources"})

RELATIONS = (
    Relation("service uplinks", _ROUTES, (SERVICE_UPLINK_INFO,), uplinks),
    Relation("services ruled by labels of their sources", _ROUTES, OWNERSHIP, labelled),
)
