"""What ships for Prometheus and Alertmanager, with other addresses, shorter times and a webhook.

Everything else is what ships: rules, inhibition, routes, relabelling.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.kits.rules.compress import milliseconds, scaled, write
from tests.kits.rules.shipped import ALERTMANAGER, PROMETHEUS, RULE_FILES, load

FACTOR = 1 / 10
"""A test's second for 10 s of a control room, an hour in 6 minutes."""

SCRAPE_INTERVAL = "10s"
"""As one of 100 s. An answer gets the whole of it, because no server becomes faster in a test."""

_SHORTEST_RANGE = 30_000
"""Milliseconds; a rate needs two scrapes."""

_ROUTE_TIMES = ("group_wait", "group_interval", "repeat_interval")


def seconds(duration: str) -> float:
    """How long ``duration`` of the shipped files lasts in a test."""
    return milliseconds(duration) * FACTOR / 1_000


def prometheus(folder: Path, alertmanager: str, many: str, one: tuple[str, str]) -> Path:
    """Write a configuration with the shipped rules and scrape jobs into ``folder``.

    Args:
        folder: where it and the rules go.
        alertmanager: its address.
        many: the address of the exporter with many targets.
        one: the address of the exporter with one target, and the name of that target.
    """
    for path in RULE_FILES:
        write(path, folder / path.name, FACTOR, _SHORTEST_RANGE)
    document = load(PROMETHEUS / "prometheus.yml")
    short = {
        "global": {"evaluation_interval": scaled(document["global"]["evaluation_interval"], FACTOR)},
        "rule_files": [path.name for path in RULE_FILES],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]},
        "scrape_configs": [*_discovered(many), _alone(*one)],
    }
    target = folder / "prometheus.yml"
    target.write_text(yaml.safe_dump(short))
    return target


def _discovered(address: str) -> list[dict[str, Any]]:
    """The jobs of ``scrape-many-sd.yml``."""
    text = (PROMETHEUS / "scrape-many-sd.yml").read_text().replace("127.0.0.1:10867", address)
    jobs = yaml.safe_load(text)["scrape_configs"]
    for job in jobs:
        _shorten(job)
        for discovery in job.get("http_sd_configs", ()):
            discovery["refresh_interval"] = scaled(discovery["refresh_interval"], FACTOR)
    return list(jobs)


def _alone(address: str, name: str) -> dict[str, Any]:
    """The job of ``scrape-one.yml``, under a name that is not taken."""
    (job,) = yaml.safe_load((PROMETHEUS / "scrape-one.yml").read_text())["scrape_configs"]
    job["job_name"] += "-alone"
    job["static_configs"] = [{"targets": [address]}]
    for relabelling in job["relabel_configs"]:
        relabelling["replacement"] = name
    return dict(_shorten(job))


def _shorten(job: dict[str, Any]) -> dict[str, Any]:
    job["scrape_interval"] = job["scrape_timeout"] = SCRAPE_INTERVAL
    return job


def alertmanager(folder: Path, webhook: str) -> Path:
    """Write the shipped configuration into ``folder``, with every receiver at ``webhook`` by its name."""
    document = yaml.safe_load(ALERTMANAGER.read_text())
    for receiver in document["receivers"]:
        receiver["webhook_configs"] = [{"url": f"{webhook}{receiver['name']}"}]
    for interval in document["time_intervals"]:
        interval["time_intervals"] = [{"weekdays": [_another_day()]}]
    _shorten_routes(document["route"])
    target = folder / "alertmanager.yml"
    target.write_text(yaml.safe_dump(document))
    return target


def _shorten_routes(route: dict[str, Any]) -> None:
    for key in _ROUTE_TIMES:
        if key in route:
            route[key] = scaled(route[key], FACTOR)
    for child in route.get("routes", ()):
        _shorten_routes(child)


def _another_day() -> str:
    """A weekday that is not near, so that no maintenance window mutes a test."""
    return (datetime.now(UTC) + timedelta(days=3)).strftime("%A").lower()
