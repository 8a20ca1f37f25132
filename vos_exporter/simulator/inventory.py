"""What the plant is made of: built once from a size and a seed, and never changed.

Everything that moves does so along a :class:`Wave`, a pure function of time, so that runs repeat.
"""

import math
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

NAMESPACE = uuid.UUID("6f0e3f0a-4b1c-5a57-9d0e-0c3a5b7e9f21")
GENRES = ("news", "sport", "movies", "kids", "music")
SERVICES_PER_GROUP = 5
SERVICES_PER_WORKER = 8
SERVICES_PER_ORIGIN_PAIR = 10
SERVICES_PER_BACKUP_SOURCE = 10
SERVICES_PER_ATS = 4
SERVICES_PER_RF_INPUT = 5
RF_INPUTS = (2, 32)
"""At least and at most so many: an appliance has few demodulators."""

_FULL_TURN = 2 * math.pi


@lru_cache(maxsize=65_536)
def identifier(seed: int, *parts: object) -> str:
    """The UUID of an object: the same for the same seed and parts."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, (seed, *parts)))))


@dataclass(frozen=True, slots=True)
class Wave:
    """A number that lives: never further than ``swing`` from ``base``, in the unit of what it stands for.

    Attributes:
        base: what it moves around.
        swing: how far it goes.
        period: seconds until it comes back.
        phase: where in the period it is at the epoch, in radians.
    """

    base: float
    swing: float
    period: float
    phase: float

    def at(self, now: float) -> float:
        """The value at ``now``, in seconds since the epoch."""
        turn = _FULL_TURN * now / self.period + self.phase
        return self.base + self.swing * (0.7 * math.sin(turn) + 0.3 * math.sin(3.7 * turn + self.phase))


@dataclass(frozen=True, slots=True)
class Service:
    """One channel; its id and name are the plant's business because faults change them."""

    index: int
    name: str
    source: str
    backup_source: str
    destinations: tuple[str, ...]
    profile: str
    worker: int
    cpu: Wave
    memory: Wave


@dataclass(frozen=True, slots=True)
class Source:
    """One source; ``groups`` feed its inputs in rank order, none for a source that comes over plain IP."""

    id: str
    name: str
    labels: tuple[str, ...]
    groups: tuple[int, ...]
    slate: str


@dataclass(frozen=True, slots=True)
class Destination:
    """One destination; ``group`` is where an ATS destination goes."""

    id: str
    name: str
    kind: str
    profile: str
    publish_name: str
    group: int


@dataclass(frozen=True, slots=True)
class Named:
    """An image or a profile."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of two cloud links."""

    id: str
    name: str
    uplinks: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Output:
    """One feed that a cloud link sends to the cluster; the bitrate is in bits per second."""

    id: str
    name: str
    bitrate: Wave


@dataclass(frozen=True, slots=True)
class Uplink:
    """One cloud link."""

    id: str
    name: str
    ip_address: str
    group: int
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class OriginTask:
    """One leg of a pair of origin tasks."""

    id: str
    name: str
    group_id: str
    member: int
    ingest_points: int
    storage: Wave


@dataclass(frozen=True, slots=True)
class IngestPoint:
    """Where a service enters the origin, on both tasks of a pair."""

    id: str
    service: int
    package: str
    tasks: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Machine:
    """A node or an origin server; CPU and memory are ratios of its size."""

    id: str
    name: str
    role: str
    cpu: Wave
    memory: Wave


@dataclass(frozen=True, slots=True)
class RfInput:
    """One demodulator.

    Attributes:
        frequency: in hertz.
        symbol_rate: in symbols per second.
        level: in dBm.
        carrier_to_noise: in dB.
        threshold: the C/N in dB at which it loses the signal.
    """

    id: str
    card: int
    port: int
    frequency: float
    symbol_rate: float
    level: Wave
    carrier_to_noise: Wave
    threshold: float


@dataclass(frozen=True, slots=True)
class Inventory:
    """All objects of a plant with ``size`` services."""

    size: int
    seed: int
    images: list[Named] = field(default_factory=list)
    profiles: list[Named] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    uplinks: list[Uplink] = field(default_factory=list)
    origin_tasks: list[OriginTask] = field(default_factory=list)
    ingest_points: list[IngestPoint] = field(default_factory=list)
    nodes: list[Machine] = field(default_factory=list)
    origin_servers: list[Machine] = field(default_factory=list)
    rf_inputs: list[RfInput] = field(default_factory=list)

    @property
    def workers(self) -> int:
        """How many of :attr:`nodes`, the first ones, run services."""
        return max(2, math.ceil(self.size / SERVICES_PER_WORKER))


def build(size: int, seed: int) -> Inventory:
    """The plant with ``size`` services that ``seed`` gives."""
    inventory = Inventory(size, seed)
    builder = _Builder(inventory, random.Random(seed))  # noqa: S311 - scenery, not a secret
    builder.catalogue()
    builder.cloudlinks()
    builder.channels()
    builder.origin()
    builder.machines()
    builder.rf()
    return inventory


class _Builder:
    """Fills an inventory, one page of the connector after the other."""

    def __init__(self, inventory: Inventory, chance: random.Random) -> None:
        self.plant = inventory
        self.chance = chance

    def id(self, *parts: object) -> str:
        return identifier(self.plant.seed, *parts)

    def wave(self, low: float, high: float, swing: float, slow: float = 1) -> Wave:
        """A number around one between ``low`` and ``high``; its period is 5 to 20 minutes times ``slow``."""
        period = self.chance.uniform(300, 1_200) * slow
        return Wave(self.chance.uniform(low, high), swing, period, self.chance.uniform(0, _FULL_TURN))

    def catalogue(self) -> None:
        for name in ("signal-loss", "blackout", "maintenance"):
            self.plant.images.append(Named(self.id("image", name), name))
        for name in ("hd-ladder", "sd-ladder", "uhd-ladder", "origin-packages", "ats-mpts"):
            self.plant.profiles.append(Named(self.id("profile", name), name))

    def cloudlinks(self) -> None:
        count = max(2, math.ceil(self.plant.size / SERVICES_PER_GROUP))
        for index in range(count):
            members = (2 * index, 2 * index + 1)
            self.plant.groups.append(Group(self.id("group", index), f"site-{index + 1:02d}", members))
            fed = range(index * SERVICES_PER_GROUP, min((index + 1) * SERVICES_PER_GROUP, self.plant.size))
            for member in members:
                self.plant.uplinks.append(self._uplink(member, index, fed))

    def _uplink(self, member: int, group: int, fed: Sequence[int]) -> Uplink:
        outputs = tuple(
            Output(self.id("output", member, index), service_name(index), self.wave(6e6, 12e6, 8e5))
            for index in fed
        )
        name = f"cloudlink-{group + 1:02d}{'ab'[member % 2]}"
        return Uplink(
            self.id("uplink", member), name, f"198.51.100.{member % 250 + 1}", group, outputs
        )  # fmt: skip

    def channels(self) -> None:
        for index in range(max(1, math.ceil(self.plant.size / SERVICES_PER_BACKUP_SOURCE))):
            name, image = f"backup-{index + 1:02d}", self.plant.images[0].id
            self.plant.sources.append(Source(self.id("backup", index), name, (), (), image))
        for index in range(self.plant.size):
            self._channel(index)

    def _channel(self, index: int) -> None:
        plant, name = self.plant, service_name(index)
        source = self._source(index, name)
        destinations = [self._destination(index, name, "ORIGIN")]
        if index % SERVICES_PER_ATS == 0:
            destinations.append(self._destination(index, name, "ATS"))
        plant.services.append(
            Service(
                index=index,
                name=name,
                source=source.id,
                backup_source=self.id("backup", index // SERVICES_PER_BACKUP_SOURCE),
                destinations=tuple(destination.id for destination in destinations),
                profile=plant.profiles[index % 3].id,
                worker=index % plant.workers,
                cpu=self.wave(0.08, 0.3, 0.05),
                memory=self.wave(1.5e9, 4e9, 2e8, slow=6),
            )
        )

    def _source(self, index: int, name: str) -> Source:
        home = index // SERVICES_PER_GROUP
        groups = (home, (home + 1) % len(self.plant.groups))
        label = "tier1" if index % 4 == 0 else "tier2"
        source = Source(
            self.id("source", index), f"{name}-feed", (label,), groups, self.plant.images[0].id
        )  # fmt: skip
        self.plant.sources.append(source)
        return source

    def _destination(self, index: int, name: str, kind: str) -> Destination:
        destination = Destination(
            id=self.id("destination", kind, index),
            name=f"{name}-{kind.lower()}",
            kind=kind,
            profile=self.plant.profiles[3 if kind == "ORIGIN" else 4].id,
            publish_name=name,
            group=index // SERVICES_PER_GROUP,
        )
        self.plant.destinations.append(destination)
        return destination

    def origin(self) -> None:
        pairs = max(1, math.ceil(self.plant.size / SERVICES_PER_ORIGIN_PAIR))
        for index in range(self.plant.size):
            pair = index % pairs
            self.plant.ingest_points.append(
                IngestPoint(self.id("ingest", index), index, "pkg-a", (2 * pair, 2 * pair + 1))
            )
        for pair in range(pairs):
            held = len(range(pair, self.plant.size, pairs))
            for member in range(2):
                self.plant.origin_tasks.append(self._task(pair, member, held))

    def _task(self, pair: int, member: int, held: int) -> OriginTask:
        return OriginTask(
            id=self.id("task", pair, member),
            name=f"live-ingest-origin-{pair + 1:02d}{'ab'[member]}",
            group_id=self.id("pair", pair),
            member=member,
            ingest_points=held,
            storage=self.wave(20_000, 60_000, 2_000, slow=12),
        )

    def machines(self) -> None:
        roles = [("worker", self.plant.workers), ("origin", max(2, self.plant.size // 20)), ("control", 3)]
        for role, count in roles:
            for index in range(count):
                name = f"vos-{role}-{index + 1:02d}"
                self.plant.nodes.append(self._machine(name, name, role))
        for node in [node for node in self.plant.nodes if node.role == "origin"]:
            name = node.name.replace("vos-origin", "media-delivery")
            self.plant.origin_servers.append(self._machine(self.id("server", name), name, node.name))

    def _machine(self, id: str, name: str, role: str) -> Machine:
        return Machine(id, name, role, self.wave(0.3, 0.55, 0.12), self.wave(0.4, 0.65, 0.05, slow=6))

    def rf(self) -> None:
        least, most = RF_INPUTS
        for index in range(min(most, max(least, self.plant.size // SERVICES_PER_RF_INPUT))):
            self.plant.rf_inputs.append(
                RfInput(
                    id=f"rf-{index + 1}",
                    card=index // 4 + 1,
                    port=index % 4 + 1,
                    frequency=10.7e9 + 40e6 * index + 17e6,
                    symbol_rate=(22e6, 27.5e6, 30e6)[index % 3],
                    level=self.wave(-46, -38, 0.8),
                    carrier_to_noise=self.wave(14.5, 16, 0.4),
                    threshold=7.5,
                )
            )


def service_name(index: int) -> str:
    """``news-01``, ``sport-01``, ... in the order of the services."""
    return f"{GENRES[index % len(GENRES)]}-{index // len(GENRES) + 1:02d}"
