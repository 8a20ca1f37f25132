"""The platform configuration: what the system is, and its networks."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.reported import ReportedFamilies
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.records import Record
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.states import NETWORK_STATE
from vos_exporter.vos.units import BaseUnit

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
NETWORK_UP = gauge(
    "vos_network_up",
    "1 if the network's link is plainly up, 0 if it is plainly down (networks: the concept up); no "
    "series for any "
    "other word.",
    "network_id",
)


class SystemInfoCollector(Collector[Record]):
    """Product and versions."""

    route = BY_KEY["system_info"]
    families = (SYSTEM,)

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """One info series, and numbers as reported."""
        reported = ReportedFamilies(self.route.key, {}, (), ctx, findings)
        about = SYSTEM.family()
        for record in rows:
            about.add(1, *map(record.text, SYSTEM.labels))
            reported.add(record.values, record.plan)
        return (about, *reported.families())


class NetworksCollector(Collector[Record]):
    """Networks, whether their link is up, and numbers as reported."""

    route = BY_KEY["networks"]
    families = (NETWORK_INFO, NETWORK_UP)
    state_fields = (NETWORK_STATE.name,)

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """Info and link of each network."""
        declared = {("up", BaseUnit.BOOLEAN): NETWORK_UP}
        reported = ReportedFamilies(self.route.key, declared, ("network_id",), ctx, findings)
        about = NETWORK_INFO.family()
        for record in rows:
            about.add(1, record.id, *map(record.text, NETWORK_INFO.labels[1:]))
            reported.add(record.values, record.plan, record.id)
        return (about, *reported.families())
