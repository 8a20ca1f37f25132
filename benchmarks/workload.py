"""What the mock VOS answers: 20 routes, three of them large, the same bytes for the same size.

Only fields of known or plainly assumed shape, so that the naive stack can make the same samples with a few
lines per route; the rest of a body is ballast, as in the real one.
"""

import json
import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any

ROWS = 8
"""Rows of a small body: about 3 KB with their ballast."""

START = 1_750_000_000_000
SEVERITIES = ("CRITICAL", "MAJOR", "MINOR", "WARNING", "INFO")
TITLES = (
    "Input signal lost",
    "Slate is on air",
    "Switched to backup source",
    "Output stopped",
    "Continuity errors",
    "Audio silence detected",
    "SCTE-35 message missing",
    "DRM key server unreachable",
    "Origin ingest failed",
    "Uplink not connected",
    "Node CPU is high",
    "License expires soon",
)

MEASURED = {
    "nodes": "cpuPercent",
    "origin_engine": "cpuPercent",
    "rf_statistics": "rfLevelDbm",
    "rf_monitorings": "margin",
}
"""Route key to a number that differs every time."""

NOTIFICATIONS_PER_SERVICE = 2.5
SERVICES_PER_POD = 4


def bodies(services: int) -> dict[str, bytes]:
    """Route key to body, for a plant of ``services`` channels and what goes with them."""
    return Changing(services).bodies


class Changing:
    """A plant over many scrapes.

    Attributes:
        bodies: route key to body, as it is now.
    """

    def __init__(self, services: int) -> None:
        self.plant = Plant(services)
        self.content = {key: build(self.plant) for key, build in BUILDERS.items()}
        self.rows = {
            key: list(map(dumped, self.content[key])) for key in ("notifications", "services", "sources")
        }
        self.bodies = {key: dumped(content) for key, content in self.content.items()}
        self.scrapes = 0

    def cold(self) -> None:
        """Let every body differ from the last, and hold the same."""
        self.scrapes += 1
        self.bodies = {
            key: body.rstrip() + b" " * (1 + self.scrapes % 2) for key, body in self.bodies.items()
        }

    def living(self) -> None:
        """Let happen what does in a real plant between two scrapes; every tenth time an operator acts."""
        self.scrapes += 1
        for item in self.content["pods"]["items"]:
            for container in item["containers"]:
                container["usage"]["cpu"] = f"{self.plant.random.randrange(4_000_000_000)}n"
        for key, number in MEASURED.items():
            for row in self.content[key]:
                row[number] = row[number] + 0.5
        for row in self.content["uplink_status"]:
            row["uplinkStatistic"]["uplinkOutputStatisticList"][0]["bitrateKbps"] += 1
        for key in ("pods", "uplink_status", *MEASURED):
            self.bodies[key] = dumped(self.content[key])
        self._replace("notifications", 100, {"id": self.plant.identifier})
        if self.scrapes % 10 == 0:
            self._replace("services", 500, {"rank": self.plant.random.random})
            self._replace("sources", ROWS, {"comment": self.plant.identifier})

    def _replace(self, key: str, one_in: int, changes: Mapping[str, Callable[[], Any]]) -> None:
        """Change one row in so many, others each time."""
        for place in range(self.scrapes % one_in, len(self.rows[key]), one_in):
            row = {**self.content[key][place], **{name: make() for name, make in changes.items()}}
            self.rows[key][place] = dumped(row)
        self.bodies[key] = b"[" + b", ".join(self.rows[key]) + b"]"


def dumped(content: Any) -> bytes:
    """JSON as VOS sends it."""
    return json.dumps(content).encode()


class Plant:
    """Ids that fit together, in no particular order."""

    def __init__(self, services: int) -> None:
        self.random = random.Random(services)
        self.services = [self.identifier() for _ in range(services)]
        small = [[self.identifier() for _ in range(ROWS)] for _ in range(8)]
        self.sources, self.destinations, self.profiles, self.images, *small = small
        self.uplinks, self.groups, self.tasks, self.points = small

    def identifier(self) -> str:
        """A new id as VOS makes them."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))


def ballast(size: int) -> str:
    """Text nobody reads."""
    return ("ballast " * (size // 8 + 1))[:size]


def services(plant: Plant) -> Any:
    """2,000 of them are 1.7 MB."""
    return [
        {
            "id": service_id,
            "name": f"Channel {i:05d}",
            "programNum": i + 1,
            "serviceSources": [{"sourceId": plant.sources[i % ROWS], "rank": 1}],
            "profileId": plant.profiles[i % 4],
            "embeddedProfiles": None,
            "destinationId": plant.destinations[i % ROWS],
            "destinationsId": [plant.destinations[i % ROWS]],
            "timeShiftWindow": None,
            "addons": {"logoAddon": None, "graphicsAddon": None, "trafficAddon": None, "drmAddon": None},
            "controlState": "OFF" if i % 10 == 0 else "ACTIVATED",
            "redundancyMode": "OFF",
            "rank": 0.0,
            "processingEngineVersion": "1.13.2",
            "processingEngine": {"settings": ballast(260)},
            "enableRollingUpgrade": False,
            "version": None,
        }
        for i, service_id in enumerate(plant.services)
    ]


def notifications(plant: Plant) -> Any:
    """5,000 of them are 3.6 MB; every tenth names a channel."""
    count = int(len(plant.services) * NOTIFICATIONS_PER_SERVICE)
    return [
        {
            "id": plant.identifier(),
            "type": f"type-{i % len(TITLES)}",
            "severity": SEVERITIES[i % len(SEVERITIES)],
            "state": "ACTIVE",
            "title": TITLES[i % len(TITLES)],
            "description": ballast(420),
            "creationTime": START + i * 1000,
            "resolvedTime": None,
            "channelName": f"Channel {i * 7 % len(plant.services):05d}" if i % 10 == 0 else "",
            "objectName": f"object {i}",
        }
        for i in range(count)
    ]


def pods(plant: Plant) -> Any:
    """500 of them, three containers each, as ``metrics.k8s.io`` lists them, are 0.3 MB."""
    count = max(1, len(plant.services) // SERVICES_PER_POD)
    return {
        "kind": "PodMetricsList",
        "apiVersion": "metrics.k8s.io/v1beta1",
        "metadata": {},
        "items": [
            {
                "metadata": {"name": f"stream-{plant.identifier()}", "namespace": "vos"},
                "timestamp": "2026-01-01T00:00:00Z",
                "window": "20s",
                "containers": [
                    {
                        "name": f"container-{container}-{ballast(60)}",
                        "usage": {
                            "cpu": f"{plant.random.randrange(4_000_000_000)}n",
                            "memory": f"{plant.random.randrange(8_000_000)}Ki",
                        },
                    }
                    for container in range(3)
                ],
            }
            for _ in range(count)
        ],
    }


def listed(build: Callable[[Plant, int], Mapping[str, Any]]) -> Callable[[Plant], Any]:
    """A small body of :data:`ROWS` rows, each with ballast."""
    return lambda plant: [{**build(plant, i), "comment": ballast(180)} for i in range(ROWS)]


def source(plant: Plant, i: int) -> Mapping[str, Any]:
    """Every second one is fed by a group of cloud links."""
    uplink = {"harmonicUplinkSetting": {"uplinkGroupId": plant.groups[i]}} if i % 2 else None
    entry = {"id": f"input-{i}", "rank": 1, "type": "ZIXI" if i % 2 else "IP", "zixiSettings": uplink}
    return {
        "id": plant.sources[i],
        "name": f"Source {i}",
        "enableMonitoring": True,
        "inputs": [entry],
        "labels": ["tier1"],
    }


def destination(plant: Plant, i: int) -> Mapping[str, Any]:
    """One output each."""
    output = {
        "id": f"output-{i}",
        "rank": 1,
        "outputType": "IP",
        "redundancyMode": "MANDATORY",
        "ipSettings": {"cloudlinkGroupId": plant.groups[i]},
    }
    return {
        "id": plant.destinations[i],
        "name": f"Destination {i}",
        "type": "IP",
        "outputs": [output],
        "destinationProfileId": plant.profiles[4 + i % 4],
    }


def status(plant: Plant, i: int) -> Mapping[str, Any]:
    """Connected, with one output."""
    outputs = [{"id": f"uplink-output-{i}", "bitrateKbps": 8_000 + i}]
    return {
        "id": plant.uplinks[i],
        "uplinkState": "CONNECTED",
        "uplinkStatistic": {"uplinkOutputStatisticList": outputs},
    }


def task(plant: Plant, i: int) -> Mapping[str, Any]:
    """Pairs of a primary and a backup."""
    return {
        "originTaskId": plant.tasks[i],
        "originTaskName": f"origin-{i}",
        "groupId": f"group-{i // 2}",
        "groupMemberIndex": i % 2,
        "state": "RUNNING",
        "numAssociatedIngestPoints": 5,
        "usedStorageInMB": 1000 + i,
    }


def point(plant: Plant, i: int) -> Mapping[str, Any]:
    """One per service, on one host."""
    return {
        "id": plant.points[i],
        "description": f"service: {plant.services[i % len(plant.services)]}, package: HLS",
        "tag": f"tag {i}",
        "state": "RUNNING",
        "endPoints": [{"hostUuid": plant.tasks[i], "state": "RUNNING"}],
    }


def reception(plant: Plant, i: int) -> Mapping[str, Any]:
    """What a demodulator measures."""
    return {"id": f"rf-{i}", "locked": True, "rfLevelDbm": -40.5 - i, "cn": 14.25, "uncorrected": 3}


BUILDERS: Mapping[str, Callable[[Plant], Any]] = {
    "services": services,
    "notifications": notifications,
    "pods": pods,
    "sources": listed(source),
    "destinations": listed(destination),
    "profiles": listed(lambda p, i: {"id": p.profiles[i], "name": f"Profile {i}", "customerVersion": "1.0"}),
    "images": listed(lambda p, i: {"id": p.images[i], "name": f"Image {i}"}),
    "uplinks": listed(
        lambda p, i: {
            "id": p.uplinks[i],
            "name": f"Link {i}",
            "ipAddress": f"192.0.2.{i}",
            "rank": 1,
            "version": "1.13",
        }
    ),
    "uplink_groups": listed(
        lambda p, i: {"id": p.groups[i], "name": f"Group {i}", "uplinkIds": [p.uplinks[i]]}
    ),
    "uplink_status": listed(status),
    "origin_tasks": listed(task),
    "ingest_points": listed(point),
    "notification_types": listed(lambda p, i: {"type": f"type-{i}", "title": TITLES[i], "severity": "MAJOR"}),
    "nodes": listed(
        lambda p, i: {"name": f"node-{i}", "role": "worker", "cpuPercent": 10.5 + i, "memoryPercent": 40.25}
    ),
    "origin_engine": listed(
        lambda p, i: {"id": f"server-{i}", "name": f"Server {i}", "nodeName": "node-1", "cpuPercent": 20.5}
    ),
    "system_info": lambda p: {
        "product": "VOS",
        "softwareVersion": "1.13",
        "apiVersion": "1.3",
        "serialNumber": "1",
    },
    "networks": listed(
        lambda p, i: {
            "id": f"net-{i}",
            "name": f"Net {i}",
            "interface": f"eth{i}",
            "ipAddress": f"192.0.2.{i}",
            "up": True,
        }
    ),
    "rf_statistics": listed(reception),
    "rf_monitorings": listed(lambda p, i: {"id": f"rf-{i}", "margin": 5.5 + i}),
    "rf_settings": listed(
        lambda p, i: {"id": f"rf-{i}", "name": f"Input {i}", "frequencyMhz": 11_000 + i, "satellite": "A"}
    ),
}
"""Route key to its body: the routes the benchmark enables."""
