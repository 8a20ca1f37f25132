"""The Sources page: ``/vos-api/configure/v1/sources`` (docs/vos-api.md)."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType

from vos_exporter.vos.payloads.base import Payload, Rows, Text, distinct, rows, text
from vos_exporter.vos.states import plain

SIGNAL_LOSS = "signalloss"
"""The slate type that is shown when the signal is lost, without case and separators."""

_IP_SPELLED = {
    "ip_address": ("address", "ip", "multicastAddress", "destinationAddress", "ipNetworkAddress"),
    "ip_port": ("port", "udpPort", "destinationPort"),
}


class IpSettings(Payload, frozen=True, gc=False):
    """Where an input listens."""

    ip_address: Text = None
    ip_port: Text = None

    spelled: ClassVar = _IP_SPELLED
    known: ClassVar = ("programNum", "ssmIpAddresses", "ipPortRangeEnd")


class HarmonicUplinkSetting(Payload, frozen=True, gc=False):
    """Where a cloud link feeds an input."""

    uplink_group_id: Text = None
    ip_address: Text = None
    ip_port: Text = None

    spelled: ClassVar = {"uplink_group_id": ("cloudLinkGroupId", "groupId"), **_IP_SPELLED}
    known: ClassVar = (
        "uplinkId", "ipPortRangeEnd", "ssmIpAddresses", "zixiEndPointSetting", "zixiEndPointSettingList",
    )  # fmt: skip


class ZixiSettings(Payload, frozen=True, gc=False):
    """Settings of a Zixi input; null for every other type."""

    harmonic_uplink_setting: HarmonicUplinkSetting | None = None

    spelled: ClassVar = {"harmonic_uplink_setting": ("uplinkSetting", "harmonicUplinkSettings")}
    known: ClassVar = (
        "programNum", "programName", "zixiInputType", "encoderSetting", "zixiEndPointSetting", "grooming",
    )  # fmt: skip


class SlateSettings(Payload, frozen=True, gc=False):
    """Settings of a slate input."""

    type: Text = None
    image_id: Text = None

    spelled: ClassVar = {"type": ("slateType",), "image_id": ("slateImageId",)}
    known: ClassVar = ("customSlateSettings",)


class SourceInput(Payload, frozen=True, gc=False):
    """One ranked input of a source."""

    id: Text = None
    rank: Text = None
    type: Text = None
    zixi_settings: ZixiSettings | None = None
    slate_settings: SlateSettings | None = None
    ip_settings: IpSettings | None = None

    spelled: ClassVar = {
        "id": ("inputId", "uuid"),
        "rank": ("inputRank", "priority"),
        "type": ("inputType",),
        "zixi_settings": ("zixiSetting",),
        "slate_settings": ("slateSetting",),
        "ip_settings": ("ipSetting", "ipSettingsList"),
    }
    known: ClassVar = ("hspSettings", "ipSettingsList")

    def cloudlink_group(self) -> str:
        """Id of the group of cloud links that feeds it; empty where none does."""
        if self.zixi_settings is None or self.zixi_settings.harmonic_uplink_setting is None:
            return ""
        return text(self.zixi_settings.harmonic_uplink_setting.uplink_group_id)

    def is_signal_loss_slate(self) -> bool:
        """Whether it shows a picture when the signal is lost."""
        slate = self.slate_settings
        return slate is not None and plain(text(slate.type)) == SIGNAL_LOSS and text(slate.image_id) != ""

    def address(self) -> tuple[str, str]:
        """The address and port it listens at, at the cloud link or here; empty where VOS says none."""
        uplink = None if self.zixi_settings is None else self.zixi_settings.harmonic_uplink_setting
        at = uplink if uplink is not None else self.ip_settings
        return ("", "") if at is None else (text(at.ip_address), text(at.ip_port))


class Source(Payload, frozen=True, gc=False):
    """One source with its inputs. What a label looks like is not public; only texts are read."""

    id: Text = None
    name: Text = None
    labels: Rows[Any] = UNSET
    enable_monitoring: bool | UnsetType | None = UNSET
    inputs: Rows[SourceInput | None] = UNSET

    spelled: ClassVar = {
        "id": ("sourceId", "uuid"),
        "name": ("sourceName", "displayName"),
        "labels": ("tags", "label"),
        "enable_monitoring": ("monitoringEnabled", "monitoring", "monitored"),
        "inputs": ("sourceInputs", "inputList"),
    }
    known: ClassVar = ("pmtPid", "description")

    def label_texts(self) -> list[str]:
        """Its labels, without repetitions."""
        texts = (text(label) for label in rows(self.labels) if isinstance(label, str | int | float))
        return list(dict.fromkeys(filter(None, texts)))

    def known_inputs(self) -> Iterator[SourceInput]:
        """Its inputs, those with an id only once."""
        return distinct(rows(self.inputs), lambda entry: entry.id)

    def cloudlink_groups(self) -> list[str]:
        """Ids of the groups of cloud links that feed its inputs, without repetitions."""
        groups = (entry.cloudlink_group() for entry in self.known_inputs())
        return list(dict.fromkeys(filter(None, groups)))
