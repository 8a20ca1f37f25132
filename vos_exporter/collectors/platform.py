"""The platform configuration: what the system is, and its networks."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.reported import ReportedFamilies
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.fields import BaseUnit
from vos_exporter.vos.payloads.platform import NETWORKS, SYSTEM_INFO
from vos_exporter.vos.payloads.reported import Record, find_text
from vos_exporter.vos.routes import BY_KEY

SYSTEM = info(
    "vos_system_info",
    "What the system says it is (systemInfo; every key is assumed).",
    "product", "software_version", "api_version", "serial_number",
)  # fmt: skip
NETWORK_INFO = info(
    "vos_network_info",
    "A network of the system (networks; every key is assumed).",
    "network_id", "network_name", "interface", "ip_address",
)  # fmt: skip
NETWORK_UP = gauge("vos_network_up", "1 if the network's link is up, else 0.", "network_id")


class SystemInfoCollector(Collector[Record]):
    """Product and versions."""

    route = BY_KEY["system_info"]
    families = (SYSTEM,)

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """One info series, and numbers as reported."""
        reported = ReportedFamilies(self.route.key, SYSTEM_INFO, {}, (), ctx, findings)
        about = SYSTEM.family()
        for record in rows:
            about.add(1, *(find_text(record, reported.table, label) for label in SYSTEM.labels))
            reported.add(record.values)
        return (about, *reported.families())


class NetworksCollector(Collector[Record]):
    """Networks, whether their link is up, and numbers as reported."""

    route = BY_KEY["networks"]
    families = (NETWORK_INFO, NETWORK_UP)

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """Info and link of each network."""
        declared = {("up", BaseUnit.BOOLEAN): NETWORK_UP}
        reported = ReportedFamilies(self.route.key, NETWORKS, declared, ("network_id",), ctx, findings)
        about = NETWORK_INFO.family()
        for record in rows:
            texts = (find_text(record, reported.table, label) for label in NETWORK_INFO.labels[1:])
            about.add(1, record.id, *texts)
            reported.add(record.values, record.id)
        return (about, *reported.families())
