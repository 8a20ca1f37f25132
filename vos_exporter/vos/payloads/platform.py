"""The platform configuration of appliances: paths are known, bodies are not (dossier, section 9.1)."""

from vos_exporter.vos.fields import Field, FieldTable, Unit

SYSTEM_INFO = FieldTable(
    singleton=True,
    fields=(
        Field("product", ("product", "productName", "platform"), Unit.TEXT),
        Field("software_version", ("softwareVersion", "bundleVersion", "version"), Unit.TEXT),
        Field("api_version", ("apiVersion",), Unit.TEXT),
        Field("serial_number", ("serialNumber", "serial"), Unit.TEXT),
    ),
)

NETWORKS = FieldTable(
    identity=(("id", "networkId", "name", "interface"),),
    fields=(
        Field("network_name", ("name", "networkName"), Unit.TEXT),
        Field("interface", ("interface", "interfaceName"), Unit.TEXT),
        Field("ip_address", ("ipAddress", "address", "ip"), Unit.TEXT),
        Field("up", ("up", "linkUp", "link"), Unit.BOOLEAN),
    ),
)
