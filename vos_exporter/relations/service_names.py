"""Finding the service that another route calls by id or by name."""

from collections import Counter
from collections.abc import Sequence

from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.services import Service


class Services:
    """The services of one scrape, by id and by name."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._ids = {text(service.id) for service in services}
        named = [(text(service.name), text(service.id)) for service in services]
        times = Counter(name for name, _ in named)
        self._by_name = {name: service_id for name, service_id in named if name and times[name] == 1}

    def find(self, service_id: str, name: str) -> str:
        """The id of the service with ``service_id``, else of the only one with that ``name``, else empty."""
        if service_id and service_id in self._ids:
            return service_id
        return self._by_name.get(name, "")
