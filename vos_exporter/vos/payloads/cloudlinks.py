"""The Cloud Links page: ``/vos-api/uplink-hub/v1/...`` (docs/vos-api.md#cloud-links)."""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from vos_exporter.vos.fields import Field, FieldTable, Unit
from vos_exporter.vos.payloads.base import Payload, Rows, Text, rows, text
from vos_exporter.vos.states import LOST

OUTPUT_STATISTICS = FieldTable(
    identity=(("outputId", "uplinkOutputId", "id", "uuid", "outputUuid", "outputName", "name"),),
    fields=(
        Field(
            "bitrate",
            (
                "bitrate",
                "bitRate",
                "outputBitrate",
                "currentBitrate",
                "rate",
                "outputRate",
                "bitrateKbps",
                "kbps",
            ),
            Unit.KILOBITS_PER_SECOND,
        ),
        Field("bitrate", ("bitrateBps", "bps", "bitsPerSecond"), Unit.BITS_PER_SECOND),
        Field("bitrate", ("bitrateMbps", "mbps"), Unit.MEGABITS_PER_SECOND),
    ),
)
"""The items of ``uplinkOutputStatisticList``: all assumed, after what Zixi publishes per output."""


class Uplink(Payload, frozen=True, gc=False):
    """One cloud link. No public source gives ``rank`` and ``version`` a JSON name: these are assumed."""

    id: Text = None
    name: Text = None
    ip_address: Text = None
    rank: Text = None
    version: Text = None


class UplinkGroup(Payload, frozen=True, gc=False):
    """A group of cloud links."""

    id: Text = None
    name: Text = None
    uplink_ids: Rows[Text] = UNSET

    def members(self) -> list[str]:
        """Ids of its cloud links, without repetitions."""
        return list(dict.fromkeys(filter(None, map(text, rows(self.uplink_ids)))))


class UplinkStatistic(Payload, frozen=True, gc=False):
    """Statistics of a cloud link that is not ``LOST``; the items' keys are not public."""

    uplink_output_statistic_list: Rows[dict[str, Any] | None] = UNSET


class UplinkStatus(Payload, frozen=True, gc=False):
    """State of a cloud link; its ``id`` is that of the uplink."""

    id: Text = None
    uplink_state: Text = None
    uplink_statistic: UplinkStatistic | None = None

    def outputs(self) -> Sequence[dict[str, Any] | None] | None:
        """The statistics of its outputs; ``None`` while it is lost and where the body has none."""
        if text(self.uplink_state) == LOST or self.uplink_statistic is None:
            return None
        listed = self.uplink_statistic.uplink_output_statistic_list
        return None if listed is UNSET else rows(listed)
