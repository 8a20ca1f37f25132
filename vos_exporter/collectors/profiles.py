"""The Profiles page."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.profiles import Profile
from vos_exporter.vos.routes import BY_KEY

PROFILE_INFO = info(
    "vos_profile_info",
    "A transcode or destination profile, with the only place of its name (profiles: name, customerVersion).",
    "profile_id", "profile_name", "profile_version",
)  # fmt: skip
PROFILES = gauge("vos_profiles", "Profiles of all kinds (profiles: the whole list); 0 means there is none.")


class ProfilesCollector(Collector[Profile]):
    """Profiles; of what kind they are only their users can tell (a relation)."""

    route = BY_KEY["profiles"]
    families = (PROFILE_INFO, PROFILES)

    def collect(self, rows: Sequence[Profile], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the Profiles page that need no other route."""
        infos = PROFILE_INFO.family()
        for profile in rows:
            infos.add(1, text(profile.id), text(profile.name), text(profile.customer_version))
        return infos, PROFILES.family([((), len(rows))])
