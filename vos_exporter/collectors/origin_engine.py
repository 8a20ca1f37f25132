"""The Origin Engine page, unknown part: global numbers as reported, and servers."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.reported import REPORTED_LIMIT, ReportedFamilies
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.fields import BaseUnit
from vos_exporter.vos.payloads.origin_engine import ORIGIN_ENGINE
from vos_exporter.vos.payloads.reported import Record, find_text
from vos_exporter.vos.routes import BY_KEY

SERVER_INFO = info(
    "vos_origin_server_info",
    "A server of the origin engine and its node; several instances of one server are told apart by index.",
    "origin_server_id", "origin_server_name", "node_name",
)  # fmt: skip
SERVERS = gauge("vos_origin_servers", "Servers of the origin engine in the answer.")
CPU_RATIO = gauge(
    "vos_origin_server_cpu_usage_ratio",
    "CPU used by the server, 1 is all of it (assumed to come in percent).",
    "origin_server_id",
)
CPU_CORES = gauge(
    "vos_origin_server_cpu_usage_cores",
    "CPU used by the server, where the source counts in cores.",
    "origin_server_id",
)
MEMORY_RATIO = gauge(
    "vos_origin_server_memory_usage_ratio",
    "Memory used by the server, 1 is all of it (assumed to come in percent).",
    "origin_server_id",
)
MEMORY_BYTES = gauge(
    "vos_origin_server_memory_usage_bytes",
    "Memory used by the server, where the source counts in bytes.",
    "origin_server_id",
)
SERVER_FAMILIES = {
    ("cpu", BaseUnit.RATIO): CPU_RATIO,
    ("cpu", BaseUnit.CORES): CPU_CORES,
    ("memory", BaseUnit.RATIO): MEMORY_RATIO,
    ("memory", BaseUnit.BYTES): MEMORY_BYTES,
}
SERVER_PREFIX = "origin_server"


class OriginEngineCollector(Collector[Record]):
    """Global numbers, and each server's CPU and memory."""

    route = BY_KEY["origin_engine"]
    families = (SERVER_INFO, SERVERS, *SERVER_FAMILIES.values())

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """What stands beside the servers has no id; both share the limit of families as reported."""
        overall = ReportedFamilies(self.route.key, ORIGIN_ENGINE, {}, (), ctx, findings)
        for record in rows:
            if not record.id:
                overall.add(record.values)
        numbers = overall.families()
        servers = [record for record in rows if record.id]
        left = REPORTED_LIMIT - len(overall.unclaimed)
        return (*numbers, SERVERS.family([((), len(servers))]), *self._servers(servers, ctx, findings, left))

    def _servers(
        self, servers: Iterable[Record], ctx: Context, findings: Findings, limit: int
    ) -> Iterable[Family]:
        reported = ReportedFamilies(
            self.route.key, ORIGIN_ENGINE, SERVER_FAMILIES, ("origin_server_id",), ctx, findings,
            prefix=SERVER_PREFIX, limit=limit,
        )  # fmt: skip
        about = SERVER_INFO.family()
        for record in servers:
            name, node = (find_text(record, reported.table, concept) for concept in ("name", "node"))
            about.add(1, record.id, name, node)
            reported.add(record.values, record.id)
        return (about, *reported.families())
