"""Appliances: paths are known, bodies are not (docs/vos-api.md#platform-configuration)."""

from vos_exporter.vos.fields import Field, FieldTable, Unit

SYSTEM_INFO = FieldTable(
    singleton=True,
    fields=(
        Field("product", ("product", "productName", "platform", "model"), Unit.TEXT),
        Field(
            "software_version", ("softwareVersion", "bundleVersion", "version", "firmwareVersion"), Unit.TEXT
        ),
        Field("api_version", ("apiVersion", "restApiVersion"), Unit.TEXT),
        Field("serial_number", ("serialNumber", "serial", "serialNo"), Unit.TEXT),
    ),
)

NETWORKS = FieldTable(
    identity=(("id", "networkId", "name", "networkName", "interface", "interfaceName"),),
    fields=(
        Field("network_name", ("name", "networkName", "label"), Unit.TEXT),
        Field("interface", ("interface", "interfaceName", "ifName", "device"), Unit.TEXT),
        Field("ip_address", ("ipAddress", "address", "ip", "ipv4Address"), Unit.TEXT),
        Field("up", ("up", "linkUp", "link", "linkState", "linkStatus", "operStatus", "state"), Unit.BOOLEAN),
    ),
)
