"""Board 3: one channel end to end."""

from grafana import links
from grafana.board import Board, Section, Variable
from grafana.looks import ACTIVE, Look, falling, none_is_good
from grafana.panels import INSTANCE, OWNERSHIP, Column, Query, chart, number, rows, timeline
from grafana.queries import (
    DESTINATION,
    GROUP,
    MINE,
    ON,
    SOURCE,
    alarms,
    members,
    members_up,
    named,
    pods_of_services,
    sel,
)

THIS = 'service_id=~"$service_id"'
ALARMED = Look(((0, "green"), (1, "orange")), ((0, "None", "green"),))
SOURCES = sel("vos_service_source_info", THIS)
UPLINKS = sel("vos_service_uplink_info", THIS)
INPUTS = f"{sel('vos_source_input_info')} and on ({ON}, source_id) {SOURCES}"
INGEST = sel("vos_ingest_point_info", THIS)
MEMBERS_UP = f"sum by ({ON}, ingest_point_id) ({sel('vos_ingest_point_member_up')})"

IDENTITY = Section(
    "Which channel is it?",
    (
        rows(
            "Identity",
            "What VOS and the configuration say the channel is.",
            [Query(sel("vos_service_info", THIS))],
            [
                Column("service_name", "Channel"),
                *OWNERSHIP,
                Column("program_number", "Program"),
                Column("redundancy_mode", "Redundancy"),
                Column("engine_version", "Engine"),
                INSTANCE,
                Column("service_id", "Service id"),
            ],
            width=16,
            height=4,
        ),
        number(
            "Active alarms",
            "Active notifications that belong to the channel.",
            Query(f"sum({alarms(THIS)})"),
            look=none_is_good(),
        ),
        number(
            "Last SCTE-35 event",
            "Time since the last splice event; no data if the channel has none or the log is not read.",
            Query(f"time() - {sel('vos_scte35_last_event_timestamp_seconds', THIS)}"),
            unit="s",
            decimals=0,
            link=links.to(links.SCTE35, "SCTE-35"),
        ),
    ),
)

STATE = Section(
    "What happened?",
    (
        timeline(
            "Active",
            "What VOS was told the channel should be, and what the configuration expects.",
            Query(sel("vos_service_active", THIS), "Active"),
            Query(sel("vos_service_expected_active", THIS), "Expected"),
            look=ACTIVE,
            height=4,
        ),
        timeline(
            "Alarms",
            "Active notifications of the channel by class and severity. Grey: none, or nobody can tell.",
            Query(
                "sum by (notification_class, notification_severity)"
                f" ({sel('vos_service_notifications_active', THIS)})",
                "{{notification_class}} {{notification_severity}}",
            ),
            look=ALARMED,
            height=6,
        ),
    ),
)

CHAIN = Section(
    "From source to viewer",
    (
        rows(
            "Sources",
            "Sources in the order of preference; rank 1 is the first choice.",
            [Query(named(SOURCES, SOURCE))],
            [
                Column("rank", "Rank"),
                Column("source_name", "Source"),
                Column("source_id", "Source id"),
            ],
            sort="Rank",
            height=6,
        ),
        rows(
            "Inputs",
            "Inputs of these sources and the group of cloud links that feeds them.",
            [Query(f"{named(INPUTS, SOURCE)}")],
            [
                Column("source_name", "Source"),
                Column("rank", "Rank"),
                Column("input_type", "Type"),
                Column("cloudlink_group_id", "Group id"),
            ],
            sort="Source",
            height=6,
        ),
        rows(
            "Uplinks",
            "Share of each feeding group's cloud links that is up.",
            [
                Query(
                    f"{named(UPLINKS, GROUP)} * on ({ON}, cloudlink_group_id) group_left ()"
                    f" ({members_up()} / {members()})"
                )
            ],
            [
                Column("rank", "Source rank"),
                Column(
                    "cloudlink_group_name",
                    "Group",
                    link=links.to(
                        links.CLOUDLINKS,
                        "Cloud links",
                        cloudlink_group_id=links.of_row("cloudlink_group_id"),
                    ),
                ),
                Column("A", "Links up", "percentunit", falling(0.01, 1)),
                Column("cloudlink_group_id", "Group id"),
            ],
            sort="Source rank",
            height=6,
        ),
        rows(
            "Destinations",
            "Where the channel goes.",
            [Query(named(sel("vos_service_destination_info", THIS), DESTINATION))],
            [
                Column("destination_name", "Destination"),
                Column("destination_type", "Type"),
                Column("destination_id", "Destination id"),
            ],
            sort="Destination",
            height=6,
        ),
        rows(
            "Ingest points",
            "Where the channel enters the origin, and how many members of each work.",
            [Query(f"{INGEST} * on ({ON}, ingest_point_id) group_left () {MEMBERS_UP}")],
            [
                Column("package", "Package"),
                Column("tag", "Tag"),
                Column("A", "Members up", look=falling(1, 2)),
                Column("ingest_point_id", "Ingest point id"),
            ],
            sort="Package",
            height=6,
        ),
        rows(
            "Pods",
            "Pods that work for the channel.",
            [Query(sel("vos_pod_info", THIS))],
            [Column("pod_name", "Pod"), Column("node_name", "Node")],
            sort="Pod",
            height=6,
        ),
    ),
)

LOAD = Section(
    "How hard does it work?",
    (
        chart(
            "Pod CPU",
            "CPU of the channel's pods, 100 % is all they may use.",
            Query(f"max by (pod_name) ({pods_of_services('vos_pod_cpu_usage_ratio', THIS)})", "{{pod_name}}"),
            unit="percentunit",
        ),
        chart(
            "Pod memory",
            "Memory of the channel's pods.",
            Query(
                f"max by (pod_name) ({pods_of_services('vos_pod_memory_usage_bytes', THIS)})", "{{pod_name}}"
            ),
            unit="bytes",
        ),
    ),
)

CHOICE = Variable(
    "service_id",
    "Channel",
    f"query_result(vos_service_info{{{MINE}}})",
    many=False,
    regex='/service_id="(?<value>[^"]*)".*service_name="(?<text>[^"]*)"/',
)

BOARD = Board(
    links.SERVICE,
    "Service detail",
    "How is one channel, end to end?",
    (IDENTITY, STATE, CHAIN, LOAD),
    variables=(CHOICE,),
)
