"""The route table: every API resource we read, declared once.

Evidence is that of docs/vos-api.md#evidence: what is assumed is marked so, can be overridden in the
configuration and degrades to "no data".
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.payloads import (
    cloudlinks,
    destinations,
    images,
    nodes,
    notifications,
    origin,
    origin_engine,
    platform,
    profiles,
    rf,
    scte,
    services,
    sources,
)


class Evidence(enum.StrEnum):
    """How well something is known (docs/vos-api.md#evidence)."""

    CONNECTOR = "S"
    SCRIPTS = "F"
    OURS = "G"
    ASSUMED = "A"


@dataclass(frozen=True, slots=True)
class Route:
    """One API resource we read.

    Attributes:
        key: our name of it, the value of the ``route`` label.
        path: where it is, below the target's URL.
        page: the connector's page it answers.
        shape: the type of one row, or a field table where nobody has published the shape.
        path_evidence: how well the path is known.
        field_evidence: how well the keys of the body are known.
        row_key: the attribute of a row that identifies it; ``None`` where rows have no key.
        params: query parameters, before the operator's.
        limit_param: the parameter that bounds the rows VOS answers, if there is one.
        enabled: whether it is asked unless the operator says otherwise.
        called: other names an envelope may have for its rows.
    """

    key: str
    path: str
    page: str
    shape: type[Any] | FieldTable
    path_evidence: Evidence
    field_evidence: Evidence
    row_key: str | None = "id"
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    limit_param: str | None = None
    enabled: bool = True
    called: tuple[str, ...] = ()


_F, _S, _A = Evidence.SCRIPTS, Evidence.CONNECTOR, Evidence.ASSUMED
_CONFIGURE = "/vos-api/configure/v1"
_ORIGIN = "/vos-api/live-ingest-origin/v1"
_UPLINK = "/vos-api/uplink-hub/v1"
_NOTIFICATION = "/vos-api/notification/v1"
_PLATFORM = "/vos-api/platform-config/v1"

ROUTES: tuple[Route, ...] = (
    Route("services", f"{_CONFIGURE}/services", "Services", services.Service, _F, _F),
    Route("sources", f"{_CONFIGURE}/sources", "Sources", sources.Source, _F, _F),
    Route("destinations", f"{_CONFIGURE}/destinations", "Destinations", destinations.Destination, _F, _F),
    Route("profiles", "/vos-api/labwizard/v1/profiles", "Profiles", profiles.Profile, _F, _F),
    Route("images", f"{_CONFIGURE}/images", "Image Slates", images.Image, _F, _F),
    Route("uplinks", f"{_UPLINK}/uplinks", "Cloud Links", cloudlinks.Uplink, _F, _F),
    Route("uplink_groups", f"{_UPLINK}/uplinkGroups", "Cloud Links", cloudlinks.UplinkGroup, _F, _F),
    Route("uplink_status", f"{_UPLINK}/uplinkStatus", "Cloud Links", cloudlinks.UplinkStatus, _F, _F),
    Route(
        "origin_tasks", f"{_ORIGIN}/origin-tasks", "Origin Engine", origin.OriginTask, _F, _F,
        row_key="origin_task_id",
    ),
    Route("ingest_points", f"{_ORIGIN}/ingest-point", "Origin Engine", origin.IngestPoint, _F, _F),
    Route(
        "notifications", f"{_NOTIFICATION}/notifications", "Notifications",
        notifications.Notification, _F, _F,
        row_key=None, params={"state": "ACTIVE", "result_count": "5000"}, limit_param="result_count",
    ),
    Route(
        "notification_history", f"{_NOTIFICATION}/notifications", "Notifications",
        notifications.Notification, _F, _F,
        row_key=None, params={"result_count": "1000"}, limit_param="result_count",
    ),
    Route(
        "notification_types", f"{_NOTIFICATION}/notificationTypes", "Notifications",
        notifications.NOTIFICATION_TYPES, _A, _A,
    ),
    Route("nodes", "/vos-api/kubernetes/v1/nodes", "Nodes", nodes.NODES, _A, _A),
    Route("pods", "/vos-api/kubernetes/v1/pods", "Nodes", nodes.PODS, _A, _A),
    Route(
        "origin_engine", "/vos-api/origin-engine/v1/statistics", "Origin Engine",
        origin_engine.ORIGIN_ENGINE, _A, _A,
    ),
    Route(
        "scte_logs", "/vos-api/log/v1/scte", "SCTE Logs", scte.SCTE_LOGS, _A, _A,
        row_key=None, params={"row_count": "1000"}, limit_param="row_count", enabled=False,
    ),
    Route("system_info", f"{_PLATFORM}/systemInfo", "Configurations", platform.SYSTEM_INFO, _S, _A),
    Route("networks", f"{_PLATFORM}/networks", "Configurations", platform.NETWORKS, _S, _A),
    Route("rf_statistics", f"{_PLATFORM}/rfStatistics", "RF", rf.RF_STATISTICS, _S, _A),
    Route("rf_monitorings", f"{_PLATFORM}/rfMonitorings", "RF", rf.RF_MONITORINGS, _S, _A),
    Route("rf_settings", f"{_PLATFORM}/rfSettings", "RF", rf.RF_SETTINGS, _S, _A),
)  # fmt: skip

BY_KEY: Mapping[str, Route] = {route.key: route for route in ROUTES}
