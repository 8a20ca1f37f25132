"""The Cloud Links page: ``/vos-api/uplink-hub/v1/...`` (dossier, section 7)."""

from typing import Any

from msgspec import UNSET

from vos_exporter.vos.payloads.base import Payload, Rows, Text


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


class UplinkStatistic(Payload, frozen=True, gc=False):
    """Statistics of a cloud link that is not ``LOST``; the items' keys are not public."""

    uplink_output_statistic_list: Rows[dict[str, Any] | None] = UNSET


class UplinkStatus(Payload, frozen=True, gc=False):
    """State of a cloud link; its ``id`` is that of the uplink."""

    id: Text = None
    uplink_state: Text = None
    uplink_statistic: UplinkStatistic | None = None
