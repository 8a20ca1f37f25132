"""The reference: the exporter one writes in an afternoon, making the same samples.

httpx as it is installed, ``response.json()``, prometheus-client's metric families and ``generate_latest``.
Its loops are as frugal as ours; what it lacks is everything around them: budget, outcomes, tolerance, limits.
"""

import asyncio
import ssl
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
from prometheus_client import Metric, make_asgi_app
from prometheus_client.core import CounterMetricFamily
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.naive_small import PARTS, Bodies, class_of, gauge, group_of, state_gauges
from vos_exporter.vos.notification_classes import CLASSES, SEVERITIES
from vos_exporter.vos.routes import BY_KEY

KIBI, NANO = 1024, 1e-9


class Naive:
    """One VOS system, scraped naively."""

    def __init__(self, url: str, ca_file: str, routes: Iterable[str]) -> None:
        context = ssl.create_default_context(cafile=ca_file)
        self.client = httpx.AsyncClient(base_url=url, verify=context, timeout=30)
        self.routes = [BY_KEY[key] for key in routes]

    async def ask(self) -> "Registry":
        """All routes at once."""
        if "authorization" not in self.client.headers:
            answer = await self.client.post(
                "/oauth/token?grant_type=client_credentials", auth=("id", "secret")
            )
            self.client.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        answers = await asyncio.gather(*(self.client.get(r.path, params=dict(r.params)) for r in self.routes))
        found = {route.key: answer.json() for route, answer in zip(self.routes, answers, strict=True)}
        return Registry(found)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()


def app(naive: Naive) -> ASGIApp:
    """``naive`` served by prometheus-client's own application, with its gzip."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await make_asgi_app(await naive.ask())(scope, receive, send)

    return answer


class Registry:
    """What ``generate_latest`` asks for metrics."""

    def __init__(self, found: Bodies) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        """All families."""
        for part in (services, service_edges, notifications, pods, *PARTS):
            yield from part(self.found)


def services(found: Bodies) -> Iterator[Metric]:
    """Info, state and counts of services."""
    rows = found["services"]
    infos = gauge(
        "vos_service_info",
        "service_id",
        "service_name",
        "program_number",
        "profile_id",
        "redundancy_mode",
        "engine_version",
        "owner_team",
        "service_tier",
    )
    active = gauge("vos_service_active", "service_id")
    for row in rows:
        infos.add_metric(
            [
                row["id"],
                row["name"],
                str(row["programNum"]),
                row["profileId"],
                row["redundancyMode"],
                row["processingEngineVersion"],
                "",
                "",
            ],
            1,
        )
        active.add_metric([row["id"]], 1 if row["controlState"] == "ACTIVATED" else 0)
    counts = gauge("vos_services", "state")
    states = Counter(row["controlState"] for row in rows)
    for state in ("ACTIVATED", "OFF"):
        counts.add_metric([state], states[state])
    yield from (infos, active, counts)
    yield state_gauges(
        "vos_service_control_state",
        "service_id",
        ("ACTIVATED", "OFF"),
        (([r["id"]], r["controlState"]) for r in rows),
    )


def service_edges(found: Bodies) -> Iterator[Metric]:
    """Sources, destinations and cloud link groups of services."""
    sources, source_infos = (
        gauge("vos_service_sources", "service_id"),
        gauge("vos_service_source_info", "service_id", "source_id", "rank"),
    )
    targets, target_infos = (
        gauge("vos_service_destinations", "service_id"),
        gauge("vos_service_destination_info", "service_id", "destination_id"),
    )
    uplinks = gauge("vos_service_uplink_info", "service_id", "source_id", "cloudlink_group_id", "rank")
    groups = {row["id"]: [group_of(entry) for entry in row["inputs"]] for row in found["sources"]}
    for row in found["services"]:
        sources.add_metric([row["id"]], len(row["serviceSources"]))
        for edge in row["serviceSources"]:
            source_infos.add_metric([row["id"], edge["sourceId"], str(edge["rank"])], 1)
            for group in filter(None, groups[edge["sourceId"]]):
                uplinks.add_metric([row["id"], edge["sourceId"], group, str(edge["rank"])], 1)
        ids = {row["destinationId"], *row["destinationsId"]}
        targets.add_metric([row["id"]], len(ids))
        for destination_id in ids:
            target_infos.add_metric([row["id"], destination_id], 1)
    return iter((sources, source_infos, targets, target_infos, uplinks))


SEEN: set[str] = set()


def notifications(found: Bodies) -> Iterator[Metric]:
    """Counts of notifications."""
    rows = found["notifications"]
    kinds = [(class_of(row["title"]), row["severity"].lower()) for row in rows]
    counts, severities = Counter(kinds), Counter(severity for _, severity in kinds)
    active, by_class = (
        gauge("vos_notifications_active", "notification_severity"),
        gauge("vos_notifications_active_by_class", "notification_class", "notification_severity"),
    )
    for severity in SEVERITIES:
        active.add_metric([severity], severities[severity])
        for name in CLASSES:
            by_class.add_metric([name, severity], counts[name, severity])
    oldest = gauge("vos_notification_oldest_active_timestamp_seconds", "notification_severity")
    for severity in severities:
        times = [row["creationTime"] for row, kind in zip(rows, kinds, strict=True) if kind[1] == severity]
        oldest.add_metric([severity], min(times) / 1000)
    yield from (active, by_class, oldest, *observed(rows), service_notifications(found, kinds))


def observed(rows: list[dict[str, Any]]) -> Iterator[Metric]:
    """Notifications by id, each counted once; the benchmark's never change after the first read."""
    first, fresh = not SEEN, [row for row in rows if row["id"] not in SEEN]
    SEEN.update(row["id"] for row in rows)
    counted = Counter(row["severity"].lower() for row in fresh) if not first else Counter()
    total = CounterMetricFamily("vos_notifications_observed", "-", labels=["notification_severity"])
    for severity in SEVERITIES:
        total.add_metric([severity], counted[severity])
    types = CounterMetricFamily("vos_notification_type_observed", "-", labels=["notification_type"])
    for name in {row["type"] for row in rows}:
        types.add_metric([name], 0)
    return iter((total, types))


def service_notifications(found: Bodies, kinds: list[tuple[str, str]]) -> Metric:
    """Notifications that name a service."""
    names = {row["name"]: row["id"] for row in found["services"]}
    counts = Counter(
        (names[row["channelName"]], *kind)
        for row, kind in zip(found["notifications"], kinds, strict=True)
        if row["channelName"] in names
    )
    family = gauge(
        "vos_service_notifications_active", "service_id", "notification_class", "notification_severity"
    )
    for labels, count in counts.items():
        family.add_metric(labels, count)
    return family


def pods(found: Bodies) -> Iterator[Metric]:
    """Sums over containers."""
    infos = gauge("vos_pod_info", "pod_name", "node_name", "service_id")
    cores, size = (
        gauge("vos_pod_cpu_usage_cores", "pod_name"),
        gauge("vos_pod_memory_usage_bytes", "pod_name"),
    )
    for item in found["pods"]["items"]:
        name, usages = item["metadata"]["name"], [entry["usage"] for entry in item["containers"]]
        infos.add_metric([name, "", ""], 1)
        cores.add_metric([name], sum(int(usage["cpu"].removesuffix("n")) * NANO for usage in usages))
        size.add_metric([name], sum(int(usage["memory"].removesuffix("Ki")) * KIBI for usage in usages))
    return iter((infos, cores, size))
