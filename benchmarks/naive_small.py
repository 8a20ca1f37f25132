"""The small routes of the naive stack, and what its parts share."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from vos_exporter.vos.notification_classes import CLASS_PATTERNS, SEVERITIES

Bodies = Mapping[str, Any]
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

UNSAID = ("polarization", "standard", "modulation", "code_rate", "card", "port", "demodulator")
"""Labels of an RF input the workload says nothing about."""


def gauge(name: str, *labels: str) -> GaugeMetricFamily:
    """A family; the naive exporter has infos as gauges."""
    return GaugeMetricFamily(name, name, labels=labels)


def state_gauges(
    name: str, label: str, known: tuple[str, ...], states: Iterable[tuple[list[str], str]]
) -> GaugeMetricFamily:
    """One sample per known state and the present one."""
    family = gauge(name, *label.split(), "state")
    for labels, state in states:
        for value in {*known, state}:
            family.add_metric([*labels, value], 1 if value == state else 0)
    return family


def group_of(entry: Mapping[str, Any]) -> str:
    """The cloud link group of an input."""
    settings = entry["zixiSettings"]
    return str(settings["harmonicUplinkSetting"]["uplinkGroupId"]) if settings else ""


@cache
def class_of(title: str) -> str:
    """The class of a title."""
    return next((name for name, pattern in CLASS_PATTERNS if re.search(pattern, title.lower())), "other")


def table(name: str, rows: Iterable[Mapping[str, Any]], **columns: str) -> Metric:
    """An info family: the key of each label."""
    family = gauge(name, *columns)
    for row in rows:
        family.add_metric([str(row[key]) for key in columns.values()], 1)
    return family


def numbers(
    name: str, label: str, rows: Iterable[Mapping[str, Any]], key: str, factor: float = 1, id_key: str = "id"
) -> Metric:
    """A gauge per row."""
    family = gauge(name, label)
    for row in rows:
        family.add_metric([row[id_key]], row[key] * factor)
    return family


def small_lists(found: Bodies) -> Iterator[Metric]:
    """Sources, destinations, images, notification types."""
    sources, targets = found["sources"], found["destinations"]
    inputs = [
        {"s": row["id"], **entry, "group": group_of(entry)} for row in sources for entry in row["inputs"]
    ]
    outputs = [
        {"d": row["id"], **entry, "group": entry["ipSettings"]["cloudlinkGroupId"]}
        for row in targets
        for entry in row["outputs"]
    ]
    labels = [{"id": row["id"], "label": label} for row in sources for label in row["labels"]]
    counted = [
        {"id": r["id"], "n": len(r["inputs"]), "on": r["enableMonitoring"], "slate": 0} for r in sources
    ]
    yield table("vos_source_info", sources, source_id="id", source_name="name")
    yield table("vos_source_label_info", labels, source_id="id", source_label="label")
    yield numbers("vos_source_inputs", "source_id", counted, "n")
    yield numbers("vos_source_monitoring_enabled", "source_id", counted, "on")
    yield numbers("vos_source_signal_loss_slate_configured", "source_id", counted, "slate")
    yield table(
        "vos_source_input_info",
        inputs,
        source_id="s",
        input_id="id",
        rank="rank",
        input_type="type",
        cloudlink_group_id="group",
    )
    yield table(
        "vos_destination_info",
        targets,
        destination_id="id",
        destination_name="name",
        destination_type="type",
        profile_id="destinationProfileId",
    )
    yield numbers(
        "vos_destination_outputs",
        "destination_id",
        [{"id": r["id"], "n": len(r["outputs"])} for r in targets],
        "n",
    )
    yield table(
        "vos_destination_output_info",
        outputs,
        destination_id="d",
        output_id="id",
        rank="rank",
        output_type="outputType",
        redundancy_mode="redundancyMode",
        cloudlink_group_id="group",
    )
    yield table("vos_image_info", found["images"], image_id="id", image_name="name")
    yield total("vos_images", found["images"])
    yield from types(found["notification_types"])


def total(name: str, rows: list[Any]) -> Metric:
    """How many rows there are."""
    return GaugeMetricFamily(name, name, value=len(rows))


def types(rows: list[dict[str, Any]]) -> Iterator[Metric]:
    """Notification types."""
    described = [{**row, "class": class_of(row["title"]), "level": row["severity"].lower()} for row in rows]
    yield table(
        "vos_notification_type_info",
        described,
        notification_type="type",
        title="title",
        default_severity="level",
        notification_class="class",
    )
    family, counts = (
        gauge("vos_notification_types", "default_severity"),
        Counter(row["level"] for row in described),
    )
    for severity in SEVERITIES:
        family.add_metric([severity], counts[severity])
    yield family


def cloudlinks(found: Bodies) -> Iterator[Metric]:
    """The Cloud Links page."""
    groups, states = found["uplink_groups"], found["uplink_status"]
    outputs = [
        (row["id"], item) for row in states for item in row["uplinkStatistic"]["uplinkOutputStatisticList"]
    ]
    yield table(
        "vos_cloudlink_info",
        found["uplinks"],
        cloudlink_id="id",
        cloudlink_name="name",
        ip_address="ipAddress",
        rank="rank",
        version="version",
    )
    yield table("vos_cloudlink_group_info", groups, cloudlink_group_id="id", cloudlink_group_name="name")
    members = [{"g": row["id"], "l": link} for row in groups for link in row["uplinkIds"]]
    yield table("vos_cloudlink_group_member_info", members, cloudlink_group_id="g", cloudlink_id="l")
    yield state_gauges(
        "vos_cloudlink_uplink_state",
        "cloudlink_id",
        ("LOST",),
        (([r["id"]], r["uplinkState"]) for r in states),
    )
    counts = Counter(link for link, _ in outputs)
    facts = [{"id": r["id"], "up": r["uplinkState"] != "LOST", "n": counts[r["id"]]} for r in states]
    yield numbers("vos_cloudlink_up", "cloudlink_id", facts, "up")
    yield numbers("vos_cloudlink_outputs", "cloudlink_id", facts, "n")
    rates = gauge("vos_cloudlink_output_bytes_per_second", "cloudlink_id", "output_id")
    for link, item in outputs:
        rates.add_metric([link, item["id"]], item["bitrateKbps"] * 125)
    yield rates


def origin(found: Bodies) -> Iterator[Metric]:
    """The Origin Engine page."""
    tasks, points, servers = found["origin_tasks"], found["ingest_points"], found["origin_engine"]
    named = [
        {
            **row,
            "role": "backup" if row["groupMemberIndex"] else "primary",
            "up": row["state"] != "INITIALIZING",
        }
        for row in tasks
    ]
    yield table(
        "vos_origin_task_info",
        named,
        origin_task_id="originTaskId",
        origin_task_name="originTaskName",
        group_id="groupId",
        role="role",
    )
    known = ("INITIALIZING",)
    yield state_gauges(
        "vos_origin_task_state", "origin_task_id", known, (([r["originTaskId"]], r["state"]) for r in tasks)
    )
    yield numbers("vos_origin_task_up", "origin_task_id", named, "up", id_key="originTaskId")
    yield numbers(
        "vos_origin_task_ingest_points",
        "origin_task_id",
        named,
        "numAssociatedIngestPoints",
        id_key="originTaskId",
    )
    yield numbers(
        "vos_origin_task_used_storage_bytes",
        "origin_task_id",
        named,
        "usedStorageInMB",
        1e6,
        id_key="originTaskId",
    )
    infos = gauge("vos_ingest_point_info", "ingest_point_id", "service_id", "package", "tag")
    for row in points:
        service = UUID.search(row["description"])
        infos.add_metric(
            [
                row["id"],
                service[0] if service else "",
                row["description"].split(":", 2)[2].strip(),
                row["tag"],
            ],
            1,
        )
    members = [(row["id"], member) for row in points for member in row["endPoints"]]
    yield infos
    yield state_gauges(
        "vos_ingest_point_state", "ingest_point_id", known, (([r["id"]], r["state"]) for r in points)
    )
    yield state_gauges(
        "vos_ingest_point_member_state",
        "ingest_point_id member",
        known,
        (([i, m["hostUuid"]], m["state"]) for i, m in members),
    )
    up = gauge("vos_ingest_point_member_up", "ingest_point_id", "member")
    for point_id, member in members:
        up.add_metric([point_id, member["hostUuid"]], member["state"] != "INITIALIZING")
    yield up
    yield table(
        "vos_origin_server_info",
        servers,
        origin_server_id="id",
        origin_server_name="name",
        node_name="nodeName",
    )
    yield numbers("vos_origin_server_cpu_usage_ratio", "origin_server_id", servers, "cpuPercent", 0.01)
    yield total("vos_origin_servers", servers)


def platform(found: Bodies) -> Iterator[Metric]:
    """Nodes, networks, RF and the system."""
    nodes, networks, statistics = found["nodes"], found["networks"], found["rf_statistics"]
    yield table("vos_node_info", nodes, node_name="name", role="role")
    yield numbers("vos_node_cpu_usage_ratio", "node_name", nodes, "cpuPercent", 0.01, "name")
    yield numbers("vos_node_memory_usage_ratio", "node_name", nodes, "memoryPercent", 0.01, "name")
    yield table(
        "vos_network_info",
        networks,
        network_id="id",
        network_name="name",
        interface="interface",
        ip_address="ipAddress",
    )
    yield numbers("vos_network_up", "network_id", networks, "up")
    yield numbers("vos_rf_locked", "rf_input_id", statistics, "locked")
    yield numbers("vos_rf_level_dbm", "rf_input_id", statistics, "rfLevelDbm")
    yield numbers("vos_rf_carrier_to_noise_db", "rf_input_id", statistics, "cn")
    packets = CounterMetricFamily("vos_rf_uncorrected_packets", "-", labels=["rf_input_id"])
    for row in statistics:
        packets.add_metric([row["id"]], row["uncorrected"])
    yield packets
    yield numbers("vos_rf_margin_db", "rf_input_id", found["rf_monitorings"], "margin")
    yield numbers("vos_rf_frequency_hertz", "rf_input_id", found["rf_settings"], "frequencyMhz", 1e6)
    settings = [{**row, "none": ""} for row in found["rf_settings"]]
    empty = dict.fromkeys(UNSAID, "none")
    yield table(
        "vos_rf_input_info", settings, rf_input_id="id", rf_input_name="name", satellite="satellite", **empty
    )
    yield table(
        "vos_system_info",
        [found["system_info"]],
        product="product",
        software_version="softwareVersion",
        api_version="apiVersion",
        serial_number="serialNumber",
    )


def profiles(found: Bodies) -> Iterator[Metric]:
    """Profiles and who uses them."""
    rows = found["profiles"]
    yield table(
        "vos_profile_info",
        rows,
        profile_id="id",
        profile_name="name",
        profile_version="customerVersion",
    )
    yield total("vos_profiles", rows)
    kinds = gauge("vos_profile_kind_info", "profile_id", "profile_kind")
    for name, kind, used in (
        ("vos_profile_services", "transcode", Counter(row["profileId"] for row in found["services"])),
        (
            "vos_profile_destinations",
            "destination",
            Counter(row["destinationProfileId"] for row in found["destinations"]),
        ),
    ):
        family = gauge(name, "profile_id")
        for row in rows:
            family.add_metric([row["id"]], used[row["id"]])
            if used[row["id"]]:
                kinds.add_metric([row["id"], kind], 1)
        yield family
    yield kinds


PARTS = (small_lists, cloudlinks, origin, platform, profiles)
