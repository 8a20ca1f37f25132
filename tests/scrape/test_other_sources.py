"""Nodes and pods from another source, by configuration alone and over real HTTPS."""

from pathlib import Path

import pytest

from tests.kits.scraping import Answer, run, scrape
from vos_exporter import config
from vos_exporter.simulator import Simulator
from vos_exporter.simulator.assumed import NODE_CORES

CONFIG = """
targets:
  - name: vos
    url: {vos.url}
    auth: {{client_id: {vos.client_id}, client_secret: {vos.client_secret}}}
    tls: {{ca_file: {vos.ca_file}}}
    routes:
{routes}
"""
KUBERNETES = """
      nodes: {path: /vos-api/apis/metrics.k8s.io/v1beta1/nodes}
      pods: {path: /vos-api/apis/metrics.k8s.io/v1beta1/namespaces/vos/pods}
"""
PROMETHEUS = """
      nodes:
        path: /vos-api/prometheus/api/v1/query
        params: {query: "avg by (instance) (cpu)"}
        fields:
          id: {aliases: [nodeName]}
          cpu: {aliases: [value], unit: percent}
"""


def answer(simulator: Simulator, routes: str, folder: Path) -> Answer:
    path = folder / "vos.yml"
    path.write_text(CONFIG.format(vos=simulator, routes=routes.strip("\n")))
    return run(lambda live: scrape(live, "nodes", "pods", "services"), config.load(str(path)).targets[0])


def test_the_kubernetes_metrics_api_says_its_units_itself(tmp_path: Path) -> None:
    paths = {
        "nodes": "/vos-api/apis/metrics.k8s.io/v1beta1/nodes",
        "pods": "/vos-api/apis/metrics.k8s.io/v1beta1/namespaces/vos/pods",
    }
    with Simulator(services=2, spelling="k8s", paths=paths) as simulator:
        found = answer(simulator, KUBERNETES, tmp_path)
        node = simulator.plant.inventory.nodes[0].name
    assert 0 < found.number("vos_node_cpu_usage_cores", node_name=node) < NODE_CORES
    assert found.number("vos_node_memory_usage_bytes", node_name=node) > 2**30
    assert len(found.having("vos_pod_memory_usage_bytes")) == 2
    assert not found.having("vos_node_cpu_usage_ratio")


def test_a_prometheus_answers_the_operators_query_in_the_operators_unit(tmp_path: Path) -> None:
    paths = {"nodes": "/vos-api/prometheus/api/v1/query"}
    with Simulator(services=2, spelling="prometheus", paths=paths) as simulator:
        simulator.break_plant("node-hot", 0, 0.91)
        found = answer(simulator, PROMETHEUS, tmp_path)
        node = simulator.plant.inventory.nodes[0].name
        assert "query=avg" in next(seen.query for seen in simulator.requests.recent if seen.route == "nodes")
    assert found.value("vos_node_cpu_usage_ratio", node_name=node) == pytest.approx(0.91)
    assert not found.having("vos_node_memory_usage_ratio")
