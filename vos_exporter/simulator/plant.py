"""What lives: an inventory, what is wrong with it, and a view of both at one moment."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from vos_exporter.simulator.inventory import Inventory, Service, Uplink, build, identifier
from vos_exporter.simulator.written import Shelf, Written, plain

SYSTEM = -1
"""The index of faults that concern no single object."""

EVERY_OBJECT = "*"
_RESOLVED_KEPT = 1_000
"""Faults that ended whose notifications are still told as resolved."""


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One thing that can go wrong in the plant.

    Attributes:
        objects: the list of the inventory it happens to; empty for the system as a whole.
        default: its value unless told otherwise.
        alarm: the type of the notification VOS raises, empty if it raises none.
        meaning: for a person.
    """

    objects: str
    default: Any
    alarm: str
    meaning: str


FAULTS: Mapping[str, FaultKind] = {
    "control-state": FaultKind("services", "OFF", "", "controlState is the value"),
    "rename": FaultKind("services", "renamed", "", "the name is the value"),
    "delete": FaultKind("services", True, "", "the service is gone; its ingest point still refers to it"),
    "recreate": FaultKind("services", 1, "", "deleted and made again: same name, the value gives a new id"),
    "source-loss": FaultKind(
        "services", True, "input-signal-loss", "the first source of the service is lost"
    ),
    "slate": FaultKind("services", True, "slate-active", "all sources are lost: viewers see the slate"),
    "uplink-lost": FaultKind("uplinks", True, "uplink-lost", "uplinkState is LOST, no statistics"),
    "group-lost": FaultKind("groups", True, "uplink-group-lost", "every link of the group is LOST"),
    "silent-output": FaultKind("uplinks", 0, "", "the output with this position sends 0 bit/s"),
    "origin-down": FaultKind("origin_tasks", "INITIALIZING", "origin-task", "state is the value"),
    "ingest-stuck": FaultKind(
        "ingest_points", "INITIALIZING", "ingest-state", "both members are in this state"
    ),
    "node-hot": FaultKind("nodes", 0.97, "node-cpu", "CPU is this ratio"),
    "node-gone": FaultKind("nodes", True, "node-gone", "the node disappears, its pods move"),
    "rf-fade": FaultKind("rf_inputs", 6.0, "rf-margin", "C/N and level fall by so many dB in five minutes"),
    "lock-lost": FaultKind("rf_inputs", True, "rf-lock", "the demodulator is not locked"),
    "storm": FaultKind("", 120, "", "so many notifications a minute, each active for five minutes"),
    "notification": FaultKind(
        "", "License expires soon", "license", "one critical notification with this title"
    ),
}
"""Kind to what it does; the tables of documentation and admin API read this."""


@dataclass(frozen=True, slots=True)
class PlantFault:
    """Something that is wrong since ``since``, in seconds since the epoch."""

    kind: str
    index: int
    since: int
    value: Any


class UnknownPlantFaultError(ValueError):
    """There is no such fault or object; the message names what there is."""


class Plant:
    """The inventory, what was written over it, and the faults that are on.

    Attributes:
        revision: grows with every change.
        resolved: faults that ended, the newest first, and when.
        written: objects that came in through the API.
        added: services that were not there at the beginning.
    """

    def __init__(self, size: int, seed: int) -> None:
        self.inventory: Inventory = build(size, seed)
        self.revision = 0
        self.resolved: deque[tuple[PlantFault, int]] = deque(maxlen=_RESOLVED_KEPT)
        self.written = Shelf()
        self.added: list[Service] = []
        self._added_ids: dict[int, str] = {}
        self._faults: dict[tuple[str, int], PlantFault] = {}

    @property
    def faults(self) -> Mapping[tuple[str, int], PlantFault]:
        """What is wrong, by kind and index."""
        return MappingProxyType(self._faults)

    def set(self, kind: str, subject: Any, now: float, value: Any = None) -> None:
        """Let ``kind`` happen to ``subject`` at ``now`` (epoch seconds): index, id, name, ``*`` for all.

        Raises:
            UnknownPlantFaultError: there is no such kind or object.
        """
        default = _known(kind).default
        for index in self.find(kind, subject):
            chosen = default if value is None else value
            self._faults[kind, index] = PlantFault(kind, index, int(now), chosen)
        self.revision += 1

    def clear(self, now: float, kind: str | None = None, subject: Any = EVERY_OBJECT) -> None:
        """End the faults of ``kind`` on ``subject`` at ``now`` (epoch seconds); all of them by default.

        Raises:
            UnknownPlantFaultError: there is no such kind or object.
        """
        for each in (kind,) if kind else tuple(FAULTS):
            for index in self.find(each, subject):
                fault = self._faults.pop((each, index), None)
                if fault is not None and FAULTS[each].alarm:
                    self.resolved.appendleft((fault, int(now)))
        self.revision += 1

    def find(self, kind: str, subject: Any) -> Iterable[int]:
        """The indices of ``subject`` among the objects that ``kind`` happens to.

        Raises:
            UnknownPlantFaultError: there is no such kind or object.
        """
        objects = _known(kind).objects
        if not objects:
            return (SYSTEM,)
        items = self._all_services if objects == "services" else getattr(self.inventory, objects)
        if subject == EVERY_OBJECT:
            return range(len(items))
        if isinstance(subject, int) and 0 <= subject < len(items):
            return (subject,)
        for index, item in enumerate(items):
            if subject in (self._id(objects, index, item), getattr(item, "name", None)):
                return (index,)
        raise UnknownPlantFaultError(f"no {objects} with index, id or name {subject!r}")

    def _id(self, objects: str, index: int, item: Any) -> str:
        return self.service_id(index) if objects == "services" else str(item.id)

    def get(self, kind: str, index: int = SYSTEM) -> PlantFault | None:
        """The fault of ``kind`` on the object at ``index``, if it is on."""
        return self._faults.get((kind, index))

    def service_id(self, index: int) -> str:
        """The id of a service; another one after it was made again."""
        again = self.get("recreate", index)
        if index in self._added_ids and not again:
            return self._added_ids[index]
        return identifier(self.inventory.seed, "service", index, *((again.value,) if again else ()))

    def service_name(self, index: int) -> str:
        """The name of a service; another one after it was renamed."""
        renamed = self.get("rename", index)
        own = self._service(index).name
        return str(renamed.value) if renamed else str(self._as_written(index, "name", own))

    def services(self) -> Iterable[Service]:
        """The services that exist."""
        return (service for service in self._all_services if not self.get("delete", service.index))

    def control_state(self, index: int) -> str:
        """What the service was told to be."""
        fault = self.get("control-state", index)
        return str(fault.value if fault else self._as_written(index, "controlState", "ACTIVATED"))

    @property
    def _all_services(self) -> list[Service]:
        return [*self.inventory.services, *self.added]

    def _service(self, index: int) -> Service:
        built = self.inventory.services
        return built[index] if index < len(built) else self.added[index - len(built)]

    def _as_written(self, index: int, key: str, default: Any) -> Any:
        """What the service at ``index`` was written to have under ``key``."""
        written = self.written.get("services", self.service_id(index))
        return default if written is None else plain(written.get(key, default))

    def write(self, kind: str, id: str, written: Written) -> None:
        """Let the object ``id`` of ``kind`` be as ``written`` from now on; it is new if there is none.

        A fault that says otherwise ends: whoever wrote last is right.
        """
        if kind == "services":
            self._write_service(id, str(plain(written.get("name", id))))
        self.written.put(kind, id, written)
        self.revision += 1

    def _write_service(self, id: str, name: str) -> None:
        for service in self._all_services:
            if self.service_id(service.index) == id:
                for fault in ("control-state", "rename"):
                    self._faults.pop((fault, service.index), None)
                return
        like = self.inventory.services[0]
        index = len(self._all_services)
        self._added_ids[index] = id
        self.added.append(replace(like, index=index, name=name, worker=index % self.inventory.workers))

    def lost(self, index: int, uplink: Uplink) -> bool:
        """Whether the cloud link at ``index`` has no contact."""
        return bool(self.get("uplink-lost", index) or self.get("group-lost", uplink.group))

    def worker(self, service: Service) -> int:
        """The index of the node that runs ``service``: the next worker that is there if its own is gone."""
        workers = self.inventory.workers
        for step in range(workers):
            index = (service.worker + step) % workers
            if not self.get("node-gone", index):
                return index
        return service.worker


def _known(kind: str) -> FaultKind:
    if kind not in FAULTS:
        raise UnknownPlantFaultError(f"no plant fault {kind!r}; there are {', '.join(FAULTS)}")
    return FAULTS[kind]


@dataclass(frozen=True, slots=True)
class View:
    """The plant as one request sees it.

    Attributes:
        now: seconds since the epoch, whole: bodies change once a second.
        spelling: which of the likely spellings of an assumed body is spoken.
        params: the query of the request.
        standing: how many notifications stay active for ever.
    """

    plant: Plant
    now: int
    spelling: "Spelling"
    params: Mapping[str, str]
    standing: int = 0

    def identifier(self, *parts: object) -> str:
        """The UUID of something that belongs to ``parts``."""
        return identifier(self.plant.inventory.seed, *parts)

    def limit(self, name: str, default: int) -> int:
        """The rows asked for by the parameter ``name``."""
        asked = self.params.get(name, "")
        return int(asked) if asked.isdigit() else default


SHAPES = ("a", "b", "c", "k8s", "prometheus")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How bodies are spelled whose shape nobody has published.

    Attributes:
        shape: ``a`` a list, ``b`` an object keyed by id, ``c`` an object with one list; ``k8s`` and
            ``prometheus`` are those of nodes and pods, which others spell as ``a``.
        alias: position of the key among its aliases, modulo how many there are.
        vague: nothing says the unit of a number, unless its concept has only one.
    """

    shape: str
    alias: int
    vague: bool = False

    @classmethod
    def of(cls, shape: str, alias: int | None = None, *, vague: bool = False) -> "Spelling":
        """The spelling called ``shape``; each has its own keys unless ``alias`` says otherwise.

        Raises:
            ValueError: there is no such shape.
        """
        if shape not in SHAPES:
            raise ValueError(f"no spelling {shape!r}; there are {', '.join(SHAPES)}")
        own = {"b": 1, "c": 2}.get(shape, 0)
        return cls(shape, own if alias is None else alias, vague)
