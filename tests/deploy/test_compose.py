"""The compose file: valid, complete, and what it mounts is what we ship and prove elsewhere."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.kits.shipping import DEPLOY, ROOT, documents, require, run, tool
from vos_exporter import config
from vos_exporter.cli.arguments import parse

COMPOSE = DEPLOY / "compose.yaml"
REAL = DEPLOY / "compose/real-vos.yaml"
FILES = (COMPOSE, REAL)
SERVICES: dict[str, Any] = documents(COMPOSE.read_text())[0]["services"]


def mounts(service: str) -> dict[str, Path]:
    """Inside path -> what is there, for the files of the repository."""
    found = [volume.split(":") for volume in SERVICES[service]["volumes"]]
    return {inside: (DEPLOY / outside).resolve() for outside, inside, *_ in found if outside.startswith(".")}


@pytest.mark.verify
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_valid(path: Path) -> None:
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", path)
    run(
        tool("yamllint"),
        "--strict",
        "--config-data",
        "{extends: relaxed, rules: {line-length: {max: 120}}}",
        path,
    )


@pytest.mark.verify
def test_a_wrong_key_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(COMPOSE.read_text().replace("cap_drop:", "capdrop:"))
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("service", [name for name in SERVICES if "volumes" in SERVICES[name]])
def test_all_it_mounts_is_in_the_repository(service: str) -> None:
    found = mounts(service)
    assert found
    assert all(path.exists() and path.is_relative_to(ROOT) for path in found.values())


@pytest.mark.verify
def test_prometheus_accepts_its_configuration_with_our_rules(tmp_path: Path) -> None:
    for inside, path in mounts("prometheus").items():
        destination = tmp_path / inside.removeprefix("/etc/prometheus/")
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, destination)
    said = run(require("promtool"), "check", "config", tmp_path / "prometheus.yml")
    for rules in (DEPLOY / "prometheus/rules").glob("*.yml"):
        assert rules.name in said, "promtool names each file that it reads"


@pytest.mark.verify
def test_alertmanager_accepts_its_configuration() -> None:
    path = mounts("alertmanager")["/etc/alertmanager/alertmanager.yml"]
    run(require("amtool"), "check-config", path)


def test_prometheus_scrapes_as_the_shipped_configuration_does() -> None:
    """The names of the machines differ, nothing else."""
    own = documents((DEPLOY / "compose/prometheus.yml").read_text())[0]
    shipped = documents((DEPLOY / "prometheus/prometheus.yml").read_text())[0]
    own["scrape_configs"][0]["static_configs"] = shipped["scrape_configs"][0]["static_configs"]
    own["alerting"], own["rule_files"] = shipped["alerting"], shipped["rule_files"]
    assert own == shipped


def test_the_services_find_each_other() -> None:
    own = documents((DEPLOY / "compose/prometheus.yml").read_text())[0]
    targets = [
        target
        for group in (own["scrape_configs"], own["alerting"]["alertmanagers"])
        for entry in group
        for static in entry["static_configs"]
        for target in static["targets"]
    ]
    url = SERVICES["grafana"]["environment"]["PROMETHEUS_URL"]
    for address in (*targets, url.removeprefix("http://")):
        name, port = address.split(":")
        assert any(published.endswith(f":{port}") for published in SERVICES[name]["ports"])


def test_only_loopback_of_the_host_is_published() -> None:
    ports = [port for service in SERVICES.values() for port in service["ports"]]
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_exporters_commands_are_commands_of_ours() -> None:
    assert parse(SERVICES["exporter"]["command"]).run.__name__ == "demo"
    real = documents(REAL.read_text())[0]
    assert parse(real["services"]["exporter"]["command"]).run.__name__ == "serve"


def test_the_exporter_is_locked_as_its_image_is_tested() -> None:
    exporter = SERVICES["exporter"]
    assert exporter["read_only"] is True
    assert exporter["cap_drop"] == ["ALL"]
    assert exporter["security_opt"] == ["no-new-privileges:true"]
    assert exporter["tmpfs"] == ["/tmp:mode=1777"]


def test_the_example_for_a_real_vos_is_good() -> None:
    real = documents(REAL.read_text())[0]
    (target,) = config.load(str(DEPLOY / "compose/vos.yml")).targets
    assert target.auth.client_secret is not None
    assert target.auth.client_secret.file == f"/run/secrets/{next(iter(real['secrets']))}"


def test_grafanas_home_is_a_dashboard_of_ours() -> None:
    inside = Path(SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (mounts("grafana")[str(inside.parent)] / inside.name).exists()
    provider = documents((DEPLOY / "grafana/provisioning/dashboards/vos.yml").read_text())[0]["providers"][0]
    assert provider["options"]["path"] == str(inside.parent)
