"""What is shipped beside the exporter: rules, dashboards, scrape configurations, manifests, unit, runbooks.

A wheel carries the files in ``vos_exporter/assets``, under the paths they have in the repository; a checkout
has them there. Nothing in them is rewritten but the address of the runbooks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from vos_exporter.shipped import RULES, RUNBOOKS, root

RUNBOOK_BASE = "deploy/prometheus/runbooks.base"
DASHBOARDS = "grafana/out"
PROMETHEUS_RULE = "deploy/kubernetes/monitoring/prometheusrule.yaml"

KINDS: Mapping[str, str] = {
    RULES: "alerting and recording rules of Prometheus",
    "deploy/prometheus": "scrape configurations of Prometheus, and the address of the runbooks",
    "deploy/alertmanager": "routes and inhibitions of Alertmanager",
    DASHBOARDS: "dashboards of Grafana",
    "deploy/grafana": "provisioning of Grafana: the data source, and the folder of the dashboards",
    "grafana/kustomization.yaml": "the dashboards as ConfigMaps, by kustomize",
    "deploy/kubernetes": "kustomize: the exporter, its targets, its rules",
    "deploy/systemd": "the unit, its user and its settings",
    "deploy/web": "web files: TLS, users, client certificates",
    RUNBOOKS: "what each alert means and what to do",
}
"""A folder or file of the repository and what is in it; the first that holds a file tells about it."""

LEFT_OUT = ("deploy/prometheus/tests", "deploy/kubernetes/generate.py")
"""What proves or makes the others and is of no use elsewhere."""

CONFIG_MAP_LIMIT = 1_000_000
"""Bytes a ConfigMap may have; the API server refuses more than 1 MiB."""

_FOLDER_OF_DASHBOARDS = "VOS"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file to ship.

    Attributes:
        path: relative, as in the repository.
        content: its bytes.
        about: one line on what it is for.
    """

    path: PurePosixPath
    content: bytes
    about: str


def files(runbook_base: str = "") -> list[Asset]:
    """Every file that is shipped, in the order of its path.

    Args:
        runbook_base: takes the place of the address that the runbook links begin with; empty to leave them.

    Raises:
        AssetsMissingError: this installation has none.
    """
    folder = root()
    shipped = (folder / RUNBOOK_BASE).read_text(encoding="utf-8").strip()
    found: dict[str, tuple[bytes, str]] = {}
    for kind, about in KINDS.items():
        for path in _files_of(folder / kind):
            relative = path.relative_to(folder).as_posix()
            if not relative.startswith(LEFT_OUT):
                found.setdefault(relative, (path.read_bytes(), about))
    return [
        Asset(PurePosixPath(path), _with_runbooks(content, shipped, runbook_base), about)
        for path, (content, about) in sorted(found.items())
    ]


def _files_of(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for path in place.rglob("*"):
        if path.is_file() and not any(part.startswith((".", "__")) for part in path.relative_to(place).parts):
            yield path


def _with_runbooks(content: bytes, shipped: str, base: str) -> bytes:
    return content.replace(shipped.encode(), base.encode()) if base else content


def configmaps(runbook_base: str = "") -> list[Asset]:
    """Rules and dashboards as ConfigMaps for Kubernetes: one of the rules, one per dashboard.

    Dashboards carry the label and the folder that the sidecar of Grafana's Helm chart looks for.
    """
    shipped = files(runbook_base)
    rules = {asset.path.name: asset.content.decode() for asset in _below(shipped, RULES)}
    return [_config_map("vos-rules", rules, "the rules, to mount into Prometheus"), *_dashboards(shipped)]


def operator(runbook_base: str = "") -> list[Asset]:
    """The rules as a PrometheusRule of the Prometheus Operator, and the dashboards as ConfigMaps."""
    shipped = files(runbook_base)
    [rule] = _below(shipped, PROMETHEUS_RULE)
    return [
        Asset(PurePosixPath(rule.path.name), rule.content, "the rules, for the Prometheus Operator"),
        *_dashboards(shipped),
    ]


FORMATS = {"files": files, "configmaps": configmaps, "operator": operator}
"""Name of a form to what gives the assets in it."""


def _below(assets: Sequence[Asset], place: str) -> list[Asset]:
    return [asset for asset in assets if asset.path.is_relative_to(place)]


def _dashboards(shipped: Sequence[Asset]) -> list[Asset]:
    return [
        _config_map(
            f"dashboard-{asset.path.stem}",
            {asset.path.name: asset.content.decode()},
            f"the dashboard {asset.path.stem}, for the sidecar of Grafana",
            labels={"grafana_dashboard": "1"},
            annotations={"grafana_folder": _FOLDER_OF_DASHBOARDS},
        )
        for asset in _below(shipped, DASHBOARDS)
    ]


def _config_map(name: str, data: Mapping[str, str], about: str, **metadata: Mapping[str, str]) -> Asset:
    manifest = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, **{kind: dict(values) for kind, values in metadata.items()}},
        "data": dict(data),
    }
    content = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True).encode()
    if len(content) > CONFIG_MAP_LIMIT:
        raise ValueError(f"the ConfigMap {name} has {len(content)} bytes, more than an API server takes")
    return Asset(PurePosixPath(f"{name}.yaml"), content, about)
