"""How writes are taken: whole objects only, at once or late, alone or against somebody else.

What is refused here nobody has seen a real VOS refuse (``docs/vosctl.md``): the simulator is stricter than
the record, so that what passes here is whole and hangs together.
"""

import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from vos_exporter.simulator.faults import Kind, RouteFault
from vos_exporter.simulator.plant import Plant
from vos_exporter.simulator.written import Written, plain, read

MASK = "******"
PASSWORD = b'"password"'

REFERENCES: Mapping[str, Callable[[Mapping[str, Any]], set[tuple[str, Any]]]] = {
    "services": lambda service: {
        ("profiles", service["profileId"]),
        ("destinations", service["destinationId"]),
        *(("destinations", id) for id in service["destinationsId"]),
        *(("sources", edge["sourceId"]) for edge in service["serviceSources"]),
    },
    "sources": lambda source: {
        ("uplink_groups", entry["zixiSettings"]["harmonicUplinkSetting"]["uplinkGroupId"])
        for entry in source["inputs"]
        if entry["zixiSettings"]
    },
    "destinations": lambda destination: {("profiles", destination["destinationProfileId"])},
}
"""What an object refers to: the route and the id."""


class WriteRefused(ValueError):
    """A write that is not taken; ``status`` is the answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Writes:
    """Takes writes, one after the other.

    Args:
        plant: what is written to.
        clock: seconds since the epoch; what is late comes by it.
        body: what a route answers now.
    """

    def __init__(
        self, plant: Plant, clock: Callable[[], float], body: Callable[[str, Mapping[str, str]], bytes]
    ) -> None:
        self._plant = plant
        self._clock = clock
        self._body = body
        self._late: list[tuple[float, str, str, Written]] = []

    def settle(self) -> None:
        """Let everything happen that is due."""
        now, late = self._clock(), self._late
        self._late = [each for each in late if each[0] > now]
        for due, kind, id, written in late:
            if due <= now:
                self._plant.write(kind, id, written)

    def find(self, kind: str, id: str) -> Written | None:
        """The object as it is read now."""
        return self._objects(kind).get(id)

    def _objects(self, kind: str) -> dict[str, Written]:
        rows = msgspec.json.decode(self._body(kind, {}), type=list[dict[str, msgspec.Raw]])
        return {str(plain(row["id"])): row for row in rows}

    def meddle(self, kind: str, id: str, changes: Mapping[str, Any]) -> None:
        """Somebody else sets these keys of an object."""
        found = self.find(kind, id)
        if found is not None:
            raw = {key: msgspec.Raw(msgspec.json.encode(value)) for key, value in changes.items()}
            self._plant.write(kind, id, {**found, **raw})

    def take(self, kind: str, id: str, body: bytes, faults: Sequence[RouteFault]) -> bytes:
        """Take a whole object in the place of ``id``, or a new one without ``id``; the object as it will be.

        Raises:
            WriteRefused: it is not whole, does not hang together, or a fault says so.
        """
        self.settle()
        told = {fault.kind: fault.value for fault in faults}
        if Kind.WRITE_REFUSED in told:
            raise WriteRefused(int(told[Kind.WRITE_REFUSED]), "simulated")
        written = self._checked(kind, id, body)
        if not id and (Kind.WRITE_RENUMBERED in told or not plain(written["id"])):
            written = {**written, "id": msgspec.Raw(msgspec.json.encode(str(uuid.uuid4())))}
        own = str(plain(written["id"]))
        if Kind.WRITE_CUT not in told:
            self._happen(kind, own, written, told)
        return msgspec.json.encode(written)

    def _happen(self, kind: str, id: str, written: Written, told: Mapping[Kind, Any]) -> None:
        if Kind.WRITE_RACED in told:
            self.meddle(kind, id, told[Kind.WRITE_RACED])
        late = math.inf if Kind.WRITE_IGNORED in told else told.get(Kind.WRITE_LATE, 0) / 1_000
        self._late.append((self._clock() + late, kind, id, written))
        self.settle()
        if Kind.WRITE_OVERTAKEN in told:
            self.meddle(kind, id, told[Kind.WRITE_OVERTAKEN])

    def _checked(self, kind: str, id: str, body: bytes) -> Written:
        there = self._objects(kind)
        try:
            written = read(body)
        except msgspec.DecodeError:
            raise WriteRefused(400, "not a JSON object") from None
        if id and id not in there:
            raise WriteRefused(404, "no such object")
        pattern = there.get(id) or next(iter(there.values()))
        missing = pattern.keys() - written.keys()
        if missing:
            raise WriteRefused(400, f"not a whole object, it has no {', '.join(sorted(missing))}")
        self._check_names(id, written, there)
        self._check_references(kind, written)
        return _masked(written)

    def _check_names(self, id: str, written: Written, there: Mapping[str, Written]) -> None:
        own, name = plain(written["id"]), plain(written["name"])
        if id and own != id:
            raise WriteRefused(400, "the id of the object is not that of its path")
        if not id and own in there:
            raise WriteRefused(400, "this id is taken")
        renamed = id not in there or plain(there[id]["name"]) != name
        if renamed and any(plain(other["name"]) == name for other in there.values()):
            raise WriteRefused(400, "this name is taken")

    def _check_references(self, kind: str, written: Written) -> None:
        whole = {key: plain(value) for key, value in written.items()}
        try:
            references = REFERENCES[kind](whole)
        except (KeyError, TypeError):
            raise WriteRefused(400, "not a whole object") from None
        for route, id in references:
            known = {row["id"] for row in msgspec.json.decode(self._body(route, {}))}
            if id not in known:
                raise WriteRefused(400, f"there is no such object in {route}")


def _masked(written: Written) -> Written:
    """``written`` as it is answered: passwords are asterisks, everything else is the bytes that came."""
    return {
        key: msgspec.Raw(msgspec.json.encode(_without_passwords(plain(value))))
        if PASSWORD in bytes(value)
        else value
        for key, value in written.items()
    }


def _without_passwords(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_passwords(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: MASK if key == "password" and item else _without_passwords(item) for key, item in value.items()
    }
