"""What PromQL expressions may read."""

import promql_parser

from tests.kits.rules.shipped import rules
from vos_exporter.reference.catalogue import entries

TARGET_LABELS = {"job", "instance"}
OF_PROMETHEUS = {"up": TARGET_LABELS}

RECORDED = {rule["record"] for rule in rules() if "record" in rule}
DECLARED = {
    name: {*labels, *TARGET_LABELS}
    for entry in entries()
    for name, labels in entry.declaration.sample_labels.items()
} | OF_PROMETHEUS
"""Per metric of the exporter and of Prometheus, the labels its series have."""


def selectors(expr: str) -> list[promql_parser.VectorSelector]:
    """Every vector selector of ``expr``."""
    found: list[promql_parser.VectorSelector] = []

    def visit(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            found.append(node)

    promql_parser.walk(promql_parser.parse(expr), pre_visit=visit)
    return found
