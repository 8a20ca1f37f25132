"""Finding the service that another route calls by id or by name."""

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

from vos_exporter.vos.payloads.base import texts
from vos_exporter.vos.payloads.services import Service


class Services:
    """The services of one scrape, by id and by name."""

    def __init__(self, services: Sequence[Service]) -> None:
        ids, names = texts(map(attrgetter("id"), services)), texts(map(attrgetter("name"), services))
        self._ids = set(ids)
        times = Counter(names)
        self._by_name = {
            name: service_id for name, service_id in zip(names, ids, strict=True) if name and times[name] == 1
        }

    def find(self, service_id: str, name: str) -> str:
        """The id of the service with ``service_id``, else of the only one with that ``name``, else empty."""
        if service_id and service_id in self._ids:
            return service_id
        return self._by_name.get(name, "")
