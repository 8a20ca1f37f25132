"""Ways from a board to the next; variables and time range go along."""

from grafana_foundation_sdk.builders.dashboard import DashboardLink
from grafana_foundation_sdk.models.dashboard import DashboardLinkType

OVERVIEW = "vos-overview"
SERVICES = "vos-services"
SERVICE = "vos-service"
CLOUDLINKS = "vos-cloudlinks"
ORIGIN = "vos-origin"
NODES = "vos-nodes"
RF = "vos-rf"
NOTIFICATIONS = "vos-notifications"
SCTE35 = "vos-scte35"
AUDIT = "vos-audit"
EXPORTER = "vos-exporter"

TAG = "vos"
CARRIED = "${__url_time_range}&${datasource:queryparam}&${job:queryparam}&${instance:queryparam}"

TO_SERVICE = "Service detail"
"""Title of the link from a row about a service."""


def url(board: str, **variables: str) -> str:
    """The address of ``board`` with what the user chose and some variables more."""
    more = "".join(f"&var-{name}={value}" for name, value in variables.items())
    return f"/d/{board}?{CARRIED}{more}"


def to(board: str, title: str, **variables: str) -> DashboardLink:
    """A link of a panel or of a value to ``board``."""
    return DashboardLink(title).type(DashboardLinkType.LINK).url(url(board, **variables))


def of_row(field: str) -> str:
    """The value of ``field`` in the row of a table."""
    return f"${{__data.fields.{field}}}"


def top() -> list[DashboardLink]:
    """What is above every board: all boards, and the way back to the overview."""
    every = (
        DashboardLink("VOS").type(DashboardLinkType.DASHBOARDS).tags([TAG])
        .as_dropdown(True).include_vars(True).keep_time(True)
    )  # fmt: skip
    overview = (
        DashboardLink("Overview").type(DashboardLinkType.LINK).url(f"/d/{OVERVIEW}")
        .icon("dashboard").include_vars(True).keep_time(True)
    )  # fmt: skip
    return [overview, every]
