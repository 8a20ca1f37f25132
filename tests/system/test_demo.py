"""The README's way in: the demo, scraped by a real Prometheus with the README's scrape configuration."""

import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from tests.kits.processes import (
    Prometheus,
    code_blocks,
    eventually,
    exporter_command,
    free_port,
    get,
    process,
)
from tests.kits.tools import require

openmetrics: Callable[[str], Iterable[Metric]] = text_string_to_metric_families
"""The parser, whose own types say nothing."""

README = Path(__file__).parents[2] / "README.md"

EXPECTED = {
    "vos_up == 1": 1,
    "vos_node_cpu_usage_ratio": 2,
    "vos_node_memory_usage_ratio": 2,
    "vos_origin_server_cpu_usage_ratio": 1,
    "vos_origin_engine_active_sessions": 1,
    "vos_cloudlink_uplink_state == 1": 2,
    "vos_cloudlink_up == 1": 2,
    "vos_notifications_active": 6,
    'vos_service_control_state{state="ACTIVATED"} == 1': 20,
    "vos_rf_locked == 1": 1,
    "vos_rf_carrier_to_noise_db": 1,
    "sum by (route) (vos_api_request_successes_total) > 0": 20,
    "vos_api_request_errors_total == 0": 200,
}
"""Query to how many series it gives at least."""


def test_prometheus_finds_the_plant_of_the_demo(tmp_path: Path) -> None:
    binary = require("prometheus")
    port = free_port()
    config = scrape_config(tmp_path, port)
    prometheus = Prometheus(config, tmp_path, binary)
    demo = exporter_command("demo", "--web.listen-address", f"127.0.0.1:{port}")
    with (
        process(*demo, log=tmp_path / "demo.log"),
        process(*prometheus.command, log=tmp_path / "prometheus.log"),
    ):
        for query, series in EXPECTED.items():
            assert len(prometheus.wait_for(query)) >= series, query


def scrape_config(folder: Path, port: int) -> Path:
    """The README's, against the demo's port, and sooner than every half minute."""
    block = next(block for block in code_blocks(README, "yaml") if "scrape_configs" in block)
    assert "127.0.0.1:10867" in block
    config = folder / "prometheus.yml"
    text = block.replace("127.0.0.1:10867", f"127.0.0.1:{port}")
    config.write_text(text.replace("scrape_interval: 30s", "scrape_interval: 2s").replace(": 15s", ": 2s"))
    return config


def test_promtool_has_nothing_to_say_about_a_full_scrape(tmp_path: Path) -> None:
    promtool = require("promtool")
    body = full_scrape(tmp_path, "text/plain")
    checked = subprocess.run([promtool, "check", "metrics"], input=body.encode(), capture_output=True)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


def test_openmetrics_of_a_full_scrape_parses(tmp_path: Path) -> None:
    body = full_scrape(tmp_path, "application/openmetrics-text;version=1.0.0")
    assert sum(len(family.samples) for family in openmetrics(body)) > 1_500


def full_scrape(folder: Path, accept: str) -> str:
    """The metrics of a demo, in the format asked for."""
    port = free_port()
    demo = exporter_command("demo", "--web.listen-address", f"127.0.0.1:{port}")
    with process(*demo, log=folder / "demo.log"):
        return eventually(lambda: get(f"http://127.0.0.1:{port}/metrics", Accept=accept), "the metrics")
