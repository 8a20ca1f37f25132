"""The Services page."""

from collections import Counter
from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, state_families
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.base import UNSET, rows, text
from vos_exporter.vos.payloads.services import Service
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.states import CONTROL_STATE

CONTROL_STATES = gauge(
    "vos_service_control_state",
    "1 for the control state VOS was told to have, 0 for the other known ones (controlState).",
    "service_id", "state",
)  # fmt: skip
ACTIVE = gauge(
    "vos_service_active",
    "1 if controlState is ACTIVATED, else 0; a wish, not the service's health.",
    "service_id",
)
SOURCES = gauge("vos_service_sources", "Sources of the service (serviceSources).", "service_id")
DESTINATIONS = gauge(
    "vos_service_destinations",
    "Destinations of the service (destinationId and destinationsId together).",
    "service_id",
)
SOURCE_INFO = info(
    "vos_service_source_info",
    "An edge from a service to one of its sources; rank 1 is the first choice.",
    "service_id", "source_id", "rank",
)  # fmt: skip
DESTINATION_INFO = info(
    "vos_service_destination_info",
    "An edge from a service to one of its destinations.",
    "service_id", "destination_id",
)  # fmt: skip
ADDON_INFO = info(
    "vos_service_addon_info", "An add-on the service uses (addons, those not null).", "service_id", "addon"
)
SERVICES = gauge("vos_services", "Services by control state; known states are always present.", "state")


class ServicesCollector(Collector[Service]):
    """Channels, their control state and what they are made of."""

    route = BY_KEY["services"]
    families = (
        CONTROL_STATES,
        ACTIVE,
        SOURCES,
        DESTINATIONS,
        SOURCE_INFO,
        DESTINATION_INFO,
        ADDON_INFO,
        SERVICES,
    )
    state_fields = (CONTROL_STATE.name,)

    def collect(self, payload: Sequence[Service], ctx: Context) -> Iterable[Family]:
        """All families of the Services page that need no other route."""
        return (*control_states(payload, ctx), *edges(payload), addons(payload, ctx))


def control_states(payload: Sequence[Service], ctx: Context) -> Iterable[Family]:
    """Raw state, verdict, and services by state."""
    values = [text(service.control_state) for service in payload]
    states = state_families(ctx, CONTROL_STATE, values, CONTROL_STATES, ACTIVE)
    counts: Counter[str] = Counter(dict.fromkeys(states.state.known, 0))
    for service, value in zip(payload, values, strict=True):
        states.add(value, text(service.id))
        if value:
            counts[states.label(value)] += 1
    yield states.raw
    yield from states.verdicts()
    yield SERVICES.family(((state,), count) for state, count in counts.items())


def edges(payload: Sequence[Service]) -> Iterable[Family]:
    """Edges to sources and destinations, and how many there are."""
    sources, source_edges = SOURCES.family(), SOURCE_INFO.family()
    destinations, destination_edges = DESTINATIONS.family(), DESTINATION_INFO.family()
    for service in payload:
        service_id = text(service.id)
        if service.service_sources is not UNSET:
            ranked = {
                (text(edge.source_id), text(edge.rank))
                for edge in rows(service.service_sources)
                if edge is not None and text(edge.source_id)
            }
            sources.add(len(ranked), service_id)
            source_edges.samples += [((service_id, *edge), 1) for edge in ranked]
        ids = service.destinations()
        if ids is not None:
            destinations.add(len(ids), service_id)
            destination_edges.samples += [((service_id, destination_id), 1) for destination_id in ids]
    return sources, source_edges, destinations, destination_edges


def addons(payload: Sequence[Service], ctx: Context) -> Family:
    """Add-ons in use, without the ``Addon`` that ends their keys."""
    family = ADDON_INFO.family()
    used = [(text(service.id), addon) for service in payload for addon in addon_names(service)]
    shown = ctx.bounded(addon for _, addon in used)
    family.samples = [((service_id, addon), 1) for service_id, addon in {(i, shown(a)) for i, a in used}]
    return family


def addon_names(service: Service) -> Iterable[str]:
    """Names of the add-ons of ``service`` that are not null, in snake case."""
    for key, value in (service.addons or {}).items():
        if value is not None:
            yield "".join(f"_{c.lower()}" if c.isupper() else c for c in key.removesuffix("Addon"))
