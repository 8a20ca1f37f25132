"""The Destinations page."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.base import UNSET, text
from vos_exporter.vos.payloads.destinations import Destination
from vos_exporter.vos.routes import BY_KEY

DESTINATION_INFO = info(
    "vos_destination_info",
    "A destination, with the only place of its name (destinations: name, type, destinationProfileId).",
    "destination_id", "destination_name", "destination_type", "profile_id",
)  # fmt: skip
OUTPUTS = gauge(
    "vos_destination_outputs",
    "Outputs of the destination (destinations: outputs); 0 if the list is empty or null, no series if the "
    "key is missing.",
    "destination_id",
)
OUTPUT_INFO = info(
    "vos_destination_output_info",
    "An output of a destination (destinations: outputs); cloudlink_group_id is empty if it goes through "
    "no group of cloud links (ipSettings.cloudlinkGroupId).",
    "destination_id", "output_id", "rank", "output_type", "redundancy_mode", "cloudlink_group_id",
)  # fmt: skip
DELIVERY_INFO = info(
    "vos_destination_delivery_info",
    "A delivery type of an output (destinations: outputs[].originSettings.originOutputEndPoints); "
    "only with the "
    "option destinations.delivery_types, up to eight series per destination.",
    "destination_id",
    "output_id",
    "delivery_id",
    "packaging",
    "protocol",
    "publish_name",
)

OUTPUT_ADDRESS_INFO = info(
    "vos_destination_output_address_info",
    "Where an output of a destination, or a delivery type of it, goes (destinations: "
    "outputs[].ipSettings: ipAddress, "
    "ipPort; originOutputEndPoints: hostname, port); only with the option destinations.addresses.",
    "destination_id",
    "output_id",
    "delivery_id",
    "host",
    "port",
)


class DestinationsCollector(Collector[Destination]):
    """Destinations with their outputs and, if asked for, delivery types."""

    route = BY_KEY["destinations"]
    families = (DESTINATION_INFO, OUTPUTS, OUTPUT_INFO, DELIVERY_INFO, OUTPUT_ADDRESS_INFO)

    def collect(self, rows: Sequence[Destination], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the Destinations page that need no other route."""
        yield _destinations(rows, findings)
        yield _output_counts(rows)
        yield _output_infos(rows, findings)
        if ctx.options.destinations.delivery_types:
            yield _delivery_types(rows, findings)
        if ctx.options.destinations.addresses:
            yield _addresses(rows)


def _destinations(rows: Sequence[Destination], findings: Findings) -> Family:
    kind = findings.bounded(text(destination.type) for destination in rows)
    family = DESTINATION_INFO.family()
    for destination in rows:
        family.add(
            1,
            text(destination.id),
            text(destination.name),
            kind(text(destination.type)),
            text(destination.destination_profile_id),
        )
    return family


def _output_counts(rows: Sequence[Destination]) -> Family:
    family = OUTPUTS.family()
    for destination in rows:
        if destination.outputs is not UNSET:
            family.add(len(list(destination.known_outputs())), text(destination.id))
    return family


def _output_infos(rows: Sequence[Destination], findings: Findings) -> Family:
    edges = [
        (text(destination.id), output)
        for destination in rows
        for output in destination.known_outputs()
        if text(output.id)
    ]
    kind = findings.bounded(text(output.output_type) for _, output in edges)
    mode = findings.bounded(text(output.redundancy_mode) for _, output in edges)
    family = OUTPUT_INFO.family()
    for destination_id, output in edges:
        kinds = (kind(text(output.output_type)), mode(text(output.redundancy_mode)))
        group_id = output.cloudlink_group()
        family.add(1, destination_id, text(output.id), text(output.rank), *kinds, group_id)
    return family


def _delivery_types(rows: Sequence[Destination], findings: Findings) -> Family:
    points = [(text(destination.id), *told) for destination in rows for told in destination.delivery_types()]
    packaging = findings.bounded(text(point.packaging_profile_type) for _, _, point in points)
    protocol = findings.bounded(text(point.origin_output_protocol) for _, _, point in points)
    family = DELIVERY_INFO.family()
    for destination_id, output_id, point in points:
        kinds = (packaging(text(point.packaging_profile_type)), protocol(text(point.origin_output_protocol)))
        family.add(1, destination_id, output_id, text(point.id), *kinds, text(point.publish_name))
    return family


def _addresses(rows: Sequence[Destination]) -> Family:
    family = OUTPUT_ADDRESS_INFO.family()
    for destination in rows:
        destination_id = text(destination.id)
        for output in destination.known_outputs():
            at = output.ip_settings
            if text(output.id) and at is not None and text(at.ip_address):
                family.add(1, destination_id, text(output.id), "", text(at.ip_address), text(at.ip_port))
        for output_id, point in destination.delivery_types():
            if text(point.hostname):
                host = (text(point.hostname), text(point.port))
                family.add(1, destination_id, output_id, text(point.id), *host)
    return family
