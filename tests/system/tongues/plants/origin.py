"""Live-ingest origin tasks and ingest points."""

from tests.system.tongues.facts import Fact
from tests.system.tongues.plants.common import (
    BAD_TASK,
    GOOD_TASK,
    ONE,
    Rows,
    expect,
    measured,
    name,
    new_id,
    some,
    state,
)
from tests.system.tongues.quantities import INGEST_POINTS, STORAGE
from tests.system.tongues.row import Row
from tests.system.tongues.tongue import Tongue


def origin_tasks(tongue: Tongue) -> Rows:
    """Tasks with role, state and load."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"origin_task_id": row.identity("id", ("originTaskId",), new_id(tongue.rng))}
        index = tongue.rng.randrange(2)
        member = row.text("index", ("groupMemberIndex",), index)
        expect(
            row, "vos_origin_task_info", labels, ONE,
            origin_task_name=row.text("name", ("originTaskName",), name(tongue, "task")),
            group_id=row.text("group", ("groupId",), new_id(tongue.rng)),
            role=Fact(member.told, member.path, ("primary", "backup")[index]),
        )  # fmt: skip
        facts = row.state("state", ("state",), tongue.rng.random() < 0.7, (BAD_TASK, GOOD_TASK))
        state(row, "vos_origin_task_state", "vos_origin_task_up", labels, facts)
        measured(row, labels, row.number(INGEST_POINTS), row.number(STORAGE))
        rows.append(row)
    return Rows(rows, ("originTasks", "tasks"))


def ingest_points(tongue: Tongue) -> Rows:
    """Ingest points and their members on the hosts."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"ingest_point_id": row.identity("id", ("id",), new_id(tongue.rng))}
        service, package = new_id(tongue.rng), f"pkg-{tongue.rng.randrange(9)}"
        described = row.text("description", ("description",), f"service: {service}, package: {package}")
        expect(
            row, "vos_ingest_point_info", labels, ONE,
            service_id=Fact(described.told, described.path, service),
            package=Fact(described.told, described.path, package),
            tag=row.text("tag", ("tag",), name(tongue, "tag")),
        )  # fmt: skip
        facts = row.state("state", ("state",), tongue.rng.random() < 0.7, (BAD_TASK, GOOD_TASK))
        state(row, "vos_ingest_point_state", "", labels, facts)
        _members(row, labels)
        rows.append(row)
    return Rows(rows, ("ingestPoints", "points"))


def _members(row: Row, labels: dict[str, str]) -> None:
    tongue = row.tongue
    listed = tongue.key("endPoints")
    members = []
    for _ in range(tongue.rng.randrange(3)):
        member = Row(tongue, listed)
        own = {**labels, "member": member.identity("host", ("hostUuid",), new_id(tongue.rng))}
        facts = member.state("state", ("state",), tongue.rng.random() < 0.7, (BAD_TASK, GOOD_TASK))
        state(member, "vos_ingest_point_member_state", "vos_ingest_point_member_up", own, facts)
        members.append(member)
        row.expected += member.expected
        row.asked += member.asked
    row.body[listed] = [member.body for member in members]
