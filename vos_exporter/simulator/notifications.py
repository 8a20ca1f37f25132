"""What VOS complains about: alarms that come and go by themselves, and those that faults raise.

Titles are ours. Those of a healthy plant are of no class and severity that wakes an operator.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vos_exporter.simulator.inventory import identifier
from vos_exporter.simulator.plant import FAULTS, Plant, PlantFault, View

TYPES: dict[str, tuple[str, str]] = {
    "transport-errors": ("Transport stream continuity errors", "WARNING"),
    "audio-silence": ("Audio silence detected", "WARNING"),
    "caption-absent": ("Closed captions not present", "MINOR"),
    "scte-late": ("SCTE-35 cue arrived late", "MINOR"),
    "bitrate-low": ("Video bitrate below target", "MINOR"),
    "configuration": ("Configuration changed", "INFO"),
    "input-signal-loss": ("Input signal loss", "MAJOR"),
    "slate-active": ("Slate on air", "CRITICAL"),
    "redundancy-switch": ("Redundancy switch to backup", "WARNING"),
    "output-stopped": ("Output stopped", "MAJOR"),
    "uplink-lost": ("Cloud link uplink lost", "MAJOR"),
    "uplink-group-lost": ("All cloud links of the group lost", "CRITICAL"),
    "origin-task": ("Origin task not running", "MAJOR"),
    "ingest-state": ("Origin ingest point not running", "WARNING"),
    "node-cpu": ("Node CPU usage high", "MAJOR"),
    "node-gone": ("Node not ready", "MAJOR"),
    "rf-margin": ("RF margin low", "WARNING"),
    "rf-lock": ("RF demodulator lock lost", "CRITICAL"),
    "drm-key": ("DRM key request failed", "MAJOR"),
    "license": ("License expires soon", "CRITICAL"),
    "login": ("Login failed", "WARNING"),
}
"""Notification type to title and severity."""

BACKGROUND = (
    "transport-errors",
    "audio-silence",
    "caption-absent",
    "scte-late",
    "bitrate-low",
    "configuration",
)
SLOT = 600
"""Seconds; what happens in one follows from its number alone, so that any time can be told without a past."""

SLOTS_ACTIVE = 3
"""Slots in which a notification that comes and goes may still be active."""

SLOTS_KEPT = 24
"""Slots VOS still lists notifications of."""

STORM_LIFE = 300
"""Seconds each notification of a storm is active."""

DEFAULT_RESULTS = 20
"""What VOS is said to answer when nobody says how many."""

_STANDING_SINCE = 1_700_000_000
"""When the first that stays active for ever began, in epoch seconds."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One notification; times are seconds since the epoch, ``service`` an index."""

    id: str
    type: str
    title: str
    severity: str
    created: int
    resolved: int | None = None
    service: int | None = None
    object: str = ""


def notifications(view: View) -> list[dict[str, Any]]:
    """``GET .../notifications``: the newest first, at most ``result_count``, only active ones if asked."""
    active_only = view.params.get("state") == "ACTIVE"
    limit = view.limit("result_count", DEFAULT_RESULTS)
    found = [alarm for alarm in alarms(view) if not active_only or _active(alarm, view.now)]
    found.sort(key=lambda alarm: (-alarm.created, alarm.id))
    return [_row(alarm, view) for alarm in found[:limit]]


def alarms(view: View) -> Iterator[Alarm]:
    """Everything VOS remembers at this moment, in no order."""
    yield from _background(view)
    yield from _standing(view)
    yield from _storm(view)
    plant = view.plant
    for fault in plant.faults.values():
        yield from _raised(plant, fault, None)
    for fault, ended in plant.resolved:
        yield from _raised(plant, fault, ended)


def _active(alarm: Alarm, now: int) -> bool:
    return alarm.resolved is None or alarm.resolved > now


def _background(view: View) -> Iterator[Alarm]:
    size, seed = view.plant.inventory.size, view.plant.inventory.seed
    last = view.now // SLOT
    for slot in range(last - SLOTS_KEPT, last + 1):
        for alarm in _slot(size, seed, slot):
            if alarm.created <= view.now:
                yield alarm


@lru_cache(maxsize=1_024)
def _slot(size: int, seed: int, slot: int) -> tuple[Alarm, ...]:
    chance = random.Random(f"{seed}/{slot}")  # noqa: S311 - scenery, not a secret
    made = []
    for position in range(min(8, max(2, size // 10))):
        kind = chance.choice(BACKGROUND)
        created = slot * SLOT + chance.randrange(SLOT)
        resolved = created + chance.randrange(60, SLOT * (SLOTS_ACTIVE - 1))
        id = identifier(seed, "alarm", slot, position)
        made.append(_alarm(id, kind, created, resolved, service=chance.randrange(size)))
    return tuple(made)


def _standing(view: View) -> Iterator[Alarm]:
    size, seed = view.plant.inventory.size, view.plant.inventory.seed
    for position in range(view.standing):
        kind = BACKGROUND[position % len(BACKGROUND)]
        created = _STANDING_SINCE + position
        yield _alarm(identifier(seed, "standing", position), kind, created, service=position % size)


def _storm(view: View) -> Iterator[Alarm]:
    fault = view.plant.get("storm")
    if fault is None:
        return
    inventory, per_minute = view.plant.inventory, max(1, int(fault.value))
    first = max(0, (view.now - fault.since - STORM_LIFE) * per_minute // 60)
    for position in range(first, (view.now - fault.since) * per_minute // 60 + 1):
        created = fault.since + position * 60 // per_minute
        id = identifier(inventory.seed, "storm", fault.since, position)
        service = position % inventory.size
        yield _alarm(id, "transport-errors", created, created + STORM_LIFE, service=service)


def _raised(plant: Plant, fault: PlantFault, ended: int | None) -> Iterator[Alarm]:
    """The notification of a fault, active while it is on."""
    seed, kind = plant.inventory.seed, FAULTS[fault.kind].alarm
    id = identifier(seed, "fault", fault.kind, fault.index, fault.since)
    if fault.kind == "notification":
        yield Alarm(id, "license", str(fault.value), "CRITICAL", fault.since, ended)
    elif kind:
        service = fault.index if FAULTS[fault.kind].objects in ("services", "ingest_points") else None
        yield _alarm(id, kind, fault.since, ended, service=service, object=_object(plant, fault))
    if fault.kind == "source-loss":
        id = identifier(seed, "fault", "switch", fault.index, fault.since)
        yield _alarm(id, "redundancy-switch", fault.since, ended, service=fault.index)


def _object(plant: Plant, fault: PlantFault) -> str:
    item = getattr(plant.inventory, FAULTS[fault.kind].objects)[fault.index]
    return str(item.name if hasattr(item, "name") else item.id)


def _alarm(id: str, kind: str, created: int, resolved: int | None = None, **about: Any) -> Alarm:
    title, severity = TYPES[kind]
    return Alarm(id, kind, title, severity, created, resolved, **about)


def _row(alarm: Alarm, view: View) -> dict[str, Any]:
    """The fields of the vendor's scripts; spelling ``a`` has the ids that a later release may give."""
    plant, active = view.plant, _active(alarm, view.now)
    row: dict[str, Any] = {
        "severity": alarm.severity,
        "state": "ACTIVE" if active else "RESOLVED",
        "title": alarm.title,
        "creationTime": alarm.created * 1_000,
        "resolvedTime": None if active else (alarm.resolved or 0) * 1_000,
        "channelName": None if alarm.service is None else plant.service_name(alarm.service),
        "objectName": alarm.object or None,
    }
    if view.spelling.shape == "b":
        return row | {"severity": alarm.severity.capitalize()}
    service_id = None if alarm.service is None else plant.service_id(alarm.service)
    return row | {"id": alarm.id, "type": alarm.type, "serviceId": service_id}


def type_facts() -> Iterable[tuple[str, str, str]]:
    """Type, title and severity of everything that can be raised."""
    return ((kind, title, severity) for kind, (title, severity) in TYPES.items())
