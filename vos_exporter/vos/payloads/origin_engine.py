"""The Origin Engine page, unknown part: global numbers and servers (docs/vos-api.md)."""

from vos_exporter.vos.fields import FieldTable, text
from vos_exporter.vos.payloads.resources import RESOURCES

ORIGIN_ENGINE = FieldTable(
    identity=(
        ("id", "serverId", "serverName", "name", "hostName", "host", "pod", "instance"),
        ("index", "serverIndex", "instanceIndex"),
    ),
    envelope=True,
    fields=(
        text("name", "name", "serverName", "hostName", "host"),
        text("node", "nodeName", "node"),
        *RESOURCES,
    ),
)
