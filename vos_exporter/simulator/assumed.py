"""Bodies whose shape nobody has published, in any spelling the exporter can read.

Keys that no field table claims are here too: the exporter shows such numbers as reported, so their names are
chosen to make metric names that promtool likes.
"""

import math
from collections.abc import Iterator
from typing import Any

from vos_exporter.simulator.inventory import Machine, Output, RfInput, Service
from vos_exporter.simulator.notifications import type_facts
from vos_exporter.simulator.plant import View
from vos_exporter.simulator.spelling import Amount, Row, Speller, body, tidy, vector
from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.payloads import cloudlinks, notifications, platform, rf, scte
from vos_exporter.vos.payloads import nodes as tables
from vos_exporter.vos.payloads import origin_engine as engine
from vos_exporter.vos.units import BaseUnit

NODE_CORES, NODE_BYTES = 32, 128e9
POD_BYTES = 8e9
"""Memory a pod may use, in bytes."""

FADE_SECONDS = 300
"""Seconds until a rain fade has its full depth."""

LOST_LEVEL = -80.0
"""Level in dBm of an input that receives nothing."""

MARGIN_OF_ERRORS = 1.0
"""Below so many dB of margin the error correction begins to fail."""

BOOTED = 1_700_000_000
"""When everything that counts began to, in epoch seconds."""

SCTE_PERIOD = 600
"""Seconds between two splices of a service."""

SCTE_HOURS = 24
"""Hours the log goes back."""

SCTE_ROWS = 100
"""Rows of an answer when nobody says how many."""

SCTE_KEPT = 900
"""How many rows the log holds: fewer than the exporter asks for, so that a healthy answer is complete."""

_ERRORS_PER_SECOND = 40

_PLATFORM_FACTS = {
    "product": "VOS Media Appliance",
    "software_version": "1.13.2.0",
    "api_version": "1.3.5.0.122",
    "serial_number": "SIM0001",
}
_NODE_EXTRA = {"allocatablePods": 110, "pressureLevel": 0}
_INTERFACES = (("mgmt", "eno1"), ("data-a", "ens1f0"), ("data-b", "ens1f1"), ("origin", "ens2f0"))


def ratio(value: float, **others: float) -> dict[BaseUnit, float]:
    """A share, and the same thing in other base units."""
    return {BaseUnit.RATIO: value, **{BaseUnit(unit): amount for unit, amount in others.items()}}


def notification_types(view: View) -> Any:
    """``notification/v1/notificationTypes``."""
    rows = [
        Row({"type": kind}, {"title": title, "severity": severity}) for kind, title, severity in type_facts()
    ]
    return body(notifications.NOTIFICATION_TYPES, rows, view.spelling, "notificationTypes")


def output_speller(view: View) -> Speller:
    """What says the items of ``uplinkOutputStatisticList``."""
    return Speller(cloudlinks.OUTPUT_STATISTICS, view.spelling)


def uplink_output(view: View, speller: Speller, output: Output, silent: bool) -> dict[str, Any]:
    """One item of ``uplinkOutputStatisticList``."""
    rate = 0.0 if silent else round(output.bitrate.at(view.now))
    elapsed = view.now - BOOTED
    row = Row(
        {"id": output.id, "name": output.name},
        {"bitrate": {BaseUnit.BYTES_PER_SECOND: rate / 8}},
        {
            "packets": elapsed * 900,
            "droppedPackets": elapsed // 600,
            "recoveredPackets": elapsed // 700,
            "notRecoveredPackets": 0,
            "roundTripTime": 18,
            "jitter": 2,
            "latency": 400,
        },
    )
    return speller.spell(row)


def nodes(view: View) -> Any:
    """Nodes of the cluster: a list of VOS, of ``metrics.k8s.io``, or of its Prometheus."""
    alive = [
        (index, node)
        for index, node in enumerate(view.plant.inventory.nodes)
        if not view.plant.get("node-gone", index)
    ]
    if view.spelling.shape == "k8s":
        items = [_k8s(view, node.name, _usage(_node_cpu(view, i, node), node, view)) for i, node in alive]
        return _k8s_list("NodeMetricsList", items)
    rows = [Row({"name": node.name}, _node_facts(view, i, node), _NODE_EXTRA) for i, node in alive]
    return _resources(view, tables.NODES, rows, "nodes")


def _node_cpu(view: View, index: int, node: Machine) -> float:
    hot = view.plant.get("node-hot", index)
    return float(hot.value) if hot else node.cpu.at(view.now)


def _node_facts(view: View, index: int, node: Machine) -> dict[str, Any]:
    cpu, memory = _node_cpu(view, index, node), node.memory.at(view.now)
    return {
        "role": node.role,
        "cpu": ratio(cpu, cores=cpu * NODE_CORES),
        "memory": ratio(memory, bytes=memory * NODE_BYTES),
    }


def _usage(cpu: float, machine: Machine, view: View) -> dict[str, str]:
    memory = machine.memory.at(view.now) * NODE_BYTES
    return {"cpu": f"{int(cpu * NODE_CORES * 1e9)}n", "memory": f"{int(memory / 1024)}Ki"}


def pods(view: View) -> Any:
    """One pod per service that is on, on the node that runs it."""
    running = [
        service for service in view.plant.services() if view.plant.control_state(service.index) == "ACTIVATED"
    ]
    if view.spelling.shape == "k8s":
        return _k8s_list("PodMetricsList", [_k8s_pod(view, service) for service in running])
    return _resources(view, tables.PODS, [_pod(view, service) for service in running], "pods")


def _pod_name(view: View, service: Service, node: int) -> str:
    suffix = view.identifier("pod", view.plant.service_id(service.index), node)[:8]
    return f"stream-processing-{service.name}-{suffix}"


def _pod(view: View, service: Service) -> Row:
    node = view.plant.worker(service)
    cpu, memory = service.cpu.at(view.now), service.memory.at(view.now)
    facts = {
        "node": view.plant.inventory.nodes[node].name,
        "services": [view.plant.service_id(service.index)],
        "cpu": ratio(cpu, cores=cpu * NODE_CORES),
        "memory": {BaseUnit.BYTES: memory, BaseUnit.RATIO: memory / POD_BYTES},
    }
    return Row({"name": _pod_name(view, service, node)}, facts, {"restarts": 0})


def _k8s_pod(view: View, service: Service) -> dict[str, Any]:
    cpu, memory = service.cpu.at(view.now) * NODE_CORES, service.memory.at(view.now)
    usage = {"cpu": f"{int(cpu * 1e3)}m", "memory": f"{int(memory / 2**20)}Mi"}
    item = _k8s(view, _pod_name(view, service, view.plant.worker(service)), usage)
    item["containers"] = [{"name": "stream-processing", "usage": item.pop("usage")}]
    item["metadata"]["namespace"] = "vos"
    return item


def _k8s(view: View, name: str, usage: dict[str, str]) -> dict[str, Any]:
    return {"metadata": {"name": name}, "timestamp": view.now, "window": "20s", "usage": usage}


def _k8s_list(kind: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": kind, "apiVersion": "metrics.k8s.io/v1beta1", "metadata": {}, "items": items}


def _resources(view: View, table: FieldTable, rows: list[Row], name: str) -> Any:
    if view.spelling.shape == "prometheus":
        return vector(table, rows, view.now, view.spelling, view.params.get("query", ""))
    return body(table, rows, view.spelling, name)


def origin_engine(view: View) -> Any:
    """Global numbers beside the origin's servers; spelling ``b`` keys the servers by id."""
    sessions = 1_200 + 300 * math.sin(view.now / 900)
    whole = {
        "activeSessions": round(sessions),
        "requestsPerSecond": tidy(sessions * 0.4),
        "cachedSegments": 48_000,
        "cacheHits": tidy(0.93 + 0.02 * math.sin(view.now / 700)),
    }
    rows = [_server(view, server) for server in view.plant.inventory.origin_servers]
    return {**whole, "servers": _servers(view, rows)}


def _servers(view: View, rows: list[Row]) -> Any:
    items = body(engine.ORIGIN_ENGINE, rows, view.spelling, "items")
    return items["items"] if view.spelling.shape == "c" else items


def _server(view: View, server: Machine) -> Row:
    cpu, memory = server.cpu.at(view.now), server.memory.at(view.now)
    facts = {
        "name": server.name,
        "node": server.role,
        "cpu": ratio(cpu, cores=cpu * NODE_CORES),
        "memory": ratio(memory, bytes=memory * NODE_BYTES),
    }
    return Row({"id": server.id}, facts, {"openConnections": round(400 * cpu)})


def scte_logs(view: View) -> Any:
    """The newest splice events of every second service, at most ``row_count``."""
    limit = min(view.limit("row_count", SCTE_ROWS), SCTE_KEPT)
    services = [service for service in view.plant.services() if service.index % 2 == 0]
    events = sorted(_events(view, services, limit), key=lambda event: (-event[0], event[1].index))
    speller = Speller(scte.SCTE_LOGS, view.spelling)
    items = [speller.spell(_event(view, speller, when, service)) for when, service in events[:limit]]
    return {"logs": items} if view.spelling.shape in ("b", "c") else items


def _events(view: View, services: list[Service], limit: int) -> Iterator[tuple[int, Service]]:
    most = min(SCTE_HOURS * 3600 // SCTE_PERIOD, limit // max(1, len(services)) + 2)
    for service in services:
        offset = service.index * 37 % SCTE_PERIOD
        last = (view.now - offset) // SCTE_PERIOD
        for number in range(last, last - most, -1):
            yield number * SCTE_PERIOD + offset, service


def _event(view: View, speller: Speller, when: int, service: Service) -> Row:
    number = when // SCTE_PERIOD
    kind = "time_signal" if number % 4 == 0 else "splice_insert"
    event = number % 2**31
    facts: dict[str, Any] = {
        "time": {BaseUnit.SECONDS: when},
        "event_type": kind,
        "event_id": str(event),
        "cancelled": number % 17 == 0,
        "level": "INFO",
        "message": f"{kind} {event}",
        "log_id": view.identifier("scte", service.index, when),
    }
    facts["service"] = _called(view, speller, service)
    return Row({}, facts, {"preRoll": 4.0, "breakDuration": 30.0, "outOfNetwork": number % 2 == 0})


def _called(view: View, speller: Speller, service: Service) -> str:
    """The id where the key is one of an id, else the name."""
    choice = speller.chosen("service", "")
    by_id = choice is None or choice[0].lower().endswith(("id", "uuid"))
    return view.plant.service_id(service.index) if by_id else view.plant.service_name(service.index)


def system_info(view: View) -> Any:
    """``platform-config/v1/systemInfo``: one object."""
    row = Row({}, _PLATFORM_FACTS, {"hostName": "vos-appliance", "installedCards": 2})
    return Speller(platform.SYSTEM_INFO, view.spelling).spell(row)


def networks(view: View) -> Any:
    """``platform-config/v1/networks``."""
    rows = []
    for index, (name, interface) in enumerate(_INTERFACES):
        facts = {
            "network_name": name,
            "interface": interface,
            "ip_address": f"192.0.2.{index + 10}",
            "up": True,
        }
        extra = {"mask": "255.255.255.0", "gateway": "192.0.2.1", "mtu": 1500, "receiveErrors": 0}
        rows.append(Row({"id": f"net-{index + 1}"}, facts, extra))
    return body(platform.NETWORKS, rows, view.spelling, "networks")


def rf_statistics(view: View) -> Any:
    """``platform-config/v1/rfStatistics``."""
    rows = [
        _rf(demodulator, {**_reception(view, i, demodulator), **_errors(view, i, demodulator)})
        for i, demodulator in enumerate(view.plant.inventory.rf_inputs)
    ]
    return body(rf.RF_STATISTICS, rows, view.spelling, "rfStatistics")


def rf_monitorings(view: View) -> Any:
    """``platform-config/v1/rfMonitorings``: fewer numbers about the same demodulators."""
    rows = []
    for index, demodulator in enumerate(view.plant.inventory.rf_inputs):
        seen = _reception(view, index, demodulator)
        facts: dict[str, Any] = {key: seen[key] for key in ("locked", "margin") if key in seen}
        state = "OK" if seen["locked"] else "ALARM"
        facts["margin_threshold"] = {BaseUnit.DB: 3.0}
        rows.append(_rf(demodulator, facts, monitoringState=state, alarmHoldOff=10))
    return body(rf.RF_MONITORINGS, rows, view.spelling, "rfMonitorings")


def rf_settings(view: View) -> Any:
    """``platform-config/v1/rfSettings``: what the operator tuned to."""
    rows = [_rf(demodulator, _tuning(demodulator)) for demodulator in view.plant.inventory.rf_inputs]
    return body(rf.RF_SETTINGS, rows, view.spelling, "rfSettings")


def _rf(demodulator: RfInput, facts: dict[str, Any], **extra: Any) -> Row:
    place = {"card": demodulator.card, "port": demodulator.port, "demodulator": 1}
    about = {**place, "name": f"RF {demodulator.id[3:]}"}
    return Row({"id": demodulator.id, **place}, {**about, **facts}, extra)


def _fade(view: View, index: int) -> float:
    """By how many dB the signal has fallen; the whole value after five minutes."""
    fault = view.plant.get("rf-fade", index)
    return float(fault.value) * min(1.0, (view.now - fault.since) / FADE_SECONDS) if fault else 0.0


def _margin(view: View, index: int, demodulator: RfInput) -> float:
    carrier_to_noise = demodulator.carrier_to_noise.at(view.now) - _fade(view, index)
    return carrier_to_noise - demodulator.threshold


def _reception(view: View, index: int, demodulator: RfInput) -> dict[str, Any]:
    if view.plant.get("lock-lost", index):
        return {"locked": False, "level": _level(LOST_LEVEL)}
    margin = _margin(view, index, demodulator)
    carrier_to_noise = margin + demodulator.threshold
    return {
        "locked": True,
        "level": _level(demodulator.level.at(view.now) - _fade(view, index)),
        "carrier_to_noise": {BaseUnit.DB: carrier_to_noise},
        "es_n0": {BaseUnit.DB: carrier_to_noise + 0.3},
        "eb_n0": {BaseUnit.DB: carrier_to_noise - 3.5},
        "mer": {BaseUnit.DB: carrier_to_noise + 0.2},
        "margin": {BaseUnit.DB: margin},
    }


def _level(dbm: float) -> Amount:
    return {BaseUnit.DBM: dbm, BaseUnit.RATIO: min(1.0, max(0.0, (dbm + 90) / 60))}


def _errors(view: View, index: int, demodulator: RfInput) -> dict[str, Any]:
    """Errors before correction always, after it only when the margin is nearly used up."""
    fault = view.plant.get("rf-fade", index)
    failing = fault is not None and _margin(view, index, demodulator) < MARGIN_OF_ERRORS
    faded = view.now - fault.since if fault and failing else 0
    before = 10 ** (-2 - _margin(view, index, demodulator) / 2)
    return {
        "pre_fec_bit_errors": ratio(before),
        "post_fec_bit_errors": ratio(1e-5 if failing else 0),
        "packet_errors": ratio(1e-6 if failing else 0),
        "corrected": {BaseUnit.COUNT: (view.now - BOOTED) * 3},
        "uncorrected": {BaseUnit.COUNT: index + faded * _ERRORS_PER_SECOND},
    }


def _tuning(demodulator: RfInput) -> dict[str, Any]:
    return {
        "frequency": {BaseUnit.HERTZ: demodulator.frequency},
        "local_oscillator": {BaseUnit.HERTZ: 9.75e9},
        "symbol_rate": {BaseUnit.SYMBOLS_PER_SECOND: demodulator.symbol_rate},
        "roll_off": ratio(0.2),
        "lnb_voltage": {BaseUnit.VOLTS: 18.0},
        "lnb_tone": True,
        "standard": "DVB-S2",
        "modulation": "8PSK",
        "code_rate": "3/4",
        "polarization": "H",
        "satellite": "19.2E",
    }
