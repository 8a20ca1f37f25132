"""Board 8: what VOS itself says."""

from grafana import links
from grafana.board import Board, Section
from grafana.looks import none_is_good, states
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
)
from grafana.queries import NOTIFICATION_TYPE, ON, SERVICE, named, sel

OBSERVED = f"sum by ({ON}, notification_type) (increase({sel('vos_notification_type_observed_total')}[1d]))"
OLDEST = f"min by (notification_severity) ({sel('vos_notification_oldest_active_timestamp_seconds')})"
TRUNCATED = sel("vos_api_response_truncated", 'route="notifications"')
SEVERITY = 'field="notification_severity"'

NOW = Section(
    "What does VOS say?",
    (
        bars(
            "Active by severity",
            "Active notifications by severity.",
            Query(
                f"sum by (notification_severity) ({sel('vos_notifications_active')})",
                "{{notification_severity}}",
            ),
            by_severity=True,
        ),
        bars(
            "Active by class",
            "Active notifications by class, read from their titles.",
            Query(
                f"sum by (notification_class) ({sel('vos_notifications_active_by_class')})",
                "{{notification_class}}",
            ),
        ),
        bars(
            "Oldest active",
            "Age of the oldest active notification of each severity.",
            Query(f"time() - {OLDEST}", "{{notification_severity}}"),
            unit="s",
        ),
        number(
            "List complete?",
            "Whether VOS sent all active notifications; if not, counts are a lower bound.",
            Query(f"1 - max({TRUNCATED})"),
            look=states("Cut off", "Complete"),
        ),
        number(
            "Unknown severities",
            "Distinct severities outside our map; they count as other.",
            Query(f"max({sel('vos_api_unmapped_values', SEVERITY)})"),
            look=none_is_good("yellow"),
        ),
        rows(
            "By state and severity",
            "All notifications VOS still lists.",
            [Query(f"sum by (notification_state, notification_severity) ({sel('vos_notifications')})")],
            [
                Column("notification_state", "State"),
                Column("notification_severity", "Severity"),
                Column("A", "Notifications"),
            ],
            sort="State",
            width=16,
        ),
    ),
)

NEW = Section(
    "Is it new, and is it more than usual?",
    (
        chart(
            "More than usual?",
            "New notifications of the last five minutes, and their median of the last day.",
            Query(sel("vos:notifications_observed:increase5m"), "now {{instance}}"),
            Query(sel("vos:notifications_observed:increase5m_median1d"), "usual {{instance}}"),
            unit="short",
        ),
        rows(
            "Most frequent types in a day",
            "The 15 notification types raised most often in 24 hours.",
            [Query(f"topk(15, {named(OBSERVED, NOTIFICATION_TYPE)})")],
            [
                Column("title", "Title"),
                Column("notification_type", "Type"),
                Column("A", "Raised", "short"),
                INSTANCE,
            ],
            sort="Raised",
            descending=True,
        ),
        rows(
            "Channels with alarms",
            "Active notifications that belong to a channel. Empty: no channel has one.",
            [Query(named(sel("vos_service_notifications_active"), SERVICE))],
            [
                CHANNEL,
                Column("notification_class", "Class"),
                Column("notification_severity", "Severity"),
                Column("A", "Alarms"),
                *OWNERSHIP,
                INSTANCE,
                SERVICE_ID,
            ],
            sort="Channel",
            width=24,
        ),
    ),
)

BOARD = Board(links.NOTIFICATIONS, "Notifications", "What does VOS itself say, and is it new?", (NOW, NEW))
