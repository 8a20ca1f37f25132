"""What the plant answers: one function per route, as the evidence has it (docs/vos-api.md).

Fields that the exporter never reads are here too, masked passwords among them: a body is as big and as
talkative as the real one. State texts of healthy objects are placeholders, nobody has published them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from vos_exporter.simulator import assumed
from vos_exporter.simulator.inventory import Destination, IngestPoint, Service, Source, Uplink
from vos_exporter.simulator.notifications import notifications
from vos_exporter.simulator.plant import View
from vos_exporter.simulator.spelling import Speller
from vos_exporter.vos.routes import BY_KEY

UPLINK_STATE, ORIGIN_STATE, INGEST_STATE = "CONNECTED", "RUNNING", "RUNNING"

_END_POINT = {"zixiEndpointId": None, "recvAddress": None, "recvPort": 0}


def services(view: View) -> list[Mapping[str, Any]]:
    """``configure/v1/services``."""
    return [_service(view, service) for service in view.plant.services()]


def _service(view: View, service: Service) -> Mapping[str, Any]:
    """A service as it was written, or as it came with the plant; name and state are what they are now."""
    name, state = view.plant.service_name(service.index), view.plant.control_state(service.index)
    written = view.plant.written.get("services", view.plant.service_id(service.index))
    own = _own_service(view, service) if written is None else written
    return {**own, "name": name, "controlState": state}


def _own_service(view: View, service: Service) -> dict[str, Any]:
    return {
        "id": view.plant.service_id(service.index),
        "name": view.plant.service_name(service.index),
        "programNum": service.index + 1,
        "serviceSources": [
            {"sourceId": service.source, "rank": 1},
            {"sourceId": service.backup_source, "rank": 2},
        ],
        "profileId": service.profile,
        "embeddedProfiles": None,
        "destinationId": service.destinations[0],
        "destinationsId": service.destinations,
        "timeShiftWindow": None,
        "addons": _addons(view, service.index),
        "controlState": view.plant.control_state(service.index),
        "redundancyMode": "OFF",
        "rank": 0.0,
        "processingEngineVersion": "1.13.2",
        "processingEngine": None,
        "enableRollingUpgrade": False,
        "version": None,
    }


def _addons(view: View, index: int) -> dict[str, Any]:
    images = view.plant.inventory.images
    drm = {"enable": True, "settings": [{"drmSystemId": images[2].id, "resourceId": f"{index:012d}"}]}
    return {
        "logoAddon": None,
        "graphicsAddon": None,
        "videoInsertionAddon": None,
        "trafficAddon": None,
        "casAddon": None,
        "drmAddon": drm if index % 2 == 0 else None,
        "scte35SlateAddon": {"imageId": images[1].id},
    }


def sources(view: View) -> list[Mapping[str, Any]]:
    """``configure/v1/sources``."""
    return _as_written(view, "sources", [_source(view, source) for source in view.plant.inventory.sources])


def _as_written(view: View, kind: str, own: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    """The objects of the plant as somebody wrote them since, and those that were added."""
    written = dict(view.plant.written.of(kind))
    kept = [written.pop(row["id"], row) for row in own]
    return [*kept, *written.values()]


def _source(view: View, source: Source) -> dict[str, Any]:
    inputs = [_zixi(view, source, rank, group) for rank, group in enumerate(source.groups, 1)]
    if not inputs:
        inputs = [_input(view, source, 1, "IP", ipSettingsList=[{"programNum": 0}])]
    slate = {"type": "SIGNAL_LOSS", "imageId": source.slate, "customSlateSettings": None}
    inputs.append(_input(view, source, len(inputs) + 1, "SLATE", slateSettings=slate))
    return {
        "id": source.id,
        "labels": source.labels,
        "name": source.name,
        "inputs": inputs,
        "pmtPid": None,
        "enableMonitoring": True,
    }


def _input(view: View, source: Source, rank: int, kind: str, **settings: Any) -> dict[str, Any]:
    blocks = {"ipSettings": None, "slateSettings": None, "zixiSettings": None, "hspSettings": None}
    return {"id": view.identifier("input", source.id, rank), "rank": rank, "type": kind, **blocks, **settings}


def _zixi(view: View, source: Source, rank: int, group: int) -> dict[str, Any]:
    uplink = {
        "uplinkId": None,
        "uplinkGroupId": view.plant.inventory.groups[group].id,
        "ipAddress": f"233.252.0.{rank + 9}",
        "ipPort": 5000 + rank if rank == 1 else str(5000 + rank),  # scripts posted texts
        "ipPortRangeEnd": 0,
        "ssmIpAddresses": ["192.0.2.20"],
        "zixiEndPointSetting": _END_POINT,
        "zixiEndPointSettingList": None,
    }
    settings = {
        "programNum": 0,
        "programName": "",
        "grooming": None,
        "zixiInputType": "HARMONIC_UPLINK",
        "harmonicUplinkSetting": uplink,
        "encoderSetting": None,
        "zixiEndPointSetting": _END_POINT,
    }
    return _input(view, source, rank, "ZIXI", zixiSettings=settings)


def destinations(view: View) -> list[Mapping[str, Any]]:
    """``configure/v1/destinations``."""
    own = [_destination(view, destination) for destination in view.plant.inventory.destinations]
    return _as_written(view, "destinations", own)


def _destination(view: View, destination: Destination) -> dict[str, Any]:
    origin = destination.kind == "ORIGIN"
    output = {
        "id": view.identifier("output", destination.id),
        "redundancyMode": "MANDATORY",
        "rank": 1,
        "outputType": "ORIGIN" if origin else "HARMONIC_CLOUDLINK",
        "ipSettings": None if origin else _ip_settings(view, destination),
        "originSettings": _origin_settings(view, destination) if origin else None,
        "hspSettings": None,
    }
    return {
        "id": destination.id,
        "type": destination.kind,
        "labels": [],
        "name": destination.name,
        "outputs": [output],
        "destinationProfileId": destination.profile,
        "embeddedDestinationProfile": None,
        "embeddedManipulationProfiles": None,
        "poolAddon": None,
        "inUse": True,
    }


def _ip_settings(view: View, destination: Destination) -> dict[str, Any]:
    return {
        "ipNetworkAddress": None,
        "ipAddress": "233.252.0.50",
        "ipPort": 6000,
        "cloudlinkGroupId": view.plant.inventory.groups[destination.group].id,
        "cloudlinkId": None,
        "outputMonitor": False,
        "ipAddressForMonitoring": None,
        "ipPortForMonitoring": 0,
    }


def _origin_settings(view: View, destination: Destination) -> dict[str, Any]:
    kinds = (("HLS", "pkg-a", None), ("INTERNAL", None, destination.publish_name))
    points = [
        {
            "id": view.identifier("end point", destination.id, kind),
            "labels": None,
            "profileName": package,
            "packagingProfileType": f"e_{kind}",
            "originOutputProtocol": "HTTPS",
            "hostname": "192.0.2.40",
            "port": 80,
            "path": kind,
            "username": "publisher",
            "password": "******",
            "outputMonitor": False,
            "hostnameForMonitoring": "",
            "compatibilityMode": "STANDARD",
            "playbackUrl": None,
            "drm": None,
            "publishName": publish_name,
            "backup": None,
            "streamsPerTcpConnection": "ONE_STREAM",
            "redundancyMode": "NONE",
            "outputMode": "LIVE_AND_TIMESHIFT" if publish_name else None,
            "enableChunkedEncoding": True,
            "externalKeyPublishingSettings": None,
        }
        for kind, package, publish_name in kinds
    ]
    return {"originOutputEndPoints": points, "ipNetworkAddress": None}


def profiles(view: View) -> list[dict[str, Any]]:
    """``labwizard/v1/profiles``: transcode and destination profiles in one list.

    Kinds and streams are assumed; spelling ``b`` does without.
    """
    rows = []
    for index, profile in enumerate(view.plant.inventory.profiles):
        row: dict[str, Any] = {"id": profile.id, "name": profile.name, "customerVersion": "1.0"}
        if view.spelling.shape != "b":
            row |= _streams(index)
        rows.append(row)
    return rows


def _streams(index: int) -> dict[str, Any]:
    """The kind of a profile and the streams it makes: two are multiscreen, one IPTV, the rest go out."""
    if index > 2:
        return {"type": "DESTINATION"}
    audio = [{"id": "audio-1", "name": "stereo", "codec": "AAC", "channels": "2.0", "language": "eng"}]
    if index == 2:
        return {"type": "IPTV", "audioProfiles": audio}
    sizes = (("1080p", 1920, 1080), ("720p", 1280, 720))
    video = [
        {
            "id": f"video-{name}",
            "name": name,
            "codec": "H264",
            "width": width,
            "height": height,
            "frameRate": 50,
        }
        for name, width, height in sizes
    ]
    return {"type": "MULTISCREEN", "videoProfiles": video, "audioProfiles": audio}


def images(view: View) -> list[dict[str, Any]]:
    """``configure/v1/images``: the URL may carry a credential in its query."""
    return [
        {"id": image.id, "url": f"https://images.example.com/slates/{image.name}.png?token=masked"}
        for image in view.plant.inventory.images
    ]


def uplinks(view: View) -> list[dict[str, Any]]:
    """``uplink-hub/v1/uplinks``; rank and version are assumed, spelling ``b`` does without."""
    rows = []
    for index, uplink in enumerate(view.plant.inventory.uplinks):
        row: dict[str, Any] = {"id": uplink.id, "name": uplink.name, "ipAddress": uplink.ip_address}
        if view.spelling.shape != "b":
            row |= {"rank": index % 2 + 1, "version": "1.13.2"}
        rows.append(row)
    return rows


def uplink_groups(view: View) -> list[dict[str, Any]]:
    """``uplink-hub/v1/uplinkGroups``."""
    inventory = view.plant.inventory
    return [
        {"id": group.id, "name": group.name, "uplinkIds": [inventory.uplinks[i].id for i in group.uplinks]}
        for group in inventory.groups
    ]


def uplink_status(view: View) -> list[dict[str, Any]]:
    """``uplink-hub/v1/uplinkStatus``: a link that is ``LOST`` has no statistics."""
    speller, links = assumed.output_speller(view), view.plant.inventory.uplinks
    return [_status(view, speller, index, uplink) for index, uplink in enumerate(links)]


def _status(view: View, speller: Speller, index: int, uplink: Uplink) -> dict[str, Any]:
    if view.plant.lost(index, uplink):
        return {"id": uplink.id, "uplinkState": "LOST"}
    silent = view.plant.get("silent-output", index)
    outputs = [
        assumed.uplink_output(view, speller, output, silent is not None and silent.value == position)
        for position, output in enumerate(uplink.outputs)
    ]
    statistic = {"uplinkOutputStatisticList": outputs}
    return {"id": uplink.id, "uplinkState": UPLINK_STATE, "uplinkStatistic": statistic}


def origin_tasks(view: View) -> list[dict[str, Any]]:
    """``live-ingest-origin/v1/origin-tasks``."""
    rows = []
    for index, task in enumerate(view.plant.inventory.origin_tasks):
        down = view.plant.get("origin-down", index)
        rows.append(
            {
                "originTaskId": task.id,
                "originTaskName": task.name,
                "numAssociatedIngestPoints": task.ingest_points,
                "usedStorageInMB": round(task.storage.at(view.now)),
                "groupId": task.group_id,
                "groupMemberIndex": task.member,
                "state": down.value if down else ORIGIN_STATE,
            }
        )
    return rows


def ingest_points(view: View) -> list[dict[str, Any]]:
    """``live-ingest-origin/v1/ingest-point``: one per service, held by both tasks of a pair."""
    points = view.plant.inventory.ingest_points
    return [_ingest_point(view, index, point) for index, point in enumerate(points)]


def _ingest_point(view: View, index: int, point: IngestPoint) -> dict[str, Any]:
    stuck = view.plant.get("ingest-stuck", index)
    state = stuck.value if stuck else INGEST_STATE
    tasks = view.plant.inventory.origin_tasks
    service_id = view.plant.service_id(point.service)
    return {
        "id": point.id,
        "description": f"service: {service_id}, package: {point.package}",
        "tag": view.plant.service_name(point.service),
        "state": state,
        "endPoints": [{"hostUuid": tasks[task].id, "state": state} for task in point.tasks],
    }


@dataclass(frozen=True, slots=True)
class Body:
    """How a route is answered; a ``living`` body changes with time, the others only with faults."""

    build: Callable[[View], Any]
    living: bool = False


_BODIES: Mapping[str, Body] = {
    "services": Body(services),
    "sources": Body(sources),
    "destinations": Body(destinations),
    "profiles": Body(profiles),
    "images": Body(images),
    "uplinks": Body(uplinks),
    "uplink_groups": Body(uplink_groups),
    "uplink_status": Body(uplink_status, living=True),
    "origin_tasks": Body(origin_tasks, living=True),
    "ingest_points": Body(ingest_points),
    "notifications": Body(notifications, living=True),
    "notification_history": Body(notifications, living=True),
    "notification_types": Body(assumed.notification_types),
    "nodes": Body(assumed.nodes, living=True),
    "pods": Body(assumed.pods, living=True),
    "origin_engine": Body(assumed.origin_engine, living=True),
    "scte_logs": Body(assumed.scte_logs, living=True),
    "system_info": Body(assumed.system_info),
    "networks": Body(assumed.networks, living=True),
    "rf_statistics": Body(assumed.rf_statistics, living=True),
    "rf_monitorings": Body(assumed.rf_monitorings, living=True),
    "rf_settings": Body(assumed.rf_settings),
}


def for_routes(bodies: Mapping[str, Body], keys: Collection[str]) -> Mapping[str, Body]:
    """``bodies``, once each of ``keys`` has one: a simulated VOS that lacks a route must not start.

    Raises:
        TypeError: a route has no body, or a body no route.
    """
    if missing := [key for key in keys if key not in bodies]:
        raise TypeError(f"no body for {', '.join(missing)}: each route of the table needs one in {__name__}")
    if unknown := [key for key in bodies if key not in keys]:
        raise TypeError(f"a body in {__name__} for {', '.join(unknown)}, which the table of routes lacks")
    return bodies


BODIES: Mapping[str, Body] = for_routes(_BODIES, BY_KEY)
"""Route key to its body; the same keys as the route table."""
