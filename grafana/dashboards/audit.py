"""Board 10: what will hurt us next time. Most tables here are empty on a tidy system."""

from grafana import links
from grafana.board import Board, Section
from grafana.looks import PLAIN
from grafana.panels import CHANNEL, INSTANCE, OWNERSHIP, SERVICE_ID, Column, Query, bars, number, rows
from grafana.queries import ON, SERVICE, SOURCE, named, sel

SOURCES, DESTINATIONS = sel("vos_source_info"), sel("vos_destination_info")
SOURCE_COLUMNS = (Column("source_name", "Source"), INSTANCE, Column("source_id", "Source id"))
NOT_OK = sel("vos_api_route_state", 'state=~"unsupported|disabled"')

CHANNELS = Section(
    "Which channels are fragile?",
    (
        rows(
            "Channels with one source",
            "Channels without a second source, worst tier first. Empty: every channel has two.",
            [Query(named(f"{sel('vos_service_sources')} < 2", SERVICE))],
            [CHANNEL, *OWNERSHIP, Column("A", "Sources"), INSTANCE, SERVICE_ID],
            sort="Tier",
        ),
        rows(
            "Channels that reach nobody",
            "Channels without a destination. Empty: every channel has one.",
            [Query(named(f"{sel('vos_service_destinations')} == 0", SERVICE))],
            [CHANNEL, *OWNERSHIP, INSTANCE, SERVICE_ID],
            sort="Tier",
        ),
        rows(
            "Channels without owner",
            "Channels no rule of the configuration gives to a team. Empty: all have an owner.",
            [Query(sel("vos_service_info", 'owner_team=""'))],
            [CHANNEL, INSTANCE, SERVICE_ID],
            sort="Channel",
        ),
        rows(
            "Channels by profile",
            "How many channels and destinations refer to each profile; 0 and 0 is a profile nobody uses.",
            [
                Query(
                    f"{sel('vos_profile_services')} * on ({ON}, profile_id) group_left (profile_name)"
                    f" topk by ({ON}, profile_id) (1, {sel('vos_profile_info')})"
                ),
                Query(f"sum by ({ON}, profile_id) ({sel('vos_profile_destinations')})"),
            ],
            [
                Column("profile_name", "Profile"),
                Column("A", "Channels"),
                Column("B", "Destinations"),
                INSTANCE,
            ],
            sort="Profile",
        ),
    ),
)

SOURCES_AND_DESTINATIONS = Section(
    "Which sources and destinations are not what they should be?",
    (
        rows(
            "Sources without slate",
            "Sources whose loss shows black instead of a slate. Empty: all have one.",
            [Query(named(f"{sel('vos_source_signal_loss_slate_configured')} == bool 0 == 1", SOURCE))],
            SOURCE_COLUMNS,
            sort="Source",
        ),
        rows(
            "Sources VOS does not monitor",
            "Sources that raise no notification when they are lost. Empty: all are monitored.",
            [Query(named(f"{sel('vos_source_monitoring_enabled')} == bool 0 == 1", SOURCE))],
            SOURCE_COLUMNS,
            sort="Source",
        ),
        rows(
            "Sources nobody uses",
            "Sources no channel refers to. Empty: all are used.",
            [
                Query(
                    f"{SOURCES} unless on ({ON}, source_id) {sel('vos_service_source_info')}"
                    f" and on ({ON}) {sel('vos_service_active')}"
                )
            ],
            SOURCE_COLUMNS,
            sort="Source",
        ),
        rows(
            "Destinations nobody uses",
            "Destinations no channel refers to. Empty: all are used.",
            [
                Query(
                    f"{DESTINATIONS} unless on ({ON}, destination_id) {sel('vos_service_destination_info')}"
                    f" and on ({ON}) {sel('vos_service_active')}"
                )
            ],
            [
                Column("destination_name", "Destination"),
                Column("destination_type", "Type"),
                INSTANCE,
                Column("destination_id", "Destination id"),
            ],
            sort="Destination",
        ),
    ),
)

SYSTEM = Section(
    "What runs, and what do we not see?",
    (
        rows(
            "Systems",
            "What each VOS says it is.",
            [Query(sel("vos_system_info"))],
            [
                INSTANCE,
                Column("product", "Product"),
                Column("software_version", "Software"),
                Column("api_version", "API"),
                Column("serial_number", "Serial number"),
            ],
            sort="VOS system",
        ),
        rows(
            "Routes we do not read",
            "Routes that are switched off in the configuration or that this VOS does not have.",
            [Query(f"{NOT_OK} == 1")],
            [Column("route", "Route"), Column("state", "Why"), INSTANCE],
            sort="Route",
        ),
        bars(
            "Inputs by type",
            "Inputs of all sources by type.",
            Query(f"count by (input_type) ({sel('vos_source_input_info')})", "{{input_type}}"),
        ),
        bars(
            "Destinations by type",
            "What the destinations are, as VOS names their types.",
            Query(f"count by (destination_type) ({DESTINATIONS})", "{{destination_type}}"),
        ),
        number("Profiles", "Profiles of all kinds.", Query(f"sum({sel('vos_profiles')})"), look=PLAIN),
        number("Slates", "Images VOS can show as slate.", Query(f"sum({sel('vos_images')})"), look=PLAIN),
    ),
)

BOARD = Board(
    links.AUDIT, "Configuration audit", "What will hurt us next time?",
    (CHANNELS, SOURCES_AND_DESTINATIONS, SYSTEM),
)  # fmt: skip
