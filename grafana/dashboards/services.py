"""Board 2: all channels."""

from grafana import links
from grafana.board import Board, Section
from grafana.looks import ACTIVE, falling, rising
from grafana.panels import (
    CHANNEL,
    INSTANCE,
    OWNERSHIP,
    SERVICE_ID,
    Column,
    Query,
    bars,
    chart,
    rows,
    timeline,
)
from grafana.queries import ON, SERVICE, alarms, named, pods_of_services, sel

SWITCHED = f"{sel('vos_service_active')} and changes({sel('vos_service_active')}[$__range] @ end()) > 0"

NOW = Section(
    "Which channels, whose, in which state?",
    (
        rows(
            "Channels",
            "Every channel: what it was told to be, what is expected, its sources, destinations and alarms."
            " Active is what VOS was told, not what viewers see.",
            [
                Query(named(sel("vos_service_active"), SERVICE)),
                Query(f"sum by ({ON}, service_id) ({sel('vos_service_expected_active')})"),
                Query(f"sum by ({ON}, service_id) ({sel('vos_service_sources')})"),
                Query(f"sum by ({ON}, service_id) ({sel('vos_service_destinations')})"),
                Query(alarms()),
                Query(f"sum by ({ON}, service_id) ({pods_of_services('vos_pod_cpu_usage_ratio')})"),
            ],
            [
                CHANNEL,
                *OWNERSHIP,
                Column("A", "Active", look=ACTIVE),
                Column("B", "Expected"),
                Column("C", "Sources", look=falling(1, 2)),
                Column("D", "Destinations", look=falling(1, 1)),
                Column("E", "Alarms", look=rising(1, 5)),
                Column("F", "CPU", "percentunit"),
                INSTANCE,
                SERVICE_ID,
            ],
            sort="Channel",
            width=24,
            height=14,
        ),
    ),
)

OVER_TIME = Section(
    "Since when?",
    (
        timeline(
            "Channels switched in this range",
            "Only channels that were switched on or off in this time range. Empty: none was.",
            Query(named(SWITCHED, SERVICE), "{{service_name}} {{instance}}"),
            look=ACTIVE,
            link=links.to(links.SERVICE, links.TO_SERVICE, service_id="${__field.labels.service_id}"),
        ),
        chart(
            "Expected channels that are active",
            "Share of the channels expected on air that are active.",
            Query(sel("vos:services_active:ratio"), "{{instance}}"),
            unit="percentunit",
            top=1,
        ),
        bars(
            "Control states",
            "Channels by control state, as VOS writes it.",
            Query(f"sum by (state) ({sel('vos_services')})", "{{state}}"),
            width=6,
        ),
        bars(
            "By owner",
            "Channels by the team the configuration names.",
            Query(f"count by (owner_team) ({sel('vos_service_info')})", "{{owner_team}}"),
            width=6,
        ),
        bars(
            "Most alarms",
            "The ten channels with the most active notifications.",
            Query(f"topk(10, {named(alarms(), SERVICE)})", "{{service_name}} {{instance}}"),
            look=rising(1, 5),
            link=links.to(links.SERVICE, links.TO_SERVICE, service_id="${__field.labels.service_id}"),
            width=24,
        ),
    ),
)

BOARD = Board(links.SERVICES, "Services", "Which channels, since when, whose?", (NOW, OVER_TIME))
