"""The Profiles page: ``/vos-api/labwizard/v1/profiles`` (docs/vos-api.md).

Of what kind a profile is, and what streams it makes, no public source tells the JSON names of: these are
assumed, and read wherever a body has them.
"""

from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeVar

from msgspec import UNSET

from vos_exporter.vos.payloads.base import Payload, Rows, Text, distinct, rows, text


class VideoProfile(Payload, frozen=True, gc=False):
    """One video stream of a multiscreen profile."""

    id: Text = None
    name: Text = None
    codec: Text = None
    width: Text = None
    height: Text = None
    frame_rate: Text = None

    spelled: ClassVar = {
        "id": ("videoProfileId", "streamId", "uuid", "index"),
        "name": ("videoProfileName", "streamName", "label"),
        "codec": ("videoCodec", "codecType", "compression", "encoding"),
        "width": ("horizontalResolution", "resolutionWidth", "videoWidth"),
        "height": ("verticalResolution", "resolutionHeight", "videoHeight"),
        "frame_rate": ("framerate", "fps", "framesPerSecond"),
    }
    known: ClassVar = ("bitrate", "bitRate", "gop", "gopSize", "profile", "level", "resolution")


class AudioProfile(Payload, frozen=True, gc=False):
    """One audio stream of a multiscreen or IPTV profile."""

    id: Text = None
    name: Text = None
    codec: Text = None
    channels: Text = None
    language: Text = None

    spelled: ClassVar = {
        "id": ("audioProfileId", "streamId", "uuid", "index"),
        "name": ("audioProfileName", "streamName", "label"),
        "codec": ("audioCodec", "codecType", "compression", "encoding"),
        "channels": ("channelMode", "channelCount", "numChannels", "channelLayout"),
        "language": ("lang", "languageCode"),
    }
    known: ClassVar = ("bitrate", "bitRate", "sampleRate", "samplingRate")


class Profile(Payload, frozen=True, gc=False):
    """One transcode or destination profile."""

    id: Text = None
    name: Text = None
    customer_version: Text = None
    type: Text = None
    video_profiles: Rows[VideoProfile | None] = UNSET
    audio_profiles: Rows[AudioProfile | None] = UNSET

    spelled: ClassVar = {
        "id": ("profileId", "uuid"),
        "name": ("profileName", "displayName"),
        "customer_version": ("profileVersion", "version"),
        "type": ("profileType", "kind", "profileKind", "category"),
        "video_profiles": ("videoProfileList", "videos", "videoStreams", "videoOutputs", "video"),
        "audio_profiles": ("audioProfileList", "audios", "audioStreams", "audioOutputs", "audio"),
    }
    known: ClassVar = ("labels", "description", "packages")

    def videos(self) -> Iterator[tuple[str, VideoProfile]]:
        """Its video streams, each with what tells it from the others: an id, else its name."""
        return _told_apart(rows(self.video_profiles))

    def audios(self) -> Iterator[tuple[str, AudioProfile]]:
        """Its audio streams, likewise."""
        return _told_apart(rows(self.audio_profiles))


S = TypeVar("S", VideoProfile, AudioProfile)


def _told_apart(streams: Iterable[S | None]) -> Iterator[tuple[str, S]]:
    pairs = [(text(stream.id) or text(stream.name), stream) for stream in streams if stream is not None]
    return distinct([pair for pair in pairs if pair[0]], lambda pair: pair[0])
