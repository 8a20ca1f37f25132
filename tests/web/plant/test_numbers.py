"""Numbers as people read them: the unit is that of the family's name, and none where none is known."""

import pytest

from tests.kits.drawings import Told
from vos_exporter.families import gauge
from vos_exporter.web.plant.numbers import bitrate, by_object, usage


@pytest.mark.parametrize(
    ("bytes_per_second", "words"),
    [(0, "0 bit/s"), (100, "800 bit/s"), (1_250, "10 kbit/s"), (5.35e6, "42.8 Mbit/s"), (1.5e9, "12 Gbit/s")],
)
def test_a_rate_is_told_in_bits(bytes_per_second: float, words: str) -> None:
    assert bitrate(bytes_per_second) == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("vos_pod_cpu_usage_ratio", 0.05, "CPU 5 %"),
        ("vos_pod_cpu_usage_ratio", 1.234, "CPU 123 %"),
        ("vos_pod_cpu_usage_cores", 2.5, "CPU 2.5 cores"),
        ("vos_pod_memory_usage_ratio", 0.5, "memory 50 %"),
        ("vos_pod_memory_usage_bytes", 512e6, "memory 512 MB"),
        ("vos_pod_memory_usage_bytes", 0, "memory 0 B"),
        ("vos_pod_cpu_reported", 37, "CPU 37, unit unknown"),
        ("vos_pod_restarts", 3, ""),
    ],
)
def test_use_is_told_with_its_unit(name: str, value: float, words: str) -> None:
    assert usage(name, value) == words


def test_each_object_is_told_what_its_families_say() -> None:
    plant = Told().pod("s", "a").pod("s", "b")
    plant.add(gauge("vos_pod_restarts", "Restarts.", "pod_name"), 3, pod_name="a")
    assert by_object(plant.facts(), "pod_name") == {
        "a": ["CPU 23.1 %", "memory 2.57 GB"], "b": ["CPU 23.1 %", "memory 2.57 GB"]
    }  # fmt: skip
