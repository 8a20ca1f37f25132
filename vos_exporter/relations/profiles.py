"""Who uses a profile, and what kind of profile that makes it."""

from collections import Counter
from collections.abc import Iterable, Mapping

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.families import Declaration, Family, gauge, info
from vos_exporter.relations.base import Relation, RowsByRoute
from vos_exporter.vos.payloads.base import text

PROFILE_SERVICES = gauge(
    "vos_profile_services",
    "Services that refer to the profile (services: profileId); 0 if none does. Only when the routes "
    "profiles and services are ok.",
    "profile_id",
)
PROFILE_DESTINATIONS = gauge(
    "vos_profile_destinations",
    "Destinations that refer to the profile (destinations: destinationProfileId); 0 if none does. Only "
    "when the routes profiles and destinations are ok.",
    "profile_id",
)
PROFILE_KIND = info(
    "vos_profile_kind_info",
    "What a profile is used as: transcode if a service refers to it (services: profileId), destination if "
    "a destination does (destinations: destinationProfileId); no series if nobody uses it. VOS does not "
    "tell the kind.",
    "profile_id", "profile_kind",
)  # fmt: skip


def service_profiles(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """How many services use each profile, and which are transcode profiles."""
    uses = Counter(text(service.profile_id) for service in rows["services"])
    return _used(rows, uses, PROFILE_SERVICES, "transcode")


def destination_profiles(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """How many destinations use each profile, and which are destination profiles."""
    uses = Counter(text(destination.destination_profile_id) for destination in rows["destinations"])
    return _used(rows, uses, PROFILE_DESTINATIONS, "destination")


def _used(rows: RowsByRoute, uses: Mapping[str, int], counted: Declaration, kind: str) -> Iterable[Family]:
    counts, kinds = counted.family(), PROFILE_KIND.family()
    for profile in rows["profiles"]:
        profile_id = text(profile.id)
        counts.add(uses.get(profile_id, 0), profile_id)
        if uses.get(profile_id):
            kinds.add(1, profile_id, kind)
    return counts, kinds


RELATIONS = (
    Relation(
        "profiles of services",
        frozenset({"profiles", "services"}),
        (PROFILE_SERVICES, PROFILE_KIND),
        service_profiles,
    ),
    Relation(
        "profiles of destinations",
        frozenset({"profiles", "destinations"}),
        (PROFILE_DESTINATIONS, PROFILE_KIND),
        destination_profiles,
    ),
)
