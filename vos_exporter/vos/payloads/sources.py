"""The Sources page: ``/vos-api/configure/v1/sources`` (dossier, section 3.1)."""

from msgspec import UNSET, UnsetType

from vos_exporter.vos.payloads.base import Payload, Rows, Text


class HarmonicUplinkSetting(Payload, frozen=True, gc=False):
    """Where a cloud link feeds an input."""

    uplink_group_id: Text = None


class ZixiSettings(Payload, frozen=True, gc=False):
    """Settings of a Zixi input; null for every other type."""

    harmonic_uplink_setting: HarmonicUplinkSetting | None = None


class SlateSettings(Payload, frozen=True, gc=False):
    """Settings of a slate input."""

    type: Text = None
    image_id: Text = None


class SourceInput(Payload, frozen=True, gc=False):
    """One ranked input of a source."""

    id: Text = None
    rank: Text = None
    type: Text = None
    zixi_settings: ZixiSettings | None = None
    slate_settings: SlateSettings | None = None


class Source(Payload, frozen=True, gc=False):
    """One source with its inputs."""

    id: Text = None
    name: Text = None
    labels: Rows[Text] = UNSET
    enable_monitoring: bool | UnsetType | None = UNSET
    inputs: Rows[SourceInput | None] = UNSET
