"""However VOS spells the bodies whose shape nobody has published, the same concepts come out."""

import re

import pytest

from tests.kits.plants import Clock, Samples, about_vos, names, of, run, scrape, world
from vos_exporter.reference.catalogue import entries
from vos_exporter.simulator.assumed import NODE_CORES

DECLARED = {entry.declaration.name for entry in entries()}
NOT_SAID_BY_B = {
    "vos_profile_type_info",
    "vos_profile_video_info",
    "vos_profile_audio_info",
    "vos_cloudlink_info",
    "vos_notification_type_observed_total",
}
"""Rank and version of a link, streams of a profile, the type of a notification: spelling b does without."""


def plant(spelling: str, alias: int | None = None) -> Samples:
    return about_vos(run(world(Clock(), 10, spelling, alias), scrape))


@pytest.fixture(scope="module")
def plain() -> Samples:
    return plant("a")


def without(found: Samples, left_out: set[str]) -> dict[object, object]:
    """Samples as ``pytest.approx`` compares them: one spelling has seven digits of another's unit."""
    return {key: pytest.approx(amount, rel=1e-5) for key, amount in found.items() if key[0] not in left_out}


@pytest.mark.parametrize(("spelling", "left_out"), [("b", NOT_SAID_BY_B), ("c", set())])
def test_another_shape_with_other_keys_says_the_same(
    plain: Samples, spelling: str, left_out: set[str]
) -> None:
    other = plant(spelling)
    assert {key: amount for key, amount in other.items() if key[0] not in left_out} == without(
        plain, left_out
    )
    assert {name for name in left_out if name in names(other)} <= {"vos_cloudlink_info"}


def test_a_prometheus_of_the_cluster_says_the_same_of_nodes_and_pods(plain: Samples) -> None:
    """It has no numbers but those it was asked for."""
    as_reported = {name for name in names(plain) if name.startswith(("vos_nodes_", "vos_pods_"))}
    assert plant("prometheus") == without(plain, as_reported)


def test_the_kubernetes_metrics_api_counts_in_cores_and_bytes(plain: Samples) -> None:
    other = plant("k8s")
    for kind in ("node", "pod"):
        shares, cores = of(plain, f"vos_{kind}_cpu_usage_ratio"), of(other, f"vos_{kind}_cpu_usage_cores")
        assert cores == {
            key: pytest.approx(share * NODE_CORES, rel=1e-2, abs=1e-3) for key, share in shares.items()
        }
        assert not of(other, f"vos_{kind}_cpu_usage_ratio")
    memory = {
        key: pytest.approx(used, rel=1e-3) for key, used in of(plain, "vos_pod_memory_usage_bytes").items()
    }
    assert of(other, "vos_pod_memory_usage_bytes") == memory
    assert of(other, "vos_node_memory_usage_bytes").keys() == of(plain, "vos_node_memory_usage_ratio").keys()


@pytest.mark.parametrize("alias", range(1, 9))
def test_whichever_key_and_unit_a_concept_has_it_is_the_same_concept(plain: Samples, alias: int) -> None:
    """A unit decides which family of the concept it is; in one family the numbers agree."""
    other = plant("a", alias)
    assert {concept(name) for name in names(other) & DECLARED} == {
        concept(name) for name in names(plain) & DECLARED
    }
    both = {key: amount for key, amount in other.items() if key in plain and key[0] in DECLARED}
    assert both == {key: pytest.approx(plain[key], rel=1e-5) for key in both}
    objects = {(concept(name), ids(labels)) for name, labels in plain if name in DECLARED}
    assert {(concept(name), ids(labels)) for name, labels in other if name in DECLARED} == objects


def concept(name: str) -> str:
    return re.sub(r"_(ratio|cores|bytes|dbm)$", "", name)


def ids(labels: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset((key, text) for key, text in labels if key.endswith("_id"))
