"""The Cloud Links page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.reported import ReportedFamilies
from vos_exporter.collectors.states import state_families
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.fields import BaseUnit, FieldTable
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.cloudlinks import OUTPUT_STATISTICS, Uplink, UplinkGroup, UplinkStatus
from vos_exporter.vos.payloads.reported import find, flatten
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.states import UPLINK_STATE

CLOUDLINK_INFO = info(
    "vos_cloudlink_info",
    "A cloud link, with the only place of its name (uplinks: name, ipAddress; rank and version are "
    "assumed names of fields and empty where VOS has none).",
    "cloudlink_id", "cloudlink_name", "ip_address", "rank", "version",
)  # fmt: skip
CAPACITY = gauge(
    "vos_cloudlink_capacity_bytes_per_second",
    "What the cloud link is rated for, by the first glob of the configuration's cloudlinks.capacity that "
    "matches its name or id; no series if none does.",
    "cloudlink_id",
)
GROUP_INFO = info(
    "vos_cloudlink_group_info",
    "A group of cloud links, with the only place of its name (uplink_groups: name).",
    "cloudlink_group_id", "cloudlink_group_name",
)  # fmt: skip
MEMBER_INFO = info(
    "vos_cloudlink_group_member_info",
    "An edge from a group to one of its cloud links (uplink_groups: uplinkIds); no series if the group is "
    "empty.",
    "cloudlink_group_id", "cloudlink_id",
)  # fmt: skip
UPLINK_STATES = gauge(
    "vos_cloudlink_uplink_state",
    "1 for the state of the uplink, 0 for the other known ones (uplink_status: uplinkState); no series if "
    "VOS does not say.",
    "cloudlink_id", "state",
)  # fmt: skip
UP = gauge(
    "vos_cloudlink_up",
    "0 if the uplink is LOST, 1 in any other state (uplink_status: uplinkState); no series if VOS does "
    "not say.",
    "cloudlink_id",
)
OUTPUTS = gauge(
    "vos_cloudlink_outputs",
    "Outputs the cloud link has statistics of (uplink_status: uplinkStatistic.uplinkOutputStatisticList); "
    "0 if the list is empty or null, no series while it is LOST or the key is missing.",
    "cloudlink_id",
)
OUTPUT_RATE = gauge(
    "vos_cloudlink_output_bytes_per_second",
    "Rate of one output of the cloud link (uplink_status: the concept bitrate of "
    "uplinkOutputStatisticList, kbit/s unless configured; key and unit are assumed); 0 is a silent feed, "
    "no series while LOST.",
    "cloudlink_id", "output_id",
)  # fmt: skip


class UplinksCollector(Collector[Uplink]):
    """Cloud links and what they are rated for."""

    route = BY_KEY["uplinks"]
    families = (CLOUDLINK_INFO, CAPACITY)

    def collect(self, rows: Sequence[Uplink], ctx: Context, findings: Findings) -> Iterable[Family]:
        """Info and configured capacity."""
        infos, capacities = CLOUDLINK_INFO.family(), CAPACITY.family()
        for link in rows:
            link_id, name = text(link.id), text(link.name)
            infos.add(1, link_id, name, text(link.ip_address), text(link.rank), text(link.version))
            capacity = _capacity(ctx.options.cloudlinks.capacity, name, link_id)
            if capacity is not None:
                capacities.add(capacity, link_id)
        return infos, capacities


def _capacity(rated: Mapping[str, float], *names: str) -> float | None:
    """Bytes per second that the operator rates a link at which is called one of ``names``."""
    for pattern, capacity in rated.items():
        if any(fnmatchcase(name, pattern) for name in names):
            return capacity
    return None


class UplinkGroupsCollector(Collector[UplinkGroup]):
    """Groups of cloud links and their members."""

    route = BY_KEY["uplink_groups"]
    families = (GROUP_INFO, MEMBER_INFO)

    def collect(self, rows: Sequence[UplinkGroup], ctx: Context, findings: Findings) -> Iterable[Family]:
        """Info and membership."""
        infos, members = GROUP_INFO.family(), MEMBER_INFO.family()
        for group in rows:
            group_id = text(group.id)
            infos.add(1, group_id, text(group.name))
            members.samples += [((group_id, link_id), 1) for link_id in group.members()]
        return infos, members


class UplinkStatusCollector(Collector[UplinkStatus]):
    """State of cloud links, and the statistics of their outputs as far as we can read them."""

    route = BY_KEY["uplink_status"]
    families = (UPLINK_STATES, UP, OUTPUTS, OUTPUT_RATE)
    state_fields = (UPLINK_STATE.name,)

    def collect(self, rows: Sequence[UplinkStatus], ctx: Context, findings: Findings) -> Iterable[Family]:
        """State, verdict, and what the outputs report."""
        values = [text(status.uplink_state) for status in rows]
        states = state_families(ctx, findings, UPLINK_STATE, values, UPLINK_STATES, UP)
        for status, value in zip(rows, values, strict=True):
            states.add(value, text(status.id))
        return (states.raw, *states.verdicts(), *_statistics(rows, ctx, findings))


def _statistics(rows: Sequence[UplinkStatus], ctx: Context, findings: Findings) -> Iterable[Family]:
    """How many outputs there are, and the numbers of those that have an id of their own."""
    counts = OUTPUTS.family()
    reported = ReportedFamilies(
        "uplink_status",
        OUTPUT_STATISTICS,
        {("bitrate", BaseUnit.BYTES_PER_SECOND): OUTPUT_RATE},
        ("cloudlink_id", "output_id"),
        ctx,
        findings,
    )
    for status in rows:
        items = status.outputs()
        if items is None:
            continue
        link_id, outputs = text(status.id), list(_outputs(items, reported.table, findings))
        counts.add(len(outputs), link_id)
        for output_id, values in outputs:
            if output_id:
                reported.add(values, link_id, output_id)
    return (counts, *reported.families())


def _outputs(
    items: Iterable[dict[str, Any] | None], table: FieldTable, findings: Findings
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Id (empty where it has none) and flat values of each output; of several with one id the first."""
    seen = set()
    for item in items:
        if item is None:
            continue
        values, left_out = flatten(item)
        findings.folded += left_out
        parts = [_id_text(find(values, aliases)) for aliases in table.identity]
        output_id = "/".join(parts) if all(parts) else ""
        if output_id not in seen:
            yield output_id, values
        if output_id:
            seen.add(output_id)


def _id_text(value: Any) -> str:
    return text(value) if isinstance(value, str | int | float) else ""
