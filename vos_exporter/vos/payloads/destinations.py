"""The Destinations page: ``/vos-api/configure/v1/destinations`` (docs/vos-api.md)."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import UNSET

from vos_exporter.vos.payloads.base import Payload, Rows, Text, distinct, rows, text


class OutputIpSettings(
    Payload,
    frozen=True,
    gc=False,
    rename={"cloudlink_group_id": "cloudlinkGroupId", "ip_address": "ipAddress", "ip_port": "ipPort"},
):
    """Where a transport-stream output goes."""

    cloudlink_group_id: Text = None
    ip_address: Text = None
    ip_port: Text = None

    spelled: ClassVar = {
        "cloudlink_group_id": ("uplinkGroupId",),
        "ip_address": ("address", "ip", "destinationAddress"),
        "ip_port": ("port", "udpPort"),
    }
    known: ClassVar = (
        "ipNetworkAddress", "cloudlinkId", "outputMonitor", "ipAddressForMonitoring", "ipPortForMonitoring",
    )  # fmt: skip


class OriginEndPoint(Payload, frozen=True, gc=False):
    """One delivery type of an origin output. User name and password are never decoded."""

    id: Text = None
    packaging_profile_type: Text = None
    origin_output_protocol: Text = None
    publish_name: Text = None
    hostname: Text = None
    port: Text = None

    spelled: ClassVar = {
        "id": ("endPointId", "uuid"),
        "packaging_profile_type": ("packagingType", "packaging"),
        "origin_output_protocol": ("outputProtocol", "protocol"),
        "publish_name": ("publishingName",),
        "hostname": ("host", "address"),
    }
    known: ClassVar = (
        "labels", "profileName", "path", "username", "password", "outputMonitor", "hostnameForMonitoring",
        "compatibilityMode", "playbackUrl", "drm", "backup", "streamsPerTcpConnection", "redundancyMode",
        "outputMode", "enableChunkedEncoding", "externalKeyPublishingSettings",
    )  # fmt: skip


class OriginSettings(Payload, frozen=True, gc=False):
    """Settings of an output towards the origin."""

    origin_output_end_points: Rows[OriginEndPoint | None] = UNSET

    spelled: ClassVar = {"origin_output_end_points": ("endPoints", "outputEndPoints", "originEndPoints")}
    known: ClassVar = ("ipNetworkAddress",)


class Output(Payload, frozen=True, gc=False):
    """One ranked output of a destination."""

    id: Text = None
    rank: Text = None
    output_type: Text = None
    redundancy_mode: Text = None
    ip_settings: OutputIpSettings | None = None
    origin_settings: OriginSettings | None = None

    spelled: ClassVar = {
        "id": ("outputId", "uuid"),
        "rank": ("outputRank", "priority"),
        "output_type": ("type",),
        "redundancy_mode": ("redundancy",),
        "ip_settings": ("ipSetting",),
        "origin_settings": ("originSetting",),
    }
    known: ClassVar = ("hspSettings",)

    def cloudlink_group(self) -> str:
        """Id of the group of cloud links it goes through; empty where it goes through none."""
        return "" if self.ip_settings is None else text(self.ip_settings.cloudlink_group_id)

    def end_points(self) -> Iterator[OriginEndPoint]:
        """Its delivery types; one without id is left out."""
        listed = () if self.origin_settings is None else rows(self.origin_settings.origin_output_end_points)
        return (point for point in listed if point is not None and text(point.id))


class Destination(Payload, frozen=True, gc=False):
    """One destination with its outputs."""

    id: Text = None
    name: Text = None
    type: Text = None
    destination_profile_id: Text = None
    outputs: Rows[Output | None] = UNSET

    spelled: ClassVar = {
        "id": ("destinationId", "uuid"),
        "name": ("destinationName", "displayName"),
        "type": ("destinationType",),
        "destination_profile_id": ("profileId",),
        "outputs": ("destinationOutputs", "outputList"),
    }
    known: ClassVar = (
        "labels",
        "embeddedDestinationProfile",
        "embeddedManipulationProfiles",
        "poolAddon",
        "inUse",
        "description",
    )

    def known_outputs(self) -> Iterator[Output]:
        """Its outputs, those with an id only once."""
        return distinct(rows(self.outputs), lambda output: output.id)

    def delivery_types(self) -> Iterator[tuple[str, OriginEndPoint]]:
        """The end points of its outputs, each once with the id of its output."""
        found = [(text(output.id), point) for output in self.known_outputs() for point in output.end_points()]
        return distinct(found, lambda pair: pair[1].id)
