"""The eleven boards, from general to special."""

from grafana.dashboards import (
    audit,
    cloudlinks,
    exporter,
    nodes,
    notifications,
    origin,
    overview,
    rf,
    scte35,
    service_detail,
    services,
)

BOARDS = tuple(
    module.BOARD
    for module in (
        overview,
        services,
        service_detail,
        cloudlinks,
        origin,
        nodes,
        rf,
        notifications,
        scte35,
        audit,
        exporter,
    )
)
