"""Who a service is: its name and its owner; and whether it is expected on air.

Each of the two comes from the services alone where a service's rule needs no label, and from services and
sources for the others; both from here, so that the series are the same whoever fills them. The expectation
stands apart: it may depend on the time, and nothing else of a service does.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from operator import attrgetter

from vos_exporter.collectors.base import Context
from vos_exporter.collectors.bounds import Bounded
from vos_exporter.collectors.expectation import candidates, expected_active, first_match, needs_labels
from vos_exporter.collectors.options import Expectation, ServiceRule
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.base import text, texts
from vos_exporter.vos.payloads.services import Service
from vos_exporter.vos.payloads.sources import Source

SERVICE_INFO = info(
    "vos_service_info",
    "A service, with the only place of its name (services: name, programNum, profileId, redundancyMode, "
    "processingEngineVersion) and what the configuration's services rules say of it: owner_team and "
    "service_tier, empty without a rule. If a rule on labels of sources may decide, it needs the sources "
    "route too.",
    "service_id", "service_name", "program_number", "profile_id", "redundancy_mode", "engine_version",
    "owner_team", "service_tier",
)  # fmt: skip
EXPECTED_ACTIVE = gauge(
    "vos_service_expected_active",
    "1 if the first matching rule of the configuration's services expects the service on air now, 0 if off; "
    "no series if no rule matches or the rule expects nothing (configuration, services: name).",
    "service_id",
)

_FACTS = (
    "id",
    "name",
    "program_num",
    "profile_id",
    "redundancy_mode",
    "processing_engine_version",
)
"""Attributes of a service, in the order of the labels of :data:`SERVICE_INFO`."""

Ruled = tuple[Service, ServiceRule | None]
"""A service and the rule that decides about it."""


def redundancy_modes(services: Iterable[Service]) -> list[str]:
    """The redundancy modes of all ``services``: an open vocabulary that both fillers bound alike."""
    return [text(service.redundancy_mode) for service in services]


def ruled_by_name(services: Iterable[Service], rules: Sequence[ServiceRule]) -> list[Ruled]:
    """The services whose rule is known without the labels of their sources."""
    if not rules:
        return [(service, None) for service in services]
    ruled: list[Ruled] = []
    for service in services:
        possible = candidates(rules, text(service.name))
        if not needs_labels(possible):
            ruled.append((service, first_match(possible, ())))
    return ruled


def ruled_by_label(
    services: Iterable[Service], sources: Iterable[Source], rules: Sequence[ServiceRule]
) -> list[Ruled]:
    """The others."""
    ruled: list[Ruled] = []
    if not any(rule.match.label is not None for rule in rules):
        return ruled
    labels = {text(source.id): source.label_texts() for source in sources}
    for service in services:
        possible = candidates(rules, text(service.name))
        if needs_labels(possible):
            own = {label for source_id, _ in service.sources() for label in labels.get(source_id, ())}
            ruled.append((service, first_match(possible, own)))
    return ruled


def infos(ruled: Sequence[Ruled], mode: Bounded) -> Family:
    """Name, owner and the rest of services whose rule is known; column by column, as there are thousands."""
    services = [service for service, _ in ruled]
    facts = [texts(map(attrgetter(name), services)) for name in _FACTS]
    facts[_FACTS.index("redundancy_mode")] = list(map(mode, facts[_FACTS.index("redundancy_mode")]))
    owners = [("", "") if rule is None else (rule.owner_team, str(rule.tier)) for _, rule in ruled]
    teams, tiers = zip(*owners, strict=True) if owners else ((), ())
    return SERVICE_INFO.family(zip(zip(*facts, teams, tiers, strict=True), repeat(1)))


def expectations(ruled: Iterable[Ruled], ctx: Context) -> Family:
    """Whether services whose rule is known are expected on air."""
    family = EXPECTED_ACTIVE.family()

    @cache  # one rule is about many services, and a window is not free to look up
    def expected(rule: ServiceRule) -> bool | None:
        # Who asks for the time is asked again in every scrape: only a window has to.
        return expected_active(rule, ctx.now if rule.expected is Expectation.WINDOW else 0.0)

    for service, rule in ruled:
        active = None if rule is None else expected(rule)
        if active is not None:
            family.add(float(active), text(service.id))
    return family
