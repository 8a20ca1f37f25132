"""What there is in a plant, told row by row: one teller per route."""

from collections.abc import Callable, Mapping

from tests.system.tongues.plants import alarms, configuration, links, nodes, origin, platform, reception
from tests.system.tongues.plants.common import Rows
from tests.system.tongues.tongue import Tongue

Teller = Callable[[Tongue], Rows]

TELLERS: Mapping[str, Teller] = {
    "services": configuration.services,
    "sources": configuration.sources,
    "destinations": configuration.destinations,
    "profiles": configuration.profiles,
    "images": configuration.images,
    "uplinks": links.uplinks,
    "uplink_groups": links.uplink_groups,
    "uplink_status": links.uplink_status,
    "origin_tasks": origin.origin_tasks,
    "ingest_points": origin.ingest_points,
    "notifications": alarms.notifications,
    "notification_history": alarms.notification_history,
    "notification_types": alarms.notification_types,
    "nodes": nodes.nodes,
    "pods": nodes.pods,
    "origin_engine": nodes.origin_engine,
    "scte_logs": alarms.scte_logs,
    "system_info": platform.system_info,
    "networks": platform.networks,
    "rf_statistics": reception.rf_statistics,
    "rf_monitorings": reception.rf_monitorings,
    "rf_settings": reception.rf_settings,
}
