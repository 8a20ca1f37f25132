"""The Origin Engine page, known part: live-ingest origin tasks and ingest points."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.states import state_families
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.fields import Unit
from vos_exporter.vos.payloads.base import Text, text
from vos_exporter.vos.payloads.origin import IngestPoint, OriginTask
from vos_exporter.vos.payloads.quantities import convert
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.states import INGEST_POINT_STATE, ORIGIN_TASK_STATE

TASK_INFO = info(
    "vos_origin_task_info",
    "A live-ingest origin task, with the only place of its name (origin_tasks: originTaskName, groupId); "
    "role is primary if groupMemberIndex is 0, backup for any other, empty if VOS does not say.",
    "origin_task_id", "origin_task_name", "group_id", "role",
)  # fmt: skip
TASK_STATES = gauge(
    "vos_origin_task_state",
    "1 for the state of the origin task, 0 for the other known ones (origin_tasks: state); no series if "
    "VOS does not say.",
    "origin_task_id", "state",
)  # fmt: skip
TASK_UP = gauge(
    "vos_origin_task_up",
    "0 if the origin task is INITIALIZING, 1 in any other state (origin_tasks: state); no series if VOS "
    "does not say.",
    "origin_task_id",
)
TASK_INGEST_POINTS = gauge(
    "vos_origin_task_ingest_points",
    "Ingest points the origin task holds (origin_tasks: numAssociatedIngestPoints); no series if VOS does "
    "not say.",
    "origin_task_id",
)
TASK_STORAGE = gauge(
    "vos_origin_task_used_storage_bytes",
    "Storage the origin task uses (origin_tasks: usedStorageInMB, taken as 10^6 bytes each: VOS does not "
    "say whether its MB are decimal, up to 4.9 % too low if they are not); no series if VOS does not say.",
    "origin_task_id",
)
POINT_INFO = info(
    "vos_ingest_point_info",
    "An ingest point (ingest_points: tag; service_id is the first UUID in description, package the text "
    "after its second colon, both empty if not there). The service may be gone.",
    "ingest_point_id", "service_id", "package", "tag",
)  # fmt: skip
POINT_STATES = gauge(
    "vos_ingest_point_state",
    "1 for the state of the ingest point, 0 for the other known ones (ingest_points: state); no series if "
    "VOS does not say.",
    "ingest_point_id", "state",
)  # fmt: skip
MEMBER_STATES = gauge(
    "vos_ingest_point_member_state",
    "1 for the state of the ingest point on one origin host, 0 for the other known ones (ingest_points: "
    "endPoints[].state; member is hostUuid); no series without end points.",
    "ingest_point_id", "member", "state",
)  # fmt: skip
MEMBER_UP = gauge(
    "vos_ingest_point_member_up",
    "0 if the ingest point is INITIALIZING on that origin host, 1 in any other state (ingest_points: "
    "endPoints[].state; member is hostUuid); no series without end points.",
    "ingest_point_id", "member",
)  # fmt: skip


class OriginTasksCollector(Collector[OriginTask]):
    """Live-ingest origin tasks: role, state and load."""

    route = BY_KEY["origin_tasks"]
    families = (TASK_INFO, TASK_STATES, TASK_UP, TASK_INGEST_POINTS, TASK_STORAGE)
    state_fields = (ORIGIN_TASK_STATE.name,)

    def collect(self, rows: Sequence[OriginTask], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the origin tasks."""
        infos = TASK_INFO.family()
        states = state_families(
            ctx, findings, ORIGIN_TASK_STATE, (text(task.state) for task in rows), TASK_STATES, TASK_UP
        )
        for task in rows:
            task_id = text(task.origin_task_id)
            infos.add(1, task_id, text(task.origin_task_name), text(task.group_id), task.role())
            states.add(text(task.state), task_id)
        return (infos, states.raw, *states.verdicts(), *_load(rows, findings))


def _load(rows: Sequence[OriginTask], findings: Findings) -> Iterable[Family]:
    ingest_points, storage = TASK_INGEST_POINTS.family(), TASK_STORAGE.family()
    for task in rows:
        task_id = text(task.origin_task_id)
        _add(ingest_points, task.num_associated_ingest_points, Unit.COUNT, task_id, findings)
        _add(storage, task.used_storage_in_mb, Unit.MEGABYTES, task_id, findings)
    return ingest_points, storage


def _add(family: Family, value: Text, unit: Unit, task_id: str, findings: Findings) -> None:
    """Add ``value`` in its base unit; nothing where VOS does not say, or says what is no finite number."""
    if value is None or value == "":
        return
    measured = convert(value, unit)
    if measured is None:
        findings.undecodable += 1
    else:
        family.add(measured[1], task_id)


class IngestPointsCollector(Collector[IngestPoint]):
    """Ingest points and their members, one per origin host."""

    route = BY_KEY["ingest_points"]
    families = (POINT_INFO, POINT_STATES, MEMBER_STATES, MEMBER_UP)
    state_fields = (INGEST_POINT_STATE.name,)

    def collect(self, rows: Sequence[IngestPoint], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the ingest points."""
        infos = POINT_INFO.family()
        states = state_families(
            ctx, findings, INGEST_POINT_STATE, (text(point.state) for point in rows), POINT_STATES, None
        )
        for point in rows:
            point_id = text(point.id)
            infos.add(1, point_id, point.service_id(), point.package(), text(point.tag))
            states.add(text(point.state), point_id)
        return (infos, states.raw, *_members(rows, ctx, findings))


def _members(rows: Sequence[IngestPoint], ctx: Context, findings: Findings) -> Iterable[Family]:
    members = [(text(point.id), member) for point in rows for member in point.members()]
    states = state_families(
        ctx,
        findings,
        INGEST_POINT_STATE,
        (text(member.state) for _, member in members),
        MEMBER_STATES,
        MEMBER_UP,
    )
    for point_id, member in members:
        states.add(text(member.state), point_id, text(member.host_uuid))
    return (states.raw, *states.verdicts())
