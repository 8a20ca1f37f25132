"""The manifests: rendered by kustomize, checked strictly, and held against what the exporter says."""

import copy
import functools
import importlib.util
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kits.shipping import DEPLOY, ROOT, documents, node_modules, run, tool
from vos_exporter import __version__, config

KUBERNETES = DEPLOY / "kubernetes"
OVERLAYS = sorted(path.name for path in (KUBERNETES / "overlays").iterdir())
WORKLOADS = ("Deployment", "StatefulSet")

verify = pytest.mark.verify
each_overlay = pytest.mark.parametrize("overlay", OVERLAYS)


@functools.cache
def rendered(overlay: str) -> str:
    return run(tool("kubectl"), "kustomize", KUBERNETES / "overlays" / overlay)


def resources(overlay: str, *kinds: str) -> list[Any]:
    return [found for found in documents(rendered(overlay)) if not kinds or found["kind"] in kinds]


def one(overlay: str, *kinds: str) -> Any:
    (found,) = resources(overlay, *kinds)
    return found


def operator_problems(found: list[Any]) -> list[str]:
    """What is wrong with resources of the Prometheus Operator, unknown keys included."""
    package = node_modules("@kubernetes-models/prometheus-operator")
    script = Path(__file__).parent / "operator_check.mjs"
    problems: list[str] = json.loads(run(tool("node"), script, package, input=json.dumps(found)))
    return problems


def snake(value: Any) -> Any:
    """A relabelling as Prometheus writes it, from one as the Operator does."""
    renamed = {"sourceLabels": "source_labels", "targetLabel": "target_label"}
    return {renamed.get(key, key): item for key, item in value.items()}


@verify
@each_overlay
def test_every_resource_is_valid_and_has_no_unknown_key(overlay: str, tmp_path: Path) -> None:
    own = [found for found in resources(overlay) if "monitoring.coreos.com" not in found["apiVersion"]]
    for dashboard in (found for found in own if found["kind"] == "ConfigMap"):
        dashboard["data"] = dict.fromkeys(dashboard["data"], "its length only costs time here")
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump_all(own))
    run(tool("kubernetes-validate"), "--strict", "--quiet", path)


@verify
def test_an_unknown_key_would_be_found(tmp_path: Path) -> None:
    broken = one("single-target", "Deployment")
    broken["spec"]["template"]["spec"]["runAsNonRoot"] = True
    path = tmp_path / "broken.yaml"
    path.write_text(yaml.safe_dump(broken))
    done = subprocess.run([tool("kubernetes-validate"), "--strict", path], capture_output=True, check=False)
    assert done.returncode != 0


@verify
@each_overlay
def test_the_operators_resources_are_valid_and_have_no_unknown_key(overlay: str) -> None:
    found = [found for found in resources(overlay) if "monitoring.coreos.com" in found["apiVersion"]]
    assert {"PrometheusRule", "ServiceMonitor"} <= {resource["kind"] for resource in found}
    assert operator_problems(found) == []


@verify
def test_a_wrong_operator_resource_would_be_found() -> None:
    broken = copy.deepcopy(one("many-targets", "ScrapeConfig"))
    broken["spec"]["relabelings"][0]["sourcelabels"] = ["x"]
    broken["spec"]["scrapeInterval"] = "half a minute"
    wrong, unknown = operator_problems([broken])
    assert "scrapeInterval" in wrong
    assert unknown == "ScrapeConfig.spec.relabelings[0].sourcelabels: unknown key"


@verify
def test_all_kinds_of_the_operator_are_used() -> None:
    kinds = {found["kind"] for overlay in OVERLAYS for found in resources(overlay)}
    assert {"ServiceMonitor", "Probe", "ScrapeConfig", "PrometheusRule"} <= kinds
    assert {"Namespace", "ConfigMap", "Service", "NetworkPolicy", "PodDisruptionBudget"} <= kinds
    assert "Secret" not in kinds, "a secret is named, never made"


@verify
@each_overlay
def test_the_pod_keeps_to_the_restricted_standard(overlay: str) -> None:
    namespace = one(overlay, "Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    pod = one(overlay, *WORKLOADS)["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 65532
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not any(pod.get(key) for key in ("hostNetwork", "hostPID", "hostIPC"))
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
    assert {name for volume in pod["volumes"] for name in volume if name != "name"} == {"configMap", "secret"}


@verify
@each_overlay
def test_the_parts_fit_together(overlay: str) -> None:
    workload = one(overlay, *WORKLOADS)
    pod = workload["spec"]["template"]
    labels = pod["metadata"]["labels"].items()
    (container,) = pod["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports == {"http": 10867}
    selectors = [
        workload["spec"]["selector"]["matchLabels"],
        one(overlay, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        one(overlay, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        *(service["spec"]["selector"] for service in resources(overlay, "Service")),
    ]
    assert all(selector and selector.items() <= labels for selector in selectors)
    assert all(p["targetPort"] in ports for s in resources(overlay, "Service") for p in s["spec"]["ports"])
    assert {probe["httpGet"]["path"] for name, probe in container.items() if name.endswith("Probe")} == {
        "/-/healthy",
        "/-/ready",
    }
    names = {f"{found['kind']}/{found['metadata']['name']}" for found in resources(overlay)}
    assert f"ConfigMap/{pod['spec']['volumes'][0]['configMap']['name']}" in names
    assert f"ServiceAccount/{pod['spec']['serviceAccountName']}" in names
    assert all(
        found["metadata"]["namespace"] == "vos-exporter"
        for found in resources(overlay)
        if found["kind"] != "Namespace"
    )


@verify
@each_overlay
def test_a_service_monitor_finds_one_service(overlay: str) -> None:
    """With two, each pod would be scraped twice."""
    selector = one(overlay, "ServiceMonitor")["spec"]["selector"]["matchLabels"]
    found = [
        service
        for service in resources(overlay, "Service")
        if selector.items() <= service["metadata"].get("labels", {}).items()
    ]
    assert [service["metadata"]["name"] for service in found] == ["vos-exporter"]


@verify
@each_overlay
def test_every_dashboard_is_there_for_the_sidecar(overlay: str) -> None:
    found = {
        name: json.loads(text)["uid"]
        for resource in resources(overlay, "ConfigMap")
        if resource["metadata"].get("labels", {}).get("grafana_dashboard") == "1"
        for name, text in resource["data"].items()
    }
    shipped = {
        path.name: json.loads(path.read_text())["uid"] for path in (ROOT / "grafana/out").glob("*.json")
    }
    assert found == shipped
    assert len(set(found.values())) == len(found)


@verify
@each_overlay
def test_nothing_is_too_large_to_apply(overlay: str) -> None:
    """`kubectl apply` keeps a copy of each resource in an annotation of at most 256 KiB."""
    assert max(len(json.dumps(found)) for found in resources(overlay)) < 256 * 1024


@each_overlay
def test_the_configuration_is_good_and_its_secrets_are_mounted(overlay: str) -> None:
    loaded = config.load(str(KUBERNETES / "overlays" / overlay / "vos.yml"))
    deployment = documents((KUBERNETES / "base/deployment.yaml").read_text())[0]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    mounts = [mount["mountPath"] for mount in container["volumeMounts"]]
    for target in loaded.targets:
        assert target.auth.client_secret is not None
        assert str(Path(str(target.auth.client_secret.file)).parent) in mounts
    assert "--config.file=/etc/vos-exporter/vos.yml" in container["args"]
    assert (len(loaded.targets) > 1) == (overlay != "single-target")


def test_the_probe_lists_the_configured_targets() -> None:
    folder = KUBERNETES / "overlays/listed-targets"
    (probe,) = documents((folder / "probe.yaml").read_text())
    names = [target.name for target in config.load(str(folder / "vos.yml")).targets]
    assert probe["spec"]["targets"]["staticConfig"]["static"] == names


def test_the_rules_are_the_ones_prometheus_reads() -> None:
    specification = importlib.util.spec_from_file_location("generate_rule", KUBERNETES / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert module.OUTPUT.read_text() == module.manifest(), "run deploy/kubernetes/generate.py"


def test_the_sharded_scrape_config_has_the_rules_that_run_in_a_real_prometheus() -> None:
    (resource,) = documents((KUBERNETES / "overlays/sharded/scrapeconfig.yaml").read_text())
    (plain,) = documents((DEPLOY / "prometheus/scrape-sharded.yml").read_text())
    job, *rules = [snake(rule) for rule in resource["spec"]["relabelings"]]
    assert job == {"target_label": "job", "replacement": plain["scrape_configs"][0]["job_name"]}
    rules[2]["replacement"] = "vos-exporter-$1:10867"
    rules[3]["modulus"] = 2
    rules[4]["regex"] = "0"
    assert rules == plain["scrape_configs"][0]["relabel_configs"]


def test_the_replicas_and_the_modulus_are_one_number() -> None:
    folder = KUBERNETES / "overlays/sharded"
    (kustomization,) = documents((folder / "kustomization.yaml").read_text())
    (patch,) = documents(kustomization["patches"][0]["patch"])
    (replicas,) = [change["value"] for change in patch if change["path"] == "/spec/replicas"]
    (scrape,) = documents((folder / "scrapeconfig.yaml").read_text())
    assert scrape["spec"]["relabelings"][2]["modulus"] == replicas


def test_the_image_is_this_version() -> None:
    (kustomization,) = documents((KUBERNETES / "base/kustomization.yaml").read_text())
    assert kustomization["images"][0]["newTag"] == __version__
