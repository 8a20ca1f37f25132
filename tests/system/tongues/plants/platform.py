"""The appliance itself, and its networks."""

from typing import Any

from tests.system.tongues.plants.common import ONE, Rows, expect, name, some
from tests.system.tongues.row import Row
from tests.system.tongues.tongue import Tongue

UP_OR_DOWN: tuple[tuple[Any, Any], ...] = (
    (False, True), ("DOWN", "UP"), ("down", "up"), (0, 1), ("Link Down", "Link Up"),
    ("DISCONNECTED", "CONNECTED"),
)  # fmt: skip


def system_info(tongue: Tongue) -> Rows:
    """One object."""
    row = Row(tongue)
    digits = tongue.rng.randrange(100)
    expect(
        row, "vos_system_info", {}, ONE,
        product=row.text("product", ("product", "productName", "model", "platform"), "Media Appliance"),
        software_version=row.text("software", ("softwareVersion", "version"), f"1.13.{digits}"),
        api_version=row.text("api", ("apiVersion",), f"1.3.5.{digits}"),
        serial_number=row.text("serial", ("serialNumber", "serial"), f"SN{digits:04d}"),
    )  # fmt: skip
    return Rows([row], ("systemInfo", "system", "info"), single=True, keyed=False)


def networks(tongue: Tongue) -> Rows:
    """Networks and whether their link is up."""
    rows = []
    for number in some(tongue):
        row = Row(tongue)
        labels = {"network_id": row.identity("id", ("id", "networkId"), f"net-{number}")}
        expect(
            row, "vos_network_info", labels, ONE,
            network_name=row.text("name", ("name", "networkName"), name(tongue, "network")),
            interface=row.text("interface", ("interface", "interfaceName", "ifName"), f"eno{number}"),
            ip_address=row.text("address", ("ipAddress", "ip", "address"), f"192.0.2.{number}"),
        )  # fmt: skip
        names = ("up", "linkUp") if tongue.choose("yes or no", (True, False)) else ("linkState", "linkStatus")
        words = UP_OR_DOWN[:1] if names[0] == "up" else UP_OR_DOWN[1:]
        expect(row, "vos_network_up", labels, row.flag("up", names, tongue.rng.random() < 0.7, words))
        rows.append(row)
    return Rows(rows, ("networks", "interfaces", "networkList"))
