"""The scrape configuration of Prometheus for this very instance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vos_exporter.web import DEFAULT_PORT
from vos_exporter.web.answers import yaml_text

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_TIMES = {"scrape_interval": "30s", "scrape_timeout": "12s"}
UNKNOWN_HOST = f"vos-exporter.example.com:{DEFAULT_PORT}"


Yaml = dict[str, Any]
"""A mapping of plain data."""


@dataclass(frozen=True, slots=True)
class Instance:
    """How this exporter is reached.

    Attributes:
        address: host and port.
        https: whether it speaks TLS.
        client_certificate: whether it wants a client certificate.
        users: whether it wants a user and password.
        telemetry_path: where its own metrics are.
    """

    address: str
    https: bool = False
    client_certificate: bool = False
    users: bool = False
    telemetry_path: str = "/metrics"

    @property
    def scheme(self) -> str:
        """Of its URLs."""
        return "https" if self.https else "http"


def address(host: str | None) -> str:
    """The ``Host`` header if it is a host and port, else an example: it is the client's word."""
    return host if host is not None and _HOST.fullmatch(host) else UNKNOWN_HOST


def scrape_config(instance: Instance, names: Sequence[str]) -> str:
    """YAML that Prometheus takes as it is, for the targets ``names``."""
    if len(names) == 1:
        jobs = [_itself(instance, "vos", names[0])]
    else:
        jobs = [_discovered(instance), _itself(instance, "vos-exporter", None)]
    return yaml_text({"scrape_configs": jobs})


def _itself(instance: Instance, job: str, name: str | None) -> Yaml:
    """The job of our own page of metrics; with ``name``, the one target on it."""
    relabelling = (
        {} if name is None else {"relabel_configs": [{"target_label": "instance", "replacement": name}]}
    )
    return {
        "job_name": job,
        **_TIMES,
        "metrics_path": instance.telemetry_path,
        **_access(instance),
        "static_configs": [{"targets": [instance.address]}],
        **relabelling,
    }


def _discovered(instance: Instance) -> Yaml:
    """The job of all targets, which Prometheus asks us for."""
    discovery = {"url": f"{instance.scheme}://{instance.address}/sd", "refresh_interval": "1m"}
    # Made twice, as YAML would refer from one to the other.
    to_ask = {key: value for key, value in _access(instance).items() if key != "scheme"}
    return {
        "job_name": "vos",
        **_TIMES,
        **_access(instance),
        "http_sd_configs": [discovery | to_ask],
        "relabel_configs": [
            {"source_labels": ["__param_target"], "target_label": "instance"},
            {"target_label": "__address__", "replacement": instance.address},
        ],
    }


def _access(instance: Instance) -> Yaml:
    """What is needed to be let in; files and user names are the reader's to fill in."""
    access: Yaml = {}
    if instance.https:
        access["scheme"] = instance.scheme
        access["tls_config"] = {"ca_file": "/etc/prometheus/vos-exporter-ca.pem"}
    if instance.client_certificate:
        access["tls_config"] |= {
            "cert_file": "/etc/prometheus/client.pem",
            "key_file": "/etc/prometheus/client.key",
        }
    if instance.users:
        access["basic_auth"] = {
            "username": "prometheus",
            "password_file": "/etc/prometheus/vos-exporter-password",
        }
    return access
