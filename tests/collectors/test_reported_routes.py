"""Every route of assumed keys: what it exports, in two spellings, and from other sources."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.kits.collecting import decode
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import FieldOverride
from vos_exporter.vos.fields import Field, Kind
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.units import Unit

ROUTE_KEYS = (
    "nodes", "pods", "origin_engine", "system_info", "networks", "rf_statistics", "rf_monitorings",
    "rf_settings",
)  # fmt: skip
SERVICE_A = "742fb875-19e0-4ce2-ad9f-7035af8f4fc3"
SERVICE_B = "0d1b6a0f-9d9f-4c26-9df3-0fd3d9c0a8b7"


def scrape(
    key: str, body: object, overrides: Mapping[str, FieldOverride] | None = None
) -> dict[tuple[str, ...], Any]:
    """Name and label values to value, of the families of one body."""
    overrides = overrides or {}
    decoded = decode(key, json.dumps(body).encode(), fields=overrides)
    families = COLLECTORS[key].collect(decoded.rows, Context(now=0, overrides=overrides), Findings())
    samples = {}
    for family in families:
        for labels, value in family:
            assert len(labels) == len(family.declaration.labels)
            samples[(family.declaration.name, *labels)] = pytest.approx(value)
    return samples


def test_nodes() -> None:
    """Usage as ratios, and the role in the info."""
    assert scrape(
        "nodes", [{"nodeName": "n1", "role": "worker", "cpuPercent": 57, "memory": "80 %", "pods": 12}]
    ) == {
        ("vos_node_info", "n1", "worker"): 1,
        ("vos_node_cpu_usage_ratio", "n1"): 0.57,
        ("vos_node_memory_usage_ratio", "n1"): 0.8,
        ("vos_nodes_pods", "n1"): 12,
    }


def test_pods_and_their_services() -> None:
    """One info per service with an id; a pod whose services have only names has one without."""
    body = [
        {
            "hostName": "p1",
            "nodeName": "n1",
            "cpu": "12.5 %",
            "memoryInMB": 2048.0,
            "services": [SERVICE_A, SERVICE_B],
        },
        {"hostName": "p2", "services": ["Channel 1"], "restarts": 3},
        {"hostName": "p3", "services": [{"id": SERVICE_A, "name": "x"}, "Channel 1", SERVICE_A]},
        {"hostName": "p4", "serviceId": SERVICE_B},
    ]
    assert scrape("pods", body) == {
        ("vos_pod_info", "p1", "n1", SERVICE_A): 1,
        ("vos_pod_info", "p1", "n1", SERVICE_B): 1,
        ("vos_pod_info", "p2", "", ""): 1,
        ("vos_pod_info", "p3", "", SERVICE_A): 1,
        ("vos_pod_info", "p4", "", SERVICE_B): 1,
        ("vos_pod_cpu_usage_ratio", "p1"): 0.125,
        ("vos_pod_memory_usage_bytes", "p1"): 2.048e9,
        ("vos_pods_restarts", "p2"): 3,
    }


def test_pods_of_a_kubernetes_metrics_list() -> None:
    """Cores and bytes."""
    item = {"metadata": {"name": "p1"}, "containers": [{"usage": {"cpu": "250m", "memory": "1Mi"}}]}
    assert scrape("pods", {"apiVersion": "metrics.k8s.io/v1beta1", "items": [item]}) == {
        ("vos_pod_info", "p1", "", ""): 1,
        ("vos_pod_cpu_usage_cores", "p1"): 0.25,
        ("vos_pod_memory_usage_bytes", "p1"): 2**20,
    }


def test_nodes_of_an_instant_vector() -> None:
    """The operator names the units; a series without a name has the key value."""
    result = [
        {"metric": {"__name__": "cpu", "node": "n1"}, "value": [1, "0.25"]},
        {"metric": {"__name__": "memory", "node": "n1"}, "value": [1, "1024"]},
    ]
    body = {"status": "success", "data": {"resultType": "vector", "result": result}}
    overrides = {"cpu": FieldOverride(unit=Unit.CORES), "memory": FieldOverride(unit=Unit.BYTES)}
    assert scrape("nodes", body, overrides) == {
        ("vos_node_info", "n1", ""): 1,
        ("vos_node_cpu_usage_cores", "n1"): 0.25,
        ("vos_node_memory_usage_bytes", "n1"): 1024,
    }
    nameless = {
        "data": {"resultType": "vector", "result": [{"metric": {"instance": "n1"}, "value": [1, "0.25"]}]}
    }
    overrides = {"cpu": FieldOverride(aliases=("value",), unit=Unit.RATIO)}
    assert scrape("nodes", nameless, overrides)[("vos_node_cpu_usage_ratio", "n1")] == 0.25


def test_origin_engine() -> None:
    """Global numbers as reported; servers with composite ids, and other numbers under a prefix of theirs."""
    body = {
        "requestsPerSecond": 1200,
        "cpu": 40,
        "servers": [
            {"name": "s", "index": 0, "node": "n1", "cpuPercent": 20, "memoryPct": 50, "sessions": 7},
            {"name": "s", "index": 1, "cpuPercent": 30},
        ],
    }
    assert scrape("origin_engine", body) == {
        ("vos_origin_engine_requests_per_second",): 1200,
        ("vos_origin_engine_cpu",): 40,
        ("vos_origin_servers",): 2,
        ("vos_origin_server_info", "s/0", "s", "n1"): 1,
        ("vos_origin_server_info", "s/1", "s", ""): 1,
        ("vos_origin_server_cpu_usage_ratio", "s/0"): 0.2,
        ("vos_origin_server_cpu_usage_ratio", "s/1"): 0.3,
        ("vos_origin_server_memory_usage_ratio", "s/0"): 0.5,
        ("vos_origin_server_sessions", "s/0"): 7,
    }
    assert scrape("origin_engine", [])[("vos_origin_servers",)] == 0


def test_global_numbers_and_servers_share_the_limit_of_families() -> None:
    """At most 64 families as reported in all."""
    servers = [{"name": "s", **{f"k{index}": 1 for index in range(60)}}]
    body = {**{f"g{index}": 1 for index in range(60)}, "servers": servers}
    names = [name for name, *_ in scrape("origin_engine", body)]
    assert len([name for name in names if "_engine_g" in name]) == 60
    assert len([name for name in names if "_server_k" in name]) == 4


def test_system_info() -> None:
    """One info series; other numbers as reported."""
    body = {"productName": "XOS", "version": "1.2", "apiVersion": 1.3, "serial": 77, "uptimeSeconds": 9}
    assert scrape("system_info", body) == {
        ("vos_system_info", "XOS", "1.2", "1.3", "77"): 1,
        ("vos_system_info_uptime_seconds",): 9,
    }


def test_networks() -> None:
    """Link state as a word."""
    body = {"eth0": {"interface": "eth0", "ip": "192.0.2.1", "linkState": "UP", "speed": 1000}}
    assert scrape("networks", body) == {
        ("vos_network_info", "eth0", "", "eth0", "192.0.2.1"): 1,
        ("vos_network_up", "eth0"): 1,
        ("vos_networks_speed", "eth0"): 1000,
    }


def test_rf_statistics() -> None:
    """Reception in base units, counters as counters, the rest as reported."""
    row = {
        "id": "rf-1", "card": 1, "port": 2, "locked": "LOCKED", "levelDbm": -45.2, "cn": 14.1, "cnMargin": 6,
        "mer": 14.3, "postFecBer": 1e-7, "preBer": 1e-4, "per": 0, "uncorrected": 3, "temperature": 41,
    }  # fmt: skip
    assert scrape("rf_statistics", [row]) == {
        ("vos_rf_locked", "1/2"): 1,
        ("vos_rf_level_dbm", "1/2"): -45.2,
        ("vos_rf_carrier_to_noise_db", "1/2"): 14.1,
        ("vos_rf_margin_db", "1/2"): 6,
        ("vos_rf_mer_db", "1/2"): 14.3,
        ("vos_rf_pre_fec_bit_error_ratio", "1/2"): 1e-4,
        ("vos_rf_post_fec_bit_error_ratio", "1/2"): 1e-7,
        ("vos_rf_packet_error_ratio", "1/2"): 0,
        ("vos_rf_uncorrected_packets_total", "1/2"): 3,
        ("vos_rf_statistics_temperature", "1/2"): 41,
    }


def test_rf_settings() -> None:
    """Tuning in hertz and symbols per second; only this route describes the input."""
    row = {
        "card": 1, "port": 2, "demod": 3, "name": "Astra", "frequencyMHz": 11747.0, "loFrequency": "10.6 GHz",
        "symbolRateMsps": 27.5, "modulation": "8PSK", "fec": "3/4", "rollOffFactor": 0.2, "polarisation": "H",
        "lnbVoltage": "18", "tone22kHz": "on", "satellite": "19.2E", "standard": "DVB-S2", "enabled": True,
    }  # fmt: skip
    expected = {
        ("vos_rf_frequency_hertz", "1/2/3"): 11.747e9,
        ("vos_rf_local_oscillator_frequency_hertz", "1/2/3"): 10.6e9,
        ("vos_rf_symbol_rate_symbols_per_second", "1/2/3"): 27.5e6,
        ("vos_rf_roll_off_ratio", "1/2/3"): 0.2,
        ("vos_rf_lnb_voltage_volts", "1/2/3"): 18,
        ("vos_rf_lnb_tone_on", "1/2/3"): 1,
    }
    about = ("vos_rf_input_info", "1/2/3", "Astra", "1", "2", "3", "19.2E", "H", "DVB-S2", "8PSK", "3/4")
    assert scrape("rf_settings", [row]) == expected | {about: 1, ("vos_rf_settings_enabled", "1/2/3"): 1}
    assert scrape("rf_monitorings", [row]) == expected | {("vos_rf_monitorings_enabled", "1/2/3"): 1}


@pytest.mark.parametrize(
    ("key", "value", "hertz"),
    [
        ("frequencyHz", 5e9, 5e9),
        ("frequencyKHz", 5e6, 5e9),
        ("frequencyMHz", 5000, 5e9),
        ("frequencyGHz", 5, 5e9),
    ],
)
def test_a_key_that_names_its_unit_is_believed(key: str, value: object, hertz: float) -> None:
    """The unit is in the key, not in the size of the number."""
    assert scrape("rf_settings", [{"id": "x", key: value}])[("vos_rf_frequency_hertz", "x")] == hertz


def test_overrides_of_a_unit_and_a_scale() -> None:
    """A receiver that counts in kHz and tenths of a dB."""
    overrides = {"frequency": FieldOverride(unit=Unit.KILOHERTZ), "mer": FieldOverride(scale=0.1)}
    samples = scrape("rf_statistics", [{"id": "x", "frequency": 11747000, "mer": 143}], overrides)
    assert samples == {("vos_rf_frequency_hertz", "x"): 11.747e9, ("vos_rf_mer_db", "x"): 14.3}


FIELDS = [
    pytest.param(key, entry, id=f"{key}-{entry.concept}")
    for key in ROUTE_KEYS
    for entry in BY_KEY[key].shape.fields
    if entry.part_of is None and not entry.concept.endswith("_total")
]


@pytest.mark.parametrize(("key", "entry"), FIELDS)
def test_every_key_in_every_spelling_means_the_same(key: str, entry: Field) -> None:
    """Camel case, snake case, upper case: one concept, one series, nothing left over as reported."""
    value = {Kind.TEXT: "x", Kind.LIST: ["x"], Kind.BOOLEAN: True}.get(entry.kind, 1)
    identity = {} if key == "system_info" else {"id": "thing", "podName": "thing", "nodeName": "thing"}
    spellings = [
        spelling
        for alias in entry.keys
        for spelling in (alias, alias.upper(), "".join(f"_{c.lower()}" if c.isupper() else c for c in alias))
    ]
    answers = [
        scrape(key, [{**identity, spelling: value}]) for spelling in spellings if spelling.lower() not in
        {name.lower() for name in identity} and not _identifies(key, spelling)
    ]  # fmt: skip
    assert all(answer == answers[0] for answer in answers)


def _identifies(key: str, spelling: str) -> bool:
    """Whether a key is part of the row's identity, so that another spelling of it renames the row."""
    table = BY_KEY[key].shape
    return any(
        spelling.replace("_", "").lower() == name.lower()
        for group in (*table.identity, table.own_id)
        for name in group
    )


@pytest.mark.parametrize(
    ("key", "row", "family", "value"),
    [
        ("nodes", {"name": "x", "cpu": 57}, "vos_node_cpu_reported", 57),
        ("nodes", {"name": "x", "memory": "80"}, "vos_node_memory_reported", 80),
        ("pods", {"name": "x", "memory": 2**33}, "vos_pod_memory_reported", 2**33),
        ("rf_statistics", {"id": "x", "level": 63}, "vos_rf_level_reported", 63),
        ("rf_statistics", {"id": "x", "ber": 1e-6}, "vos_rf_bit_errors_reported", 1e-6),
        ("rf_settings", {"id": "x", "frequency": 11747}, "vos_rf_frequency_reported", 11747),
        ("rf_settings", {"id": "x", "symbolRate": 27500}, "vos_rf_symbol_rate_reported", 27500),
        ("rf_settings", {"id": "x", "rollOff": 20}, "vos_rf_roll_off_reported", 20),
    ],
)
def test_a_number_without_a_unit_is_shown_as_reported_and_nowhere_else(
    key: str, row: dict[str, object], family: str, value: object
) -> None:
    """No unit is ever guessed from the size of a number."""
    numbers = {name: value for name, value in scrape(key, [row]).items() if not name[0].endswith("_info")}
    assert numbers == {(family, "x"): value}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"memoryUsed": 4, "memoryTotal": 16}, {("vos_node_memory_usage_ratio", "x"): 0.25}),
        ({"memory": {"total": 16, "used": 4}}, {("vos_node_memory_usage_ratio", "x"): 0.25}),
        (
            {"memoryUsedBytes": 4e9, "memoryTotalGB": 16},
            {("vos_node_memory_usage_ratio", "x"): 0.25, ("vos_node_memory_usage_bytes", "x"): 4e9},
        ),
        ({"memoryUsed": 17, "memoryTotal": 16}, {}),
        ({"memoryUsed": 1, "memoryTotal": 0}, {}),
        (
            {"memoryUsedBytes": 4e9, "memoryTotal": 16},
            {("vos_node_memory_usage_bytes", "x"): 4e9, ("vos_nodes_memory_total_reported", "x"): 16},
        ),
        ({"memoryTotal": 16}, {("vos_nodes_memory_total_reported", "x"): 16}),
    ],
)
def test_used_and_total_of_one_row_are_a_ratio_whatever_their_unit(
    row: dict[str, object], expected: dict[tuple[str, ...], float]
) -> None:
    """If it is the same for both, known or not."""
    numbers = scrape("nodes", [{"name": "x", **row}])
    assert {name: value for name, value in numbers.items() if name[0] != "vos_node_info"} == expected


def test_a_word_that_is_neither_yes_nor_no_has_no_series_and_is_noted() -> None:
    """And what is no word at all cannot be read."""
    for told, kind in (("QUIESCED", "unmapped"), (7, "unreadable"), (None, None), ("n/a", None)):
        decoded = decode("rf_statistics", json.dumps([{"id": "x", "locked": told}]).encode())
        findings = Findings(hints=decoded.hints)
        families = COLLECTORS["rf_statistics"].collect(decoded.rows, Context(now=0), findings)
        assert not any(family.samples for family in families)
        kinds = {hint.kind for hint in decoded.hints} - {"missing"}
        assert kinds == ({kind} if kind else set())


def test_the_states_of_rf_inputs_are_their_own_words() -> None:
    """Shown as they are, without a verdict."""
    rows = [{"id": "a", "monitoringState": "ALARM"}, {"id": "b", "mer": 1}]
    assert scrape("rf_monitorings", rows)[("vos_rf_state", "a", "ALARM")] == 1
