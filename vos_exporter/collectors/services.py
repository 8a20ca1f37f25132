"""The Services page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.ownership import SERVICE_INFO, infos, redundancy_modes, ruled_by_name
from vos_exporter.collectors.states import said, state_families
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.numbers import amount
from vos_exporter.vos.payloads.base import UNSET, Text, text, texts
from vos_exporter.vos.payloads.services import Service
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.states import CONTROL_STATE

CONTROL_STATES = gauge(
    "vos_service_control_state",
    "1 for the control state VOS was told to have, 0 for the other known ones (services: controlState); "
    "no series if VOS does not say.",
    "service_id", "state",
)  # fmt: skip
ACTIVE = gauge(
    "vos_service_active",
    "1 if the control state is plainly on (ACTIVATED), 0 if plainly off: a wish, not the service's health "
    "(services: controlState); no series if VOS does not say, or says another word.",
    "service_id",
)
SOURCES = gauge(
    "vos_service_sources",
    "Distinct sources of the service (services: serviceSources); 0 if the list is empty or null, "
    "no series if the key is missing.",
    "service_id",
)
DESTINATIONS = gauge(
    "vos_service_destinations",
    "Distinct destinations of the service (services: destinationId and destinationsId together); 0 if it "
    "reaches nobody, no series if both keys are missing.",
    "service_id",
)
SOURCE_INFO = info(
    "vos_service_source_info",
    "An edge from a service to one of its sources (services: serviceSources); rank 1 is the first choice.",
    "service_id", "source_id", "rank",
)  # fmt: skip
DESTINATION_INFO = info(
    "vos_service_destination_info",
    "An edge from a service to one of its destinations (services: destinationId, destinationsId).",
    "service_id", "destination_id",
)  # fmt: skip
ADDON_INFO = info(
    "vos_service_addon_info",
    "An add-on the service uses (services: addons, the keys that are not null); no series without add-ons.",
    "service_id", "addon",
)  # fmt: skip
SETTINGS_INFO = info(
    "vos_service_settings_info",
    "Settings of a service (services: rank, timeShiftWindow as VOS writes it, enableRollingUpgrade); "
    "empty where VOS "
    "does not say, no series where it says none of them.",
    "service_id",
    "service_rank",
    "time_shift_window",
    "rolling_upgrade",
)
SERVICES = gauge(
    "vos_services",
    "Services by control state (services: controlState); known states are always present, 0 means none; "
    "no series if no service says its state.",
    "state",
)


class ServicesCollector(Collector[Service]):
    """Channels, their control state, their owner and what they are made of."""

    route = BY_KEY["services"]
    families = (
        SERVICE_INFO,
        CONTROL_STATES,
        ACTIVE,
        SOURCES,
        DESTINATIONS,
        SOURCE_INFO,
        DESTINATION_INFO,
        ADDON_INFO,
        SETTINGS_INFO,
        SERVICES,
    )
    state_fields = (CONTROL_STATE.name,)

    def collect(self, rows: Sequence[Service], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the Services page that need no other route."""
        mode = findings.bounded(redundancy_modes(rows))
        return (
            infos(ruled_by_name(rows, ctx.options.services), mode),
            *_control_states(rows, ctx, findings),
            *_source_edges(rows),
            *_destination_edges(rows),
            _addons(rows, findings),
            _settings(rows),
        )


def _control_states(rows: Sequence[Service], ctx: Context, findings: Findings) -> Iterable[Family]:
    """Raw state, verdict, and services by state."""
    values = [said(service.control_state) for service in rows]
    states = state_families(ctx, findings, CONTROL_STATE, values, CONTROL_STATES, ACTIVE, "controlState")
    counts: Counter[str] = Counter(dict.fromkeys(states.words.known, 0))
    for service, value in zip(rows, values, strict=True):
        states.add(value, text(service.id))
        if value:
            counts[states.label(value)] += 1
    yield states.raw
    yield from states.verdicts()
    if any(values) or not rows:
        yield SERVICES.family(((state,), count) for state, count in counts.items())


def _source_edges(rows: Sequence[Service]) -> Iterable[Family]:
    """Edges to sources, and how many sources there are."""
    counts, edges = SOURCES.family(), SOURCE_INFO.family()
    for service in rows:
        if service.service_sources is UNSET:
            continue
        service_id, ranked = text(service.id), service.sources()
        counts.add(len({source_id for source_id, _ in ranked}), service_id)
        edges.samples += [((service_id, *edge), 1) for edge in ranked]
    return counts, edges


def _destination_edges(rows: Sequence[Service]) -> Iterable[Family]:
    """Edges to destinations, and how many destinations there are."""
    counts, edges = DESTINATIONS.family(), DESTINATION_INFO.family()
    for service in rows:
        ids = service.destinations()
        if ids is None:
            continue
        service_id = text(service.id)
        counts.add(len(ids), service_id)
        edges.samples += [((service_id, destination_id), 1) for destination_id in ids]
    return counts, edges


def _addons(rows: Sequence[Service], findings: Findings) -> Family:
    used = [(text(service.id), addon) for service in rows for addon in service.addon_names()]
    shown = findings.bounded(addon for _, addon in used)
    distinct = dict.fromkeys((service_id, shown(addon)) for service_id, addon in used)
    return ADDON_INFO.family((labels, 1) for labels in distinct)


def numeral(value: Text) -> str:
    """A number as a label text, the same however VOS spells it; another text as it is."""
    found = amount(value)
    return text(value) if found is None else text(found)


def _settings(rows: Sequence[Service]) -> Family:
    family = SETTINGS_INFO.family()
    ranks = texts(map(attrgetter("rank"), rows))
    numerals = {rank: numeral(rank) for rank in set(ranks)}  # few differ
    columns = (
        texts(map(attrgetter("id"), rows)),
        list(map(numerals.__getitem__, ranks)),
        texts(map(attrgetter("time_shift_window"), rows)),
        texts(map(attrgetter("enable_rolling_upgrade"), rows)),
    )
    family.samples += [(labels, 1) for labels in zip(*columns, strict=True) if any(labels[1:])]
    return family
