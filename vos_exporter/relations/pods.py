"""Services of a pod that VOS calls by name."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.nodes import POD_INFO, node_name, service_references
from vos_exporter.families import Family
from vos_exporter.relations.base import Relation, RowsByRoute
from vos_exporter.relations.service_names import Services
from vos_exporter.vos.identifiers import is_uuid
from vos_exporter.vos.payloads.records import Record


def relate(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """The edges from pods to services of an exact and unique name, or of an id that is no UUID."""
    family = POD_INFO.family()
    records: Sequence[Record] = rows["pods"]
    called = [
        (record, [name for name in service_references(record) if not is_uuid(name)]) for record in records
    ]
    services = Services(rows["services"] if any(names for _, names in called) else ())
    for record, names in called:
        for service_id in {services.find(name, name) for name in names} - {""}:
            family.add(1, record.id, node_name(record), service_id)
    return (family,)


RELATIONS = (
    Relation(
        name="pod_services",
        routes=frozenset({"pods", "services"}),
        families=(POD_INFO,),
        relate=relate,
    ),
)
