"""The scrape configuration of Prometheus for this very instance."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
UNKNOWN_HOST = "vos-exporter.example.com:10867"


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


def address(host: str | None) -> str:
    """The ``Host`` header if it is a host and port, else an example: it is the client's word."""
    return host if host is not None and _HOST.fullmatch(host) else UNKNOWN_HOST


def scrape_config(instance: Instance, names: Sequence[str]) -> str:
    """YAML that Prometheus takes as it is, for the targets ``names``."""
    if len(names) == 1:
        return "\n".join(["scrape_configs:", *_own(instance, "vos", names[0])]) + "\n"
    return (
        "\n".join(["scrape_configs:", *_discovered(instance), *_own(instance, "vos-exporter", None)]) + "\n"
    )


def _own(instance: Instance, job: str, name: str | None) -> list[str]:
    lines = [
        f"  - job_name: {job}",
        "    scrape_interval: 30s",
        "    scrape_timeout: 12s",
        f"    metrics_path: {json.dumps(instance.telemetry_path)}",
        *_access(instance, "    "),
        "    static_configs:",
        f"      - targets: [{json.dumps(instance.address)}]",
    ]
    if name is not None:
        lines += [
            "    relabel_configs:",
            "      - target_label: instance",
            f"        replacement: {json.dumps(name)}",
        ]
    return lines


def _discovered(instance: Instance) -> list[str]:
    scheme = "https" if instance.https else "http"
    return [
        "  - job_name: vos",
        "    scrape_interval: 30s",
        "    scrape_timeout: 12s",
        *_access(instance, "    "),
        "    http_sd_configs:",
        f"      - url: {json.dumps(f'{scheme}://{instance.address}/sd')}",
        "        refresh_interval: 1m",
        *_access(instance, "        ", scheme=False),
        "    relabel_configs:",
        "      - source_labels: [__param_target]",
        "        target_label: instance",
        "      - target_label: __address__",
        f"        replacement: {json.dumps(instance.address)}",
    ]


def _access(instance: Instance, indent: str, *, scheme: bool = True) -> list[str]:
    """What is needed to be let in; files and user names are the reader's to fill in."""
    lines: list[str] = []
    if instance.https:
        lines += ["scheme: https"] if scheme else []
        lines += ["tls_config:", "  ca_file: /etc/prometheus/vos-exporter-ca.pem"]
    if instance.client_certificate:
        lines += ["  cert_file: /etc/prometheus/client.pem", "  key_file: /etc/prometheus/client.key"]
    if instance.users:
        lines += [
            "basic_auth:",
            "  username: prometheus",
            "  password_file: /etc/prometheus/vos-exporter-password",
        ]
    return [indent + line for line in lines]
