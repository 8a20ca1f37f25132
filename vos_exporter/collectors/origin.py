"""The Origin Engine page, known part: live-ingest origin tasks and ingest points."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.reported import as_reported
from vos_exporter.collectors.states import said, state_families
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.numbers import Measured, Nothing, Unitless
from vos_exporter.vos.payloads.base import Text, text
from vos_exporter.vos.payloads.fitting import note_nothing
from vos_exporter.vos.payloads.origin import IngestPoint, OriginTask
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
    "1 if the origin task is plainly up, 0 if it is plainly not, as INITIALIZING (origin_tasks: state); no "
    "series if VOS does not say, or says another word.",
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
TASK_STORAGE_REPORTED = as_reported(
    "vos_origin_task_used_storage_reported", "Storage the origin task uses", "origin_task_id"
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
    "1 if the ingest point is plainly up on that origin host, 0 if it is plainly not, as INITIALIZING "
    "(ingest_points: endPoints[].state; member is hostUuid); no series without end points, or for "
    "another word.",
    "ingest_point_id",
    "member",
)


class OriginTasksCollector(Collector[OriginTask]):
    """Live-ingest origin tasks: role, state and load."""

    route = BY_KEY["origin_tasks"]
    families = (TASK_INFO, TASK_STATES, TASK_UP, TASK_INGEST_POINTS, TASK_STORAGE, TASK_STORAGE_REPORTED)
    state_fields = (ORIGIN_TASK_STATE.name,)

    def collect(self, rows: Sequence[OriginTask], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the origin tasks."""
        infos = TASK_INFO.family()
        states = state_families(
            ctx,
            findings,
            ORIGIN_TASK_STATE,
            [said(task.state) for task in rows],
            TASK_STATES,
            TASK_UP,
            "state",
        )
        for task in rows:
            task_id = text(task.origin_task_id)
            infos.add(1, task_id, text(task.origin_task_name), text(task.group_id), task.role())
            states.add(said(task.state), task_id)
        return (infos, states.raw, *states.verdicts(), *_load(rows, findings))


def _load(rows: Sequence[OriginTask], findings: Findings) -> Iterable[Family]:
    ingest_points, storage, unitless = (
        TASK_INGEST_POINTS.family(), TASK_STORAGE.family(), TASK_STORAGE_REPORTED.family(),
    )  # fmt: skip
    for task in rows:
        task_id = text(task.origin_task_id)
        told = task.ingest_points(), "numAssociatedIngestPoints", task.num_associated_ingest_points
        _add(ingest_points, *told, task_id, findings)
        used = task.storage()
        if isinstance(used, Unitless):
            unitless.add(used.value, task_id)
        else:
            _add(storage, used, "usedStorageInMB", task.used_storage_in_mb, task_id, findings)
    return (ingest_points, storage, *((unitless,) if unitless.samples else ()))


def _add(
    family: Family,
    found: Measured | Unitless | Nothing,
    key: str,
    value: Text,
    task_id: str,
    findings: Findings,
) -> None:
    """Add a number; nothing where VOS does not say, or says what cannot be one."""
    if isinstance(found, Measured):
        family.add(found.value, task_id)
    elif isinstance(found, Nothing):
        note_nothing(findings.hints, found, findings.told(key), value)


class IngestPointsCollector(Collector[IngestPoint]):
    """Ingest points and their members, one per origin host."""

    route = BY_KEY["ingest_points"]
    families = (POINT_INFO, POINT_STATES, MEMBER_STATES, MEMBER_UP)
    state_fields = (INGEST_POINT_STATE.name,)

    def collect(self, rows: Sequence[IngestPoint], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the ingest points."""
        infos = POINT_INFO.family()
        states = state_families(
            ctx,
            findings,
            INGEST_POINT_STATE,
            [said(point.state) for point in rows],
            POINT_STATES,
            None,
            "state",
        )
        for point in rows:
            point_id = text(point.id)
            infos.add(1, point_id, point.service_id(), point.package(), text(point.tag))
            states.add(said(point.state), point_id)
        return (infos, states.raw, *_members(rows, ctx, findings))


def _members(rows: Sequence[IngestPoint], ctx: Context, findings: Findings) -> Iterable[Family]:
    members = [(text(point.id), member) for point in rows for member in point.members()]
    states = state_families(
        ctx,
        findings,
        INGEST_POINT_STATE,
        [said(member.state) for _, member in members],
        MEMBER_STATES,
        MEMBER_UP,
        "endPoints[].state",
    )
    for point_id, member in members:
        states.add(said(member.state), point_id, text(member.host_uuid))
    return (states.raw, *states.verdicts())
