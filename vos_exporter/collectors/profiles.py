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
TYPE_INFO = info(
    "vos_profile_type_info",
    "What kind of profile VOS says it is, as multiscreen, IPTV or destination (profiles: type; the "
    "key is assumed); "
    "no series where it does not say.",
    "profile_id",
    "profile_type",
)
VIDEO_INFO = info(
    "vos_profile_video_info",
    "A video stream of a profile (profiles: videoProfiles; every key is assumed); no series where "
    "VOS lists none.",
    "profile_id",
    "video_id",
    "video_name",
    "codec",
    "width",
    "height",
    "frame_rate",
)
AUDIO_INFO = info(
    "vos_profile_audio_info",
    "An audio stream of a profile (profiles: audioProfiles; every key is assumed); no series where "
    "VOS lists none.",
    "profile_id",
    "audio_id",
    "audio_name",
    "codec",
    "channels",
    "language",
)
PROFILES = gauge("vos_profiles", "Profiles of all kinds (profiles: the whole list); 0 means there is none.")


class ProfilesCollector(Collector[Profile]):
    """Profiles; of what kind they are only their users can tell (a relation)."""

    route = BY_KEY["profiles"]
    families = (PROFILE_INFO, TYPE_INFO, VIDEO_INFO, AUDIO_INFO, PROFILES)

    def collect(self, rows: Sequence[Profile], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the Profiles page that need no other route."""
        infos = PROFILE_INFO.family()
        for profile in rows:
            infos.add(1, text(profile.id), text(profile.name), text(profile.customer_version))
        types = findings.bounded(text(profile.type) for profile in rows if text(profile.type))
        kinds = ((text(profile.id), text(profile.type)) for profile in rows)
        yield infos
        yield TYPE_INFO.family((((key, types(kind)), 1) for key, kind in kinds if kind))
        yield from _streams(rows)
        yield PROFILES.family([((), len(rows))])


def _streams(rows: Sequence[Profile]) -> Iterable[Family]:
    videos, audios = VIDEO_INFO.family(), AUDIO_INFO.family()
    for profile in rows:
        key = text(profile.id)
        for own, video in profile.videos():
            told = (video.name, video.codec, video.width, video.height, video.frame_rate)
            videos.add(1, key, own, *map(text, told))
        for own, audio in profile.audios():
            audios.add(1, key, own, *map(text, (audio.name, audio.codec, audio.channels, audio.language)))
    return videos, audios
