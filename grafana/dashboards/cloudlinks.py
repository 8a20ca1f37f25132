"""Board 4: contribution over cloud links."""

from grafana import links
from grafana.board import Board, Section, Variable
from grafana.looks import UP, falling, none_is_good, rising
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
    CLOUDLINK,
    GROUP,
    MINE,
    ON,
    SERVICE,
    bad,
    members,
    members_up,
    named,
    sel,
)

THIS_GROUP = 'cloudlink_group_id=~"$cloudlink_group_id"'
OUTPUTS = "vos_cloudlink_output_bytes_per_second"
EGRESS = f"sum by ({ON}, cloudlink_id) ({sel(OUTPUTS)})"
CHOSEN = f"{sel('vos_cloudlink_group_member_info', THIS_GROUP)}"
LEFT = f"{members_up()} < {members()}"
FLAPS = f"changes({sel('vos_cloudlink_up')}[1d])"

STATE = Section(
    "Which site is hurt?",
    (
        number(
            "Links down",
            "Cloud links that are LOST.",
            Query(bad("vos_cloudlink_up")),
            look=none_is_good(),
        ),
        number(
            "Groups down",
            "Groups none of whose cloud links is up.",
            Query(f"sum({members_up()} == bool 0)"),
            look=none_is_good(),
        ),
        number(
            "Silent outputs",
            "Outputs that send nothing though their link is up.",
            Query(bad(OUTPUTS)),
            look=none_is_good(),
        ),
        number(
            "Sent in total",
            "Bit rate of all outputs together.",
            Query(f"8 * sum({sel(OUTPUTS)})"),
            unit="bps",
        ),
        rows(
            "Groups not whole",
            "Groups with a member down and how many are left. Empty: all are whole.",
            [Query(named(LEFT, GROUP))],
            [
                Column("cloudlink_group_name", "Group"),
                Column("A", "Links left", look=falling(1, 2)),
                INSTANCE,
                Column("cloudlink_group_id", "Group id"),
            ],
            sort="Links left",
            width=8,
            height=4,
        ),
        timeline(
            "Cloud links",
            "When each cloud link was up. Grey: VOS did not say.",
            Query(named(sel("vos_cloudlink_up"), CLOUDLINK), "{{cloudlink_name}} {{instance}}"),
            look=UP,
        ),
        rows(
            "States now",
            "The state of every cloud link as VOS writes it, and what it runs.",
            [
                Query(
                    f"{named(sel('vos_cloudlink_uplink_state') + ' == 1', CLOUDLINK)}"
                    f" * on ({ON}, cloudlink_id) group_left (ip_address, version)"
                    f" topk by ({ON}, cloudlink_id) (1, {sel('vos_cloudlink_info')})"
                )
            ],
            [
                Column("cloudlink_name", "Cloud link"),
                Column("state", "State"),
                Column("ip_address", "Address"),
                Column("version", "Version"),
                INSTANCE,
            ],
            sort="Cloud link",
        ),
        rows(
            "Silent outputs by link",
            "Outputs that send nothing though their link is up: a lost feed. Empty: there is none.",
            [Query(named(f"{sel(OUTPUTS)} == 0", CLOUDLINK))],
            [Column("cloudlink_name", "Cloud link"), Column("output_id", "Output id"), INSTANCE],
            sort="Cloud link",
        ),
    ),
)

TRAFFIC = Section(
    "Link or feed?",
    (
        chart(
            "Output bit rate",
            "Each output of the chosen group's cloud links; compare with its own past only.",
            Query(
                f"8 * {named(f'{sel(OUTPUTS)} and on ({ON}, cloudlink_id) {CHOSEN}', CLOUDLINK)}",
                "{{cloudlink_name}} {{output_id}}",
            ),
            unit="bps",
        ),
        bars(
            "Egress against rating",
            "Bit rate of a cloud link as a share of its configured capacity. No data: none is configured.",
            Query(
                named(
                    f"{EGRESS} / on ({ON}, cloudlink_id) {sel('vos_cloudlink_capacity_bytes_per_second')}",
                    CLOUDLINK,
                ),
                "{{cloudlink_name}} {{instance}}",
            ),
            unit="percentunit",
            look=rising(0.85, 0.95),
            top=1,
            width=12,
        ),
        bars(
            "State changes in a day",
            "The ten cloud links that changed between up and down most often in 24 hours.",
            Query(f"topk(10, {named(FLAPS, CLOUDLINK)})", "{{cloudlink_name}} {{instance}}"),
            look=rising(2, 6),
            width=12,
        ),
        bars(
            "Versions",
            "Cloud links by software version.",
            Query(f"count by (version) ({sel('vos_cloudlink_info')})", "{{version}}"),
            width=12,
        ),
        rows(
            "Channels behind the chosen group",
            "Channels with a source that the chosen group feeds; rank 1 is their first choice.",
            [Query(named(named(sel("vos_service_uplink_info", THIS_GROUP), SERVICE), GROUP))],
            [
                CHANNEL,
                Column("cloudlink_group_name", "Group"),
                Column("rank", "Source rank"),
                *OWNERSHIP,
                INSTANCE,
                SERVICE_ID,
            ],
            sort="Channel",
            width=24,
        ),
    ),
)

CHOICE = Variable(
    "cloudlink_group_id",
    "Group",
    f"query_result(vos_cloudlink_group_info{{{MINE}}})",
    regex='/cloudlink_group_id="(?<value>[^"]*)".*cloudlink_group_name="(?<text>[^"]*)"/',
)

BOARD = Board(
    links.CLOUDLINKS,
    "Cloud links",
    "Which contribution site is hurt, and is it the link or a feed?",
    (STATE, TRAFFIC),
    variables=(CHOICE,),
)
