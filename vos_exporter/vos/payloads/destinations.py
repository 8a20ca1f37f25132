"""The Destinations page: ``/vos-api/configure/v1/destinations`` (docs/vos-api.md#destinations)."""

from collections.abc import Iterator

from msgspec import UNSET

from vos_exporter.vos.payloads.base import Payload, Rows, Text, distinct, rows, text


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

    def cloudlink_group(self) -> str:
        """Id of the group of cloud links it goes through; empty where it goes through none."""
        return "" if self.ip_settings is None else text(self.ip_settings.cloudlink_group_id)


class Destination(Payload, frozen=True, gc=False):
    """One destination with its outputs."""

    id: Text = None
    name: Text = None
    type: Text = None
    destination_profile_id: Text = None
    outputs: Rows[Output | None] = UNSET

    def known_outputs(self) -> Iterator[Output]:
        """Its outputs, those with an id only once."""
        return distinct(rows(self.outputs), lambda output: output.id)

    def delivery_types(self) -> Iterator[OriginEndPoint]:
        """The end points of its outputs, each once; an end point without id is left out."""
        found = [
            point
            for output in self.known_outputs()
            if output.origin_settings is not None
            for point in rows(output.origin_settings.origin_output_end_points)
        ]
        return (point for point in distinct(found, lambda point: point.id) if text(point.id))
