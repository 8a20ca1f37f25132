"""What the pods' collector and their relation share: both can name the service of a pod."""

import re

from vos_exporter.families import info
from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.reported import Record, find_concept

POD_INFO = info(
    "vos_pod_info",
    "A pod, its node and one of its services; the pods route alone knows no service by its name.",
    "pod_name", "node_name", "service_id",
)  # fmt: skip

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


def service_references(record: Record, table: FieldTable) -> list[str]:
    """What the body says about the services of a pod, ids or names, each once."""
    listed = find_concept(record, table, "services")
    items = listed if isinstance(listed, list) else [listed]
    return list(dict.fromkeys(filter(None, map(text, items))))


def is_id(reference: str) -> bool:
    """Whether ``reference`` has the form of a service's id and is no name."""
    return _UUID.match(reference) is not None
