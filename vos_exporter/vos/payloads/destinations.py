"""The Destinations page: ``/vos-api/configure/v1/destinations`` (dossier, section 3.2)."""

from msgspec import UNSET

from vos_exporter.vos.payloads.base import Payload, Rows, Text


class OutputIpSettings(Payload, frozen=True, gc=False, rename={"cloudlink_group_id": "cloudlinkGroupId"}):
    """Where a transport-stream output goes."""

    cloudlink_group_id: Text = None


class OriginEndPoint(Payload, frozen=True, gc=False):
    """One delivery type of an origin output. User name and password are never decoded."""

    id: Text = None
    packaging_profile_type: Text = None
    origin_output_protocol: Text = None
    publish_name: Text = None


class OriginSettings(Payload, frozen=True, gc=False):
    """Settings of an output towards the origin."""

    origin_output_end_points: Rows[OriginEndPoint | None] = UNSET


class Output(Payload, frozen=True, gc=False):
    """One ranked output of a destination."""

    id: Text = None
    rank: Text = None
    output_type: Text = None
    redundancy_mode: Text = None
    ip_settings: OutputIpSettings | None = None
    origin_settings: OriginSettings | None = None


class Destination(Payload, frozen=True, gc=False):
    """One destination with its outputs."""

    id: Text = None
    name: Text = None
    type: Text = None
    destination_profile_id: Text = None
    outputs: Rows[Output | None] = UNSET
