"""The graph of services and what they hang on, in the shape Grafana's Node graph panel reads. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vos_exporter.collectors.base import Context
from vos_exporter.collectors.nodes import node_name, service_references
from vos_exporter.relations.service_names import Services
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.cloudlinks import Uplink, UplinkGroup
from vos_exporter.vos.payloads.destinations import Destination, Output
from vos_exporter.vos.payloads.services import Service
from vos_exporter.vos.payloads.sources import Source, SourceInput
from vos_exporter.vos.states import CONTROL_STATE, UPLINK_STATE

MOST_NODES = 1_500
"""What the Node graph panel can show."""

ROUTES = frozenset(
    {"services", "sources", "destinations", "uplinks", "uplink_groups", "uplink_status", "pods"}
)
"""The routes the graph is made of; each may be absent."""

GOOD, PARTLY, BAD, OFF, NEUTRAL, GONE = "green", "yellow", "red", "gray", "blue", "orange"

Item = dict[str, str]


class TopologyTooLarge(ValueError):
    """The graph has more nodes than the panel can show; the message says what to do."""


class UnknownService(ValueError):
    """There is no service with that id, or the services were not read."""


def graph(
    payloads: Mapping[str, Sequence[Any]], service_id: str | None = None, ctx: Context | None = None
) -> dict[str, list[Item]]:
    """Nodes and edges, sorted by id.

    Args:
        payloads: rows by route key, of those of :data:`ROUTES` that were ``ok``.
        service_id: only this service, what it hangs on and the pods that carry it; else everything.
        ctx: the operator's verdicts on states, and overrides of the pods route.

    Returns:
        ``nodes`` (``id title subtitle mainstat color``) and ``edges`` (``id source target``); a reference to
        an object that is gone, or whose route was not read, leads to a placeholder.

    Raises:
        TopologyTooLarge: more than :data:`MOST_NODES` nodes.
        UnknownService: ``service_id`` is not among the services.
    """
    builder = _Builder(payloads, ctx or Context(now=0))
    if service_id is None:
        builder.everything()
    elif service_id not in builder.found["services"]:
        read = "services" in payloads
        raise UnknownService(
            f"there is no service {service_id!r}" if read else "the route services was not read"
        )
    else:
        builder.service(service_id)
        builder.pods(only=service_id)
    return {"nodes": _sorted(builder.nodes), "edges": _sorted(builder.edges)}


def _sorted(items: Mapping[str, Item]) -> list[Item]:
    return [items[key] for key in sorted(items)]


@dataclass(slots=True)
class _Builder:
    """Walks from an object to what it refers to; each object becomes a node once."""

    payloads: Mapping[str, Sequence[Any]]
    ctx: Context
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    nodes: dict[str, Item] = field(default_factory=dict)
    edges: dict[str, Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the objects by id."""
        for route in ROUTES:
            self.found[route] = {text(row.id): row for row in self.payloads.get(route, ())}

    def everything(self) -> None:
        """All objects, those that no service uses too."""
        walks: Iterable[tuple[str, Callable[[str], str]]] = (
            ("services", self.service),
            ("sources", self.source),
            ("destinations", self.destination),
            ("uplink_groups", self.group),
            ("uplinks", self.link),
        )
        for route, walk in walks:
            for object_id in self.found[route]:
                walk(object_id)
        self.pods()

    def service(self, service_id: str) -> str:
        """A service, with its sources and destinations."""
        return self._walk("service", "services", service_id, self._service)

    def source(self, source_id: str) -> str:
        """A source, with its inputs."""
        return self._walk("source", "sources", source_id, self._source)

    def destination(self, destination_id: str) -> str:
        """A destination, with its outputs."""
        return self._walk("destination", "destinations", destination_id, self._destination)

    def group(self, group_id: str) -> str:
        """A group of cloud links, with its members."""
        return self._walk("cloud link group", "uplink_groups", group_id, self._group)

    def link(self, link_id: str) -> str:
        """A cloud link."""
        return self._walk("cloud link", "uplinks", link_id, self._link)

    def pods(self, only: str | None = None) -> None:
        """Pods with edges to the services they carry; ``only`` those of one service."""
        services = Services(self.payloads.get("services", ()))
        for pod_name, record in self.found["pods"].items():
            carried = [services.find(name, name) or name for name in service_references(record)]
            if only is not None:
                carried = [service_id for service_id in carried if service_id == only]
            if carried or only is None:
                pod = f"pod:{pod_name}"
                self._node(pod, pod_name, "pod", node_name(record), NEUTRAL)
                self._refer(pod, map(self.service, carried))

    def _walk(self, kind: str, route: str, object_id: str, describe: Callable[[str, Any], None]) -> str:
        node = f"{kind.replace(' ', '_')}:{object_id}"
        if node in self.nodes:
            return node
        row = self.found[route].get(object_id)
        if row is not None:
            describe(node, row)
        else:
            why = "gone" if route in self.payloads else "not read"
            self._node(node, object_id, f"{kind}, {why}", "", GONE)
        return node

    def _service(self, node: str, service: Service) -> None:
        state = text(service.control_state)
        color = GOOD if self.ctx.words(CONTROL_STATE).verdict(state) else OFF
        self._node(node, text(service.name), "service", state, color)
        self._refer(node, (self.source(source_id) for source_id, _ in service.sources()))
        self._refer(node, map(self.destination, service.destinations() or ()))

    def _source(self, node: str, source: Source) -> None:
        self._node(node, text(source.name), "source", "", NEUTRAL)
        for entry in source.known_inputs():
            if text(entry.id):
                self._leg(node, "input", entry, text(entry.type))

    def _destination(self, node: str, destination: Destination) -> None:
        self._node(node, text(destination.name), "destination", text(destination.type), NEUTRAL)
        for output in destination.known_outputs():
            if text(output.id):
                self._leg(node, "output", output, text(output.output_type))

    def _leg(self, parent: str, kind: str, leg: SourceInput | Output, title: str) -> None:
        """An input or output, and the group of cloud links it goes through."""
        node = f"{kind}:{parent.partition(':')[2]}/{text(leg.id)}"
        rank = text(leg.rank)
        self._node(node, title or text(leg.id), kind, f"rank {rank}" if rank else "", NEUTRAL)
        self._refer(parent, [node])
        if leg.cloudlink_group():
            self._refer(node, [self.group(leg.cloudlink_group())])

    def _group(self, node: str, group: UplinkGroup) -> None:
        known = [up for up in map(self._is_up, group.members()) if up is not None]
        color = NEUTRAL
        if known:
            color = GOOD if all(known) else PARTLY if any(known) else BAD
        share = f"{sum(known)}/{len(known)} up" if known else ""
        self._node(node, text(group.name), "cloud link group", share, color)
        self._refer(node, map(self.link, group.members()))

    def _link(self, node: str, link: Uplink) -> None:
        up = self._is_up(text(link.id))
        color = NEUTRAL if up is None else GOOD if up else BAD
        self._node(node, text(link.name), "cloud link", self._state(text(link.id)), color)

    def _state(self, link_id: str) -> str:
        status = self.found["uplink_status"].get(link_id)
        return "" if status is None else text(status.uplink_state)

    def _is_up(self, link_id: str) -> bool | None:
        """The verdict on a cloud link; ``None`` where VOS does not say."""
        state = self._state(link_id)
        return self.ctx.words(UPLINK_STATE).verdict(state)

    def _node(self, node: str, title: str, subtitle: str, mainstat: str, color: str) -> None:
        shown = title or node.partition(":")[2]
        self.nodes[node] = {
            "id": node, "title": shown, "subtitle": subtitle, "mainstat": mainstat, "color": color,
        }  # fmt: skip
        if len(self.nodes) > MOST_NODES:
            raise TopologyTooLarge(
                f"the graph has more than {MOST_NODES} nodes: ask for one service with service_id"
            )

    def _refer(self, source: str, targets: Iterable[str]) -> None:
        for target in targets:
            edge = f"{source}->{target}"
            self.edges[edge] = {"id": edge, "source": source, "target": target}
