"""The Cloud Links page: ``/vos-api/uplink-hub/v1/...`` (docs/vos-api.md)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType

from vos_exporter.vos.fields import ID, FieldTable, Overrides, numeric
from vos_exporter.vos.numbers import Measure
from vos_exporter.vos.payloads.base import Payload, Rows, Text, rows, text
from vos_exporter.vos.units import BaseUnit, Unit

OUTPUT_STATISTICS = FieldTable(
    identity=(("outputId", "uplinkOutputId", "id", "uuid", "outputUuid", "outputName", "name"),),
    fields=(
        numeric(
            "bitrate",
            ("bitrate", "bitRate", "outputBitrate", "currentBitrate", "rate", "outputRate", "throughput",
             "bandwidth", "outputBandwidth"),
            Measure((BaseUnit.BYTES_PER_SECOND,)),
            spoken=(
                ("kbps", Unit.KILOBITS_PER_SECOND), ("mbps", Unit.MEGABITS_PER_SECOND),
                ("bps", Unit.BITS_PER_SECOND), ("bitsPerSecond", Unit.BITS_PER_SECOND),
                ("bytesPerSecond", Unit.BYTES_PER_SECOND),
            ),
            watched=True,
        ),
    ),
    known=("name", "outputName", "label"),
)  # fmt: skip
"""The items of ``uplinkOutputStatisticList``: all assumed, after what Zixi publishes per output."""

OUTPUTS = "outputs."
"""Before the concepts of an output that the cloud link has too."""


def output_overrides(overrides: Overrides) -> Overrides:
    """What the operator says of the concepts of outputs."""
    shared = {key: told for key, told in overrides.items() if key in OUTPUT_STATISTICS.concepts and key != ID}
    own = {key.removeprefix(OUTPUTS): told for key, told in overrides.items() if key.startswith(OUTPUTS)}
    return {**shared, **own}


class Uplink(Payload, frozen=True, gc=False):
    """One cloud link. No public source gives ``rank`` and ``version`` a JSON name: these are assumed."""

    id: Text = None
    name: Text = None
    ip_address: Text = None
    rank: Text = None
    version: Text = None

    spelled: ClassVar = {
        "id": ("uplinkId", "cloudLinkId", "uuid"),
        "name": ("uplinkName", "cloudLinkName", "displayName"),
        "ip_address": ("ip", "address", "hostAddress", "managementIp", "managementIpAddress", "host"),
        "rank": ("linkRank", "uplinkRank", "cloudLinkRank", "priority", "order"),
        "version": (
            "bundleVersion",
            "softwareVersion",
            "firmwareVersion",
            "swVersion",
            "cloudLinkVersion",
            "uplinkVersion",
            "linkVersion",
            "release",
        ),
    }
    known: ClassVar = ("labels", "description", "uplinkGroupIds")
    watched: ClassVar = ("name",)


class UplinkGroup(Payload, frozen=True, gc=False):
    """A group of cloud links."""

    id: Text = None
    name: Text = None
    uplink_ids: Rows[Text] = UNSET

    spelled: ClassVar = {
        "id": ("uplinkGroupId", "groupId", "uuid"),
        "name": ("uplinkGroupName", "groupName", "displayName"),
        "uplink_ids": ("uplinks", "cloudLinkIds", "memberIds", "members"),
    }
    known: ClassVar = ("labels", "description")
    watched: ClassVar = ("name", "uplink_ids")

    def members(self) -> list[str]:
        """Ids of its cloud links, without repetitions."""
        return list(dict.fromkeys(filter(None, map(text, rows(self.uplink_ids)))))


class UplinkStatistic(Payload, frozen=True, gc=False):
    """Statistics of a cloud link that is not ``LOST``; the items' keys are not public."""

    uplink_output_statistic_list: Rows[dict[str, Any] | None] = UNSET

    spelled: ClassVar = {
        "uplink_output_statistic_list": (
            "uplinkOutputStatistics",
            "outputStatistics",
            "outputs",
            "outputStatisticList",
        ),
    }


class UplinkStatus(Payload, frozen=True, gc=False):
    """State of a cloud link; its ``id`` is that of the uplink."""

    id: Text = None
    uplink_state: Text = None
    uplink_statistic: UplinkStatistic | UnsetType | None = UNSET

    spelled: ClassVar = {
        "id": ("uplinkId", "cloudLinkId", "uuid"),
        "uplink_state": (
            "state",
            "status",
            "uplinkStatus",
            "connectionState",
            "linkState",
            "connectionStatus",
        ),
        "uplink_statistic": ("uplinkStatistics", "statistic", "statistics"),
    }
    known: ClassVar = ("name", "labels")
    called: ClassVar = {"uplink_state": "state"}
    watched: ClassVar = ("uplink_state",)

    def outputs(self) -> Sequence[dict[str, Any] | None] | None:
        """The statistics of its outputs; ``None`` where the body has none."""
        if not isinstance(self.uplink_statistic, UplinkStatistic):
            return None
        listed = self.uplink_statistic.uplink_output_statistic_list
        return None if listed is UNSET else rows(listed)
