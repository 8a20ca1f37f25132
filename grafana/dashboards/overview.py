"""Board 1: the ten-second questions."""

from grafana import links
from grafana.board import Board, Section
from grafana.looks import GREEN, RED, UP, YELLOW, Look, falling, none_is_good, rising
from grafana.panels import (
    CHANNEL,
    INSTANCE,
    OWNERSHIP,
    SERVICE_ID,
    Column,
    Query,
    bars,
    chart,
    number,
    rows,
    timeline,
)
from grafana.queries import (
    GROUP,
    ON,
    SERVICE,
    affected,
    bad,
    members,
    members_up,
    missing_services,
    named,
    named_legs_up,
    sel,
)

FIRING = 'ALERTS{alertstate="firing",alertname!="VOSWatchdog",job=~"$job|",instance=~"$instance|"}'
"""Alerts may be about no instance at all: that a whole job is gone."""

WHOLE = Look(((0, RED), (0.001, YELLOW), (1, GREEN)), ((0, "Down", RED), (1, "Whole", GREEN)))
"""The share of a redundant pair that is left."""

CRITICAL = 'notification_severity="critical"'
AGE = f"clamp_min(time() - {sel('vos_api_last_success_timestamp_seconds')}, 0)"
CPU = sel("vos_node_cpu_usage_ratio")
FADED = f"{sel('vos_rf_carrier_to_noise_db')} - on ({ON}, rf_input_id) {sel('vos:rf_cn_db:median1h')}"

TRUST = Section(
    "Can I trust this screen? Is it one cause or many?",
    (
        number(
            "Telemetry",
            "Whether every chosen VOS answers the exporter: the worst of them. No data: nobody asks.",
            Query(f"min({sel('vos_up')})"),
            look=UP,
            link=links.to(links.EXPORTER, "Exporter health"),
        ),
        number(
            "Oldest data",
            "Age of the oldest answer among the routes that are asked.",
            Query(f"max({AGE} and on ({ON}, route) {sel('vos_api_route_success')})"),
            unit="s",
            look=rising(60, 180),
            decimals=0,
            link=links.to(links.EXPORTER, "Exporter health"),
        ),
        number(
            "Failing routes",
            "Routes of the API that failed or timed out in the last scrape.",
            Query(bad("vos_api_route_success")),
            look=none_is_good(),
            link=links.to(links.EXPORTER, "Exporter health"),
        ),
        number(
            "Firing alerts",
            "Alerts of this exporter that fire now, the heartbeat left out. Who is on it: see Alertmanager.",
            Query(f"count({FIRING}) or 0 * sum({sel('vos_up')})"),
            look=none_is_good(),
        ),
        number(
            "Critical VOS alarms",
            "Active notifications of severity critical.",
            Query(f"sum({sel('vos_notifications_active', CRITICAL)})"),
            look=none_is_good(),
            link=links.to(links.NOTIFICATIONS, "Notifications"),
        ),
        number(
            "Switched in 15 minutes",
            "How often a channel was switched on or off in the last 15 minutes.",
            Query(f"sum(changes({sel('vos_service_active')}[15m]))"),
            look=none_is_good(YELLOW),
            link=links.to(links.SERVICES, "Services"),
        ),
    ),
)

ON_AIR = Section(
    "Is anything off air? Who lost a source?",
    (
        number(
            "Expected on air",
            "Channels the configuration expects on air now. No data: no channel has an expectation.",
            Query(f"sum({sel('vos_service_expected_active')})"),
            link=links.to(links.SERVICES, "Services"),
        ),
        number(
            "Missing",
            "Channels that are off though they are expected on air.",
            Query(f"sum({missing_services()})"),
            look=none_is_good(),
            link=links.to(links.SERVICES, "Services"),
        ),
        number(
            "On slate",
            "Channels with an active notification of class slate: viewers see a still picture.",
            Query(affected("slate")),
            look=none_is_good(),
            link=links.to(links.SERVICES, "Services"),
        ),
        number(
            "Source lost",
            "Channels with an active notification of class source_loss: at best they run on a backup.",
            Query(affected("source_loss")),
            look=none_is_good(YELLOW),
            link=links.to(links.SERVICES, "Services"),
        ),
        number(
            "Uplinks down",
            "Cloud links that are LOST.",
            Query(bad("vos_cloudlink_up")),
            look=none_is_good(),
            link=links.to(links.CLOUDLINKS, "Cloud links"),
        ),
        number(
            "Groups not whole",
            "Groups of cloud links with at least one member down: the next failure may hurt viewers.",
            Query(f"sum({members_up()} < bool {members()})"),
            look=none_is_good(YELLOW),
            link=links.to(links.CLOUDLINKS, "Cloud links"),
        ),
    ),
)

REST = Section(
    "Is delivery sound? Is there headroom? Rain or hardware?",
    (
        number(
            "Ingest points down",
            "Ingest points none of whose members works: players get stale manifests.",
            Query(f"sum(sum by ({ON}, ingest_point_id) ({sel('vos_ingest_point_member_up')}) == bool 0)"),
            look=none_is_good(),
            link=links.to(links.ORIGIN, "Origin"),
        ),
        number(
            "Origin tasks down",
            "Origin tasks that are INITIALIZING; one of a pair means redundancy is lost.",
            Query(bad("vos_origin_task_up")),
            look=none_is_good(YELLOW),
            link=links.to(links.ORIGIN, "Origin"),
        ),
        number(
            "Worst node CPU",
            "CPU of the busiest node, 100 % is all of it.",
            Query(f"max({CPU})"),
            unit="percentunit",
            look=rising(0.85, 0.95),
            link=links.to(links.NODES, "Nodes and pods"),
        ),
        number(
            "Headroom, one node lost",
            "CPU that stays free if the load of all nodes had to fit on one node less.",
            Query(f"min(1 - sum by ({ON}) ({CPU}) / (count by ({ON}) ({CPU}) - 1))"),
            unit="percentunit",
            look=falling(0.05, 0.15),
            link=links.to(links.NODES, "Nodes and pods"),
        ),
        number(
            "Lowest RF margin",
            "C/N above what the modulation needs, at the worst input; 0 dB is the end.",
            Query(f"min({sel('vos_rf_margin_db')})"),
            unit="dB",
            look=falling(1.5, 3),
            link=links.to(links.RF, "RF"),
        ),
        number(
            "RF inputs fading",
            "Inputs 3 dB or more below their median of the last hour; many at once is weather.",
            Query(f"sum({FADED} < bool -3)"),
            look=none_is_good(YELLOW),
            link=links.to(links.RF, "RF"),
        ),
    ),
)

WHAT = Section(
    "What is it, and since when?",
    (
        rows(
            "Channels needing attention",
            "Channels that are off though they are expected on air, worst tier first. Empty: there is none.",
            [Query(named(f"{missing_services()} == 1", SERVICE))],
            [CHANNEL, *OWNERSHIP, INSTANCE, SERVICE_ID],
            sort="Tier",
            height=6,
        ),
        rows(
            "Firing alerts by area",
            "Alerts that fire now, grouped by area. Empty: there is none. Silences are in Alertmanager.",
            [Query(f"count by (area, alertname, severity, instance) ({FIRING})")],
            [
                Column("area", "Area", width=100),
                Column("alertname", "Alert", width=290),
                Column("severity", "Severity"),
                INSTANCE,
                Column("A", "Alerts"),
            ],
            sort="Area",
            height=6,
        ),
        timeline(
            "The plant",
            "Telemetry, groups of cloud links and pairs of origin tasks: whole, one leg left, or down.",
            Query(f"min by (instance) ({sel('vos_up')})", "Telemetry {{instance}}"),
            Query(
                named(f"{members_up()} / {members()}", GROUP), "Uplinks {{cloudlink_group_name}} {{instance}}"
            ),
            Query(named_legs_up(), "Origin pair {{origin_task_name}} {{instance}}"),
            look=WHOLE,
            unit="percentunit",
        ),
        bars(
            "Active VOS alarms by severity",
            "Active notifications as VOS ranks them.",
            Query(
                f"sum by (notification_severity) ({sel('vos_notifications_active')})",
                "{{notification_severity}}",
            ),
            by_severity=True,
            link=links.to(links.NOTIFICATIONS, "Notifications"),
        ),
        chart(
            "New alarms per minute",
            "Notifications seen for the first time. Marks: upgrades, renames, new exporter configurations.",
            Query(
                "60 * sum by (notification_severity)"
                f" (rate({sel('vos_notifications_observed_total')}[$__rate_interval]))",
                "{{notification_severity}}",
            ),
            unit="cpm",
            by_severity=True,
            width=16,
        ),
    ),
)

BOARD = Board(
    links.OVERVIEW,
    "NOC overview",
    "Can I trust the screen, is anything off air, is it one cause or many?",
    (TRUST, ON_AIR, REST, WHAT),
)
