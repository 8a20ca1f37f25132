"""The Cloud Links page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.reported import ReportedFamilies, as_reported
from vos_exporter.collectors.states import said, state_families
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.cloudlinks import (
    OUTPUT_STATISTICS,
    Uplink,
    UplinkGroup,
    UplinkStatus,
    output_overrides,
)
from vos_exporter.vos.payloads.records import flatten, identity_of
from vos_exporter.vos.resolving import Resolver, resolver
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.states import UPLINK_STATE
from vos_exporter.vos.units import BaseUnit

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
    "1 if the uplink is plainly up, 0 if it is plainly not, as LOST (uplink_status: uplinkState); no "
    "series if "
    "VOS does not say, or says another word.",
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
    "uplinkOutputStatisticList, where something says its unit; the key is assumed); 0 is a silent feed, "
    "no series while the link is down.",
    "cloudlink_id", "output_id",
)  # fmt: skip

OUTPUT_RATE_REPORTED = as_reported(
    "vos_cloudlink_output_bitrate_reported",
    "Rate of one output of the cloud link",
    "cloudlink_id",
    "output_id",
)
OUTPUTS_AT = "uplinkStatistic.uplinkOutputStatisticList"


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
    families = (UPLINK_STATES, UP, OUTPUTS, OUTPUT_RATE, OUTPUT_RATE_REPORTED)
    state_fields = (UPLINK_STATE.name,)

    def collect(self, rows: Sequence[UplinkStatus], ctx: Context, findings: Findings) -> Iterable[Family]:
        """State, verdict, and what the outputs report."""
        values = [said(status.uplink_state) for status in rows]
        states = state_families(ctx, findings, UPLINK_STATE, values, UPLINK_STATES, UP, "uplinkState")
        for status, value in zip(rows, values, strict=True):
            states.add(value, text(status.id))
        up = [status for status, value in zip(rows, values, strict=True) if states.judged(value) is not False]
        return (states.raw, *states.verdicts(), *_statistics(up, ctx, findings))


def _statistics(rows: Sequence[UplinkStatus], ctx: Context, findings: Findings) -> Iterable[Family]:
    """How many outputs there are, and the numbers of those that have an id of their own.

    What is told of a link that is down is not current.
    """
    counts = OUTPUTS.family()
    reported = ReportedFamilies(
        "uplink_status",
        {("bitrate", BaseUnit.BYTES_PER_SECOND): OUTPUT_RATE},
        ("cloudlink_id", "output_id"),
        ctx,
        findings,
        unitless={"bitrate": OUTPUT_RATE_REPORTED},
    )
    found = resolver(OUTPUT_STATISTICS.overridden(output_overrides(ctx.overrides)))
    where, told = findings.hints.where, findings.told(OUTPUTS_AT)
    findings.hints.where = f"{where}.{told}[]" if where else f"{told}[]"
    for status in rows:
        items = status.outputs()
        if items is None:
            continue
        link_id, outputs = text(status.id), list(_outputs(items, found, findings))
        counts.add(len(outputs), link_id)
        for output_id, values in outputs:
            if output_id:
                reported.add(values, found.plan(tuple(values)), link_id, output_id)
    findings.hints.where = where
    return (counts, *reported.families())


def _outputs(
    items: Iterable[Any], found: Resolver, findings: Findings
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Id (empty where it has none) and flat values of each output; of several with one id the first."""
    seen = set()
    for item in items:
        if not isinstance(item, dict):
            if item is not None:
                findings.hints.note(Kind.UNREADABLE, "", item)
            continue
        values, left_out = flatten(item)
        findings.folded += left_out
        plan = found.plan(tuple(values))
        output_id = identity_of(values, plan)
        if output_id in seen:
            continue
        for key in plan.unread:
            if values[key] is not None:
                findings.hints.note(Kind.UNREAD, key, values[key])
        for key in plan.objects:
            findings.hints.note(Kind.UNREADABLE, key, {})
        yield output_id, values
        if output_id:
            seen.add(output_id)
