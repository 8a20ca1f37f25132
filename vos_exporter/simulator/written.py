"""Objects as somebody wrote them through the API: they take the place of what the plant would say of them."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from vos_exporter.vos.routes import BY_KEY

Written = Mapping[str, msgspec.Raw]
"""One object; each value is the bytes that were written, so that a body gives back what it took."""

KINDS: Mapping[str, str] = {key: BY_KEY[key].path for key in ("services", "sources", "destinations")}
"""The routes whose objects can be written, and their paths."""


def read(body: bytes) -> Written:
    """The object in ``body``.

    Raises:
        msgspec.DecodeError: it is not one JSON object.
    """
    return msgspec.json.decode(body, type=dict[str, msgspec.Raw])


def plain(value: msgspec.Raw | Any) -> Any:
    """What ``value`` means."""
    return msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value


class Shelf:
    """Every object that was written, by kind and id, in the order of the first writing."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], Written] = {}

    def put(self, kind: str, id: str, written: Written) -> None:
        """Keep ``written`` as the object ``id`` of ``kind``."""
        self._objects[kind, id] = written

    def get(self, kind: str, id: str) -> Written | None:
        """The object as it was written last; ``None`` if it never was."""
        return self._objects.get((kind, id))

    def of(self, kind: str) -> Iterator[tuple[str, Written]]:
        """Ids and objects of ``kind``."""
        return ((id, written) for (each, id), written in self._objects.items() if each == kind)
