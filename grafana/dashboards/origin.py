"""Board 5: delivery."""

from grafana import links
from grafana.board import Board, Section
from grafana.looks import UP, none_is_good
from grafana.panels import INSTANCE, SERVICE_ID, Column, Query, bars, chart, number, rows, timeline
from grafana.queries import INGEST_POINT, ON, ORIGIN_SERVER, ORIGIN_TASK, bad, legs_up, named, sel

MEMBER = sel("vos_ingest_point_member_up")

INGEST = Section(
    "Can players get fresh manifests?",
    (
        number("Members", "Ingest point members in all.", Query(f"count({MEMBER})")),
        number("Members up", "Ingest point members that work.", Query(f"sum({MEMBER})")),
        number(
            "Members down",
            "Ingest point members that are INITIALIZING.",
            Query(bad("vos_ingest_point_member_up")),
            look=none_is_good(),
        ),
        number(
            "Ingest points down",
            "Ingest points none of whose members works: the package cannot be served.",
            Query(f"sum(sum by ({ON}, ingest_point_id) ({MEMBER}) == bool 0)"),
            look=none_is_good(),
        ),
        number(
            "Origin tasks down",
            "Origin tasks that are INITIALIZING.",
            Query(bad("vos_origin_task_up")),
            look=none_is_good(),
        ),
        number(
            "Pairs down",
            "Pairs of origin tasks of which none works.",
            Query(f"sum({legs_up()} == bool 0)"),
            look=none_is_good(),
        ),
        rows(
            "Members that do not work",
            "Ingest point members that are not up, and the channel they serve. Empty: all are up.",
            [Query(named(f"{MEMBER} == bool 0 == 1", INGEST_POINT))],
            [
                Column("package", "Package"),
                Column("member", "Member"),
                Column("ingest_point_id", "Ingest point id"),
                INSTANCE,
                SERVICE_ID,
            ],
            sort="Package",
        ),
        chart(
            "States of members",
            "Ingest point members by state, as VOS writes it.",
            Query(f"sum by (state) ({sel('vos_ingest_point_member_state')})", "{{state}}"),
            stacked=True,
        ),
    ),
)

TASKS = Section(
    "Is a pair on one leg?",
    (
        timeline(
            "Origin tasks",
            "When each origin task was up.",
            Query(
                named(sel("vos_origin_task_up"), ORIGIN_TASK), "{{origin_task_name}} {{role}} {{instance}}"
            ),
            look=UP,
        ),
        bars(
            "Ingest points per task",
            "Ingest points each origin task holds.",
            Query(
                named(sel("vos_origin_task_ingest_points"), ORIGIN_TASK), "{{origin_task_name}} {{instance}}"
            ),
            width=12,
        ),
        chart(
            "Storage per task",
            "Storage each origin task uses.",
            Query(
                named(sel("vos_origin_task_used_storage_bytes"), ORIGIN_TASK),
                "{{origin_task_name}} {{instance}}",
            ),
            unit="decbytes",
        ),
    ),
)

SERVERS = Section(
    "Do the servers keep up?",
    (
        chart(
            "Server CPU",
            "CPU of each server of the origin engine, 100 % is all of it.",
            Query(
                named(sel("vos_origin_server_cpu_usage_ratio"), ORIGIN_SERVER),
                "{{origin_server_name}} {{instance}}",
            ),
            unit="percentunit",
            top=1,
        ),
        chart(
            "Server memory",
            "Memory of each server of the origin engine, 100 % is all of it.",
            Query(
                named(sel("vos_origin_server_memory_usage_ratio"), ORIGIN_SERVER),
                "{{origin_server_name}} {{instance}}",
            ),
            unit="percentunit",
            top=1,
        ),
    ),
)

BOARD = Board(links.ORIGIN, "Origin", "Can players get fresh manifests?", (INGEST, TASKS, SERVERS))
