"""Writes monitoring/prometheusrule.yaml from the rule files that Prometheus itself reads."""

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
RULES = HERE.parent / "prometheus" / "rules"
OUTPUT = HERE / "monitoring" / "prometheusrule.yaml"
HEADER = "# Made by deploy/kubernetes/generate.py from deploy/prometheus/rules. Change those.\n"


class _Text(str):
    """Written over several lines, so that a difference can be read."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Long expressions as blocks."""


_Dumper.add_representer(
    _Text, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)


def manifest() -> str:
    """The PrometheusRule with every rule we ship."""
    groups = [group for path in sorted(RULES.glob("*.yml")) for group in _load(path)["groups"]]
    rule = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "vos-exporter", "labels": {"app.kubernetes.io/name": "vos-exporter"}},
        "spec": {"groups": _readable(groups)},
    }
    return HEADER + yaml.dump(rule, Dumper=_Dumper, sort_keys=False, width=10_000, allow_unicode=True)


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def _readable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if isinstance(value, str) and "\n" in value:
        return _Text(value)
    return value


if __name__ == "__main__":
    OUTPUT.write_text(manifest(), encoding="utf-8")
