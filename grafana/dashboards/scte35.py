"""Board 9: advertisement breaks."""

from grafana import links
from grafana.board import Board, Section
from grafana.looks import GREY, Look, none_is_good, rising, states
from grafana.panels import CHANNEL, INSTANCE, OWNERSHIP, SERVICE_ID, Column, Query, chart, number, rows
from grafana.queries import ON, SERVICE, named, sel

EVENTS = "vos_scte35_log_events_total"
LOG = 'route="scte_logs"'
ERROR = 'event_class="error"'
AGE = f"time() - {sel('vos_scte35_last_event_timestamp_seconds')}"
EXPECTED = sel("vos_scte35_expected_interval_seconds")
READ = Look(states("Not read", "Read", GREY).steps, ((0, "Not read", GREY), (1, "Read", "green")))

CUES = Section(
    "Do ad cues flow?",
    (
        number(
            "Log read?",
            "Whether the exporter reads the splice log; the route is off unless the configuration says so.",
            Query(f"min({sel('vos_api_route_enabled', LOG)})"),
            look=READ,
            link=links.to(links.EXPORTER, "Exporter health"),
        ),
        number(
            "Events per hour",
            "Splice events of the last hour.",
            Query(f"sum(increase({sel(EVENTS)}[1h]))"),
            unit="short",
            decimals=0,
        ),
        number(
            "Errors per hour",
            "Splice events of class error in the last hour.",
            Query(f"sum(increase({sel(EVENTS, ERROR)}[1h]))"),
            unit="short",
            look=none_is_good("yellow"),
            decimals=0,
        ),
        number(
            "Late channels",
            "Channels whose last event is longer ago than the configuration allows.",
            Query(f"sum({AGE} > bool on ({ON}, service_id) {EXPECTED})"),
            look=none_is_good("yellow"),
        ),
        number(
            "Longest silence",
            "Time since the last event of the channel that has waited longest.",
            Query(f"max({AGE})"),
            unit="s",
            decimals=0,
            width=8,
        ),
        chart(
            "Events per minute",
            "Splice events by class.",
            Query(
                f"60 * sum by (event_class) (rate({sel(EVENTS)}[$__rate_interval]))",
                "{{event_class}}",
            ),
            unit="cpm",
            stacked=True,
        ),
        rows(
            "Time since the last event",
            "Channels in the splice log, the one that has waited longest first.",
            [
                Query(named(AGE, SERVICE)),
                Query(f"sum by ({ON}, service_id) ({EXPECTED})"),
                Query(
                    f"sum by ({ON}, service_id) (({AGE}) / on ({ON}, service_id) {EXPECTED})",
                ),
            ],
            [
                CHANNEL,
                Column("A", "Since", "s"),
                Column("B", "Allowed", "s"),
                Column("C", "Of allowed", "percentunit", rising(0.8, 1)),
                *OWNERSHIP,
                INSTANCE,
                SERVICE_ID,
            ],
            sort="Since",
            descending=True,
        ),
    ),
)

BOARD = Board(links.SCTE35, "SCTE-35", "Do ad cues flow?", (CUES,))
