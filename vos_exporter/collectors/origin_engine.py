"""The Origin Engine page, unknown part: global numbers as reported, and servers."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.reported import REPORTED_LIMIT, ReportedFamilies, as_reported
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.records import Record
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.units import BaseUnit

SERVER_INFO = info(
    "vos_origin_server_info",
    "A server of the origin engine and its node; several instances of one server are told apart by index.",
    "origin_server_id", "origin_server_name", "node_name",
)  # fmt: skip
SERVERS = gauge("vos_origin_servers", "Servers of the origin engine in the answer.")
CPU_RATIO = gauge(
    "vos_origin_server_cpu_usage_ratio",
    "CPU used by the server, 1 is all of it (origin_engine: the concept cpu, where something says "
    "that it is a share).",
    "origin_server_id",
)
CPU_CORES = gauge(
    "vos_origin_server_cpu_usage_cores",
    "CPU used by the server, where the source counts in cores.",
    "origin_server_id",
)
MEMORY_RATIO = gauge(
    "vos_origin_server_memory_usage_ratio",
    "Memory used by the server, 1 is all of it (origin_engine: the concept memory, where something "
    "says that it is a "
    "share, or used and total of one row).",
    "origin_server_id",
)
MEMORY_BYTES = gauge(
    "vos_origin_server_memory_usage_bytes",
    "Memory used by the server, where the source counts in bytes.",
    "origin_server_id",
)
CPU_REPORTED = as_reported("vos_origin_server_cpu_reported", "CPU used by the server", "origin_server_id")
MEMORY_REPORTED = as_reported(
    "vos_origin_server_memory_reported", "Memory used by the server", "origin_server_id"
)
SERVER_FAMILIES = {
    ("cpu", BaseUnit.RATIO): CPU_RATIO,
    ("cpu", BaseUnit.CORES): CPU_CORES,
    ("memory", BaseUnit.RATIO): MEMORY_RATIO,
    ("memory", BaseUnit.BYTES): MEMORY_BYTES,
}
SERVER_UNITLESS = {"cpu": CPU_REPORTED, "memory": MEMORY_REPORTED}
SERVER_PREFIX = "origin_server"


class OriginEngineCollector(Collector[Record]):
    """Global numbers, and each server's CPU and memory."""

    route = BY_KEY["origin_engine"]
    families = (SERVER_INFO, SERVERS, *SERVER_FAMILIES.values(), *SERVER_UNITLESS.values())

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """What stands beside the servers has no id; both share the limit of families as reported."""
        overall = ReportedFamilies(self.route.key, {}, (), ctx, findings)
        where, findings.hints.where = findings.hints.where, ""
        for record in rows:
            if not record.id:
                overall.add(record.values, record.plan)
        findings.hints.where = where
        numbers = overall.families()
        servers = [record for record in rows if record.id]
        left = REPORTED_LIMIT - len(overall.unclaimed)
        return (*numbers, SERVERS.family([((), len(servers))]), *self._servers(servers, ctx, findings, left))

    def _servers(
        self, servers: Iterable[Record], ctx: Context, findings: Findings, limit: int
    ) -> Iterable[Family]:
        reported = ReportedFamilies(
            self.route.key, SERVER_FAMILIES, ("origin_server_id",), ctx, findings,
            unitless=SERVER_UNITLESS, prefix=SERVER_PREFIX, limit=limit,
        )  # fmt: skip
        about = SERVER_INFO.family()
        for record in servers:
            about.add(1, record.id, record.text("name"), record.text("node"))
            reported.add(record.values, record.plan, record.id)
        return (about, *reported.families())
