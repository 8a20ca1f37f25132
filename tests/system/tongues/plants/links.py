"""Cloud links, their groups, and how they are."""

from tests.system.tongues.facts import Fact, Told
from tests.system.tongues.plants.common import (
    BAD_LINK,
    GOOD_LINK,
    ONE,
    Rows,
    expect,
    measured,
    name,
    new_id,
    some,
    state,
)
from tests.system.tongues.quantities import BITRATE
from tests.system.tongues.row import Row
from tests.system.tongues.tongue import Tongue


def uplinks(tongue: Tongue) -> Rows:
    """Cloud links with address, rank and version."""
    rows = []
    for number in some(tongue):
        row = Row(tongue)
        labels = {"cloudlink_id": row.identity("id", ("id",), new_id(tongue.rng))}
        expect(
            row, "vos_cloudlink_info", labels, ONE,
            cloudlink_name=row.text("name", ("name",), name(tongue, "link")),
            ip_address=row.text("address", ("ipAddress", "ipAddress", "address"), f"198.51.100.{number}"),
            rank=row.text("rank", ("rank", "rank", "priority"), number + 1),
            version=row.text("version", ("version", "softwareVersion", "bundleVersion"), f"2.{number}"),
        )  # fmt: skip
        rows.append(row)
    return Rows(rows, ("uplinks", "cloudlinks", "uplinkList"))


def uplink_groups(tongue: Tongue) -> Rows:
    """Groups and their members."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"cloudlink_group_id": row.identity("id", ("id",), new_id(tongue.rng))}
        shown = row.text("name", ("name",), name(tongue, "group"))
        expect(row, "vos_cloudlink_group_info", labels, ONE, cloudlink_group_name=shown)
        members = [new_id(tongue.rng) for _ in range(tongue.rng.randrange(3))]
        fact = row.listed("uplinkIds", list(members))
        for member in members:
            edge = {**labels, "cloudlink_id": member}
            expect(row, "vos_cloudlink_group_member_info", edge, Fact(fact.told, fact.path, 1.0))
        rows.append(row)
    return Rows(rows, ("uplinkGroups", "groups"))


def uplink_status(tongue: Tongue) -> Rows:
    """State of each link, and the rates of its outputs while it is up."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"cloudlink_id": row.identity("id", ("id",), new_id(tongue.rng))}
        good = tongue.rng.random() < 0.7
        facts = row.state("state", ("uplinkState",), good, (BAD_LINK, GOOD_LINK))
        state(row, "vos_cloudlink_uplink_state", "vos_cloudlink_up", labels, facts)
        if good:
            _outputs(row, labels)
        rows.append(row)
    return Rows(rows, ("uplinkStatus", "statuses", "uplinks"))


def _outputs(row: Row, labels: dict[str, str]) -> None:
    tongue = row.tongue
    listed = tongue.key("uplinkOutputStatisticList")
    outer = tongue.key("uplinkStatistic")
    outputs = []
    for _ in range(tongue.rng.randrange(3)):
        output = Row(tongue, f"{outer}.{listed}")
        own = {**labels, "output_id": output.identity("output", ("id", "outputId"), new_id(tongue.rng))}
        measured(output, own, output.number(BITRATE))
        outputs.append(output)
        row.expected += output.expected
        row.asked += output.asked
    row.body[outer] = {listed: [output.body for output in outputs]}
    expect(row, "vos_cloudlink_outputs", labels, Fact(Told.PLAINLY, value=float(len(outputs))))
