"""The platform configuration of appliances: paths are known, bodies are not (docs/vos-api.md)."""

from vos_exporter.vos.fields import FieldTable, flag, text
from vos_exporter.vos.states import NETWORK_STATE

SYSTEM_INFO = FieldTable(
    singleton=True,
    fields=(
        text("product", "product", "productName", "platform", "model", "productType"),
        text(
            "software_version", "softwareVersion", "bundleVersion", "version", "firmwareVersion", "swVersion"
        ),
        text("api_version", "apiVersion", "restApiVersion"),
        text("serial_number", "serialNumber", "serial", "serialNo"),
    ),
)

NETWORKS = FieldTable(
    identity=(("id", "networkId", "name", "networkName", "interface", "interfaceName"),),
    fields=(
        text("network_name", "name", "networkName", "label"),
        text("interface", "interface", "interfaceName", "ifName", "device"),
        text("ip_address", "ipAddress", "address", "ip", "ipv4Address"),
        flag(
            "up",
            ("up", "linkUp", "link", "linkState", "linkStatus", "operStatus", "operState", "state", "status"),
            NETWORK_STATE,
        ),
    ),
    known=("mask", "netmask", "subnetMask", "gateway", "defaultGateway"),
)
