"""Who a service is: its name, its owner and whether it is expected on air.

The services route fills these families for every service whose rule needs no label, a relation with the
sources for the others; both from here, so that the series are the same whoever fills them.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from vos_exporter.collectors.bounds import Bounded
from vos_exporter.collectors.expectation import expected_active
from vos_exporter.collectors.options import ServiceRule
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.services import Service

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

OWNERSHIP = (SERVICE_INFO, EXPECTED_ACTIVE)

Ruled = tuple[Service, ServiceRule | None]
"""A service and the rule that decides about it."""


def redundancy_modes(services: Iterable[Service]) -> list[str]:
    """The redundancy modes of all ``services``: an open vocabulary that both fillers bound alike."""
    return [text(service.redundancy_mode) for service in services]


def ownership(ruled: Sequence[Ruled], mode: Bounded, now: float) -> tuple[Family, Family]:
    """Info and expectation of services whose rule is known, at ``now`` in seconds since the epoch."""
    infos, expectations = SERVICE_INFO.family(), EXPECTED_ACTIVE.family()
    # One rule is about many services, and a window is not free to look up.
    expected = cache(lambda rule: expected_active(rule, now))
    for service, rule in ruled:
        service_id = text(service.id)
        owner = ("", "") if rule is None else (rule.owner_team, str(rule.tier))
        infos.add(1, service_id, *_facts(service, mode), *owner)
        active = None if rule is None else expected(rule)
        if active is not None:
            expectations.add(float(active), service_id)
    return infos, expectations


def _facts(service: Service, mode: Bounded) -> tuple[str, ...]:
    return (
        text(service.name),
        text(service.program_num),
        text(service.profile_id),
        mode(text(service.redundancy_mode)),
        text(service.processing_engine_version),
    )
