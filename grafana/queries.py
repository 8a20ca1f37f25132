"""PromQL the dashboards share: selectors and joins that survive a rename.

A count of bad things is a sum over booleans of the things that are there, never ``or vector(0)``: where
nothing is known, there is no number, and the panel is grey.
"""

from dataclasses import dataclass

MINE = 'job=~"$job",instance=~"$instance"'
"""What the user chose; in every selector."""

ON = "job, instance"


@dataclass(frozen=True, slots=True)
class Named:
    """Objects with an id of their own, and where their names are.

    Attributes:
        key: the id label.
        info: a metric with one series per id, or PromQL that makes it so.
        labels: the labels a join brings along.
    """

    key: str
    info: str
    labels: tuple[str, ...]


def sel(metric: str, *matchers: str) -> str:
    """``metric`` of what the user chose."""
    return f"{metric}{{{','.join((MINE, *matchers))}}}"


def _one(metric: str, key: str) -> str:
    """One series per id, also in the moment of a rename."""
    return f"topk by ({ON}, {key}) (1, {sel(metric)})"


SERVICE = Named("service_id", sel("vos:service_info:unique"), ("service_name", "owner_team", "service_tier"))
SOURCE = Named("source_id", _one("vos_source_info", "source_id"), ("source_name",))
DESTINATION = Named(
    "destination_id", _one("vos_destination_info", "destination_id"), ("destination_name", "destination_type")
)
CLOUDLINK = Named("cloudlink_id", sel("vos:cloudlink_info:unique"), ("cloudlink_name",))
GROUP = Named("cloudlink_group_id", sel("vos:cloudlink_group_info:unique"), ("cloudlink_group_name",))
ORIGIN_TASK = Named(
    "origin_task_id", sel("vos:origin_task_info:unique"), ("origin_task_name", "group_id", "role")
)
ORIGIN_SERVER = Named(
    "origin_server_id", _one("vos_origin_server_info", "origin_server_id"), ("origin_server_name",)
)
INGEST_POINT = Named("ingest_point_id", sel("vos:ingest_point_info:unique"), ("service_id", "package"))
RF_INPUT = Named("rf_input_id", sel("vos:rf_input_info:unique"), ("rf_input_name", "satellite"))
NOTIFICATION_TYPE = Named(
    "notification_type", _one("vos_notification_type_info", "notification_type"), ("title",)
)


def named(expr: str, objects: Named, *labels: str) -> str:
    """``expr`` with the names of its ``objects``; ``labels`` instead of those they usually bring."""
    brought = ", ".join(labels or objects.labels)
    return f"({expr}) * on ({ON}, {objects.key}) group_left ({brought}) {objects.info}"


def bad(metric: str, *matchers: str) -> str:
    """How many of ``metric`` are 0; no number where there are none at all."""
    return f"sum({sel(metric, *matchers)} == bool 0)"


def affected(notification_class: str) -> str:
    """How many services have an active notification of a class; no number while nobody can tell."""
    services = sel("vos_service_notifications_active", f'notification_class="{notification_class}"')
    known = sel("vos_notifications_active_by_class", f'notification_class="{notification_class}"')
    return f"count(sum by ({ON}, service_id) ({services}) > 0) or 0 * sum({known})"


def alarms(*matchers: str) -> str:
    """Active notifications per service, 0 where there is none; no number while nobody can tell."""
    service = f"sum by ({ON}, service_id)"
    known = sel("vos_notifications_active", 'notification_severity="other"')
    return (
        f"{service} ({sel('vos_service_notifications_active', *matchers)})"
        f" or 0 * {service} ({sel('vos_service_active', *matchers)} and on ({ON}) {known})"
    )


def members_up() -> str:
    """Cloud links of a group that are up."""
    members, up = sel("vos_cloudlink_group_member_info"), sel("vos_cloudlink_up")
    return (
        f"sum by ({ON}, cloudlink_group_id) ({members} * on ({ON}, cloudlink_id) group_left () {up})"
    )  # fmt: skip


def members() -> str:
    """Cloud links of a group whose state is known."""
    members, up = sel("vos_cloudlink_group_member_info"), sel("vos_cloudlink_up")
    return f"count by ({ON}, cloudlink_group_id) ({members} * on ({ON}, cloudlink_id) group_left () {up})"


def legs_up() -> str:
    """Share of the origin tasks of a pair that are up."""
    up = named(sel("vos_origin_task_up"), ORIGIN_TASK, "group_id")
    return f"avg by ({ON}, group_id) ({up})"


def named_legs_up() -> str:
    """The same with the name of the pair's first task."""
    first = sel("vos:origin_task_info:unique", 'role!="backup"')
    return (
        f"{legs_up()} * on ({ON}, group_id) group_left (origin_task_name)"
        f" topk by ({ON}, group_id) (1, {first})"
    )


def missing_services() -> str:
    """1 for a service that is off though it is expected on air, 0 for one that is as expected."""
    active, expected = sel("vos_service_active"), sel("vos_service_expected_active")
    return f"({active} == bool 0) * on ({ON}, service_id) {expected}"


def pods_of_services(metric: str, *matchers: str) -> str:
    """``metric`` of pods, with the service they work for."""
    pods = sel("vos_pod_info", 'service_id!=""', *matchers)
    usage = f"max by ({ON}, pod_name) ({sel(metric)})"
    return f"{pods} * on ({ON}, pod_name) group_left () {usage}"
