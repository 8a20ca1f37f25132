"""Walks from a service to everything it hangs on. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vos_exporter.collectors.cloudlinks import CLOUDLINK_INFO, OUTPUT_RATE, UPLINK_STATES
from vos_exporter.collectors.destinations import DELIVERY_INFO, DESTINATION_INFO, OUTPUT_INFO
from vos_exporter.collectors.nodes import POD_INFO
from vos_exporter.collectors.origin import POINT_INFO
from vos_exporter.collectors.profiles import PROFILE_INFO
from vos_exporter.collectors.services import DESTINATION_INFO as DESTINATION_EDGES
from vos_exporter.collectors.services import SOURCE_INFO as SOURCE_EDGES
from vos_exporter.collectors.sources import INPUT_INFO, SOURCE_INFO
from vos_exporter.vos.routes import BY_KEY, Evidence
from vos_exporter.web.plant import numbers
from vos_exporter.web.plant.facts import Facts
from vos_exporter.web.plant.parts import Column, Edge, Node
from vos_exporter.web.plant.trouble import Level, groups, members_up, point_level
from vos_exporter.web.plant.wall import natural

GROUP_ALERTS: Mapping[Level, str] = {
    Level.CRITICAL: "VOSCloudLinkGroupDown", Level.WARNING: "VOSCloudLinkLost",
}  # fmt: skip
POINT_ALERTS: Mapping[Level, str] = {
    Level.CRITICAL: "VOSIngestPointDown", Level.WARNING: "VOSIngestPointStuckInitializing",
}  # fmt: skip
"""The shipped alert that says the same of a node."""


@dataclass(slots=True)
class Gathering:
    """Walks from the service to what it hangs on; each thing becomes a node once."""

    facts: Facts
    service_id: str
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """The key of its node."""
        return f"service:{self.service_id}"

    def add(self, node: Node) -> str:
        """Keep ``node``, unless it is there already; its key."""
        self.nodes.setdefault(node.key, node)
        return node.key

    def join(self, source: str, target: str, *, assumed: bool = False) -> None:
        """Draw an edge."""
        self.edges.setdefault((source, target), Edge(source, target, assumed))

    def missing(self, key: str, column: Column, kind: str, route: str) -> Node:
        """What something refers to and the ``route`` did not tell."""
        why = "not in VOS any more" if route in self.facts.read else f"{route} was not read"
        return Node(key, column, kind, key.partition(":")[2], (why,), Level.UNKNOWN)

    def beside(self, profile_id: str) -> None:
        """The profile of the service, and the pods that carry it."""
        if profile_id:
            key, profiles = f"profile:{profile_id}", _by(self.facts.rows(PROFILE_INFO), "profile_id")
            row = profiles.get(profile_id)
            node = self.missing(key, Column.SERVICE, "profile", "profiles")
            if row is not None:
                version = row["profile_version"]
                notes = (f"version {version}",) if version else ()
                node = Node(key, Column.SERVICE, "profile", row["profile_name"] or profile_id, notes)
            self.join(self.service, self.add(node))
        assumed, told = is_assumed("pods"), numbers.by_object(self.facts, "pod_name")
        carrying = [row for row in self.facts.rows(POD_INFO) if row["service_id"] == self.service_id]
        for row in sorted(carrying, key=lambda row: natural(row["pod_name"])):
            on = (f"on {row['node_name']}",) if row["node_name"] else ()
            notes = (*told.get(row["pod_name"], ()), *on)
            pod = Node(
                f"pod:{row['pod_name']}", Column.SERVICE, "pod", row["pod_name"], notes, assumed=assumed
            )
            self.join(self.service, self.add(pod), assumed=assumed)

    def inwards(self) -> None:
        """Sources and inputs by rank, and the cloud links behind them."""
        known = _by(self.facts.rows(SOURCE_INFO), "source_id")
        ranks: dict[str, list[str]] = defaultdict(list)
        for row in self.facts.rows(SOURCE_EDGES):
            if row["service_id"] == self.service_id:
                ranks[row["source_id"]].append(row["rank"])
        inputs: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in self.facts.rows(INPUT_INFO):
            inputs[row["source_id"]].append(row)
        for source_id in sorted(ranks, key=lambda one: (min(map(_rank, ranks[one])), one)):
            key, about = f"source:{source_id}", known.get(source_id)
            node = self.missing(key, Column.SOURCE, "source", "sources")
            if about is not None:
                rank = ", ".join(filter(None, ranks[source_id]))
                notes = (f"rank {rank}",) if rank else ()
                node = Node(key, Column.SOURCE, "source", about["source_name"] or source_id, notes)
            self.join(self.add(node), self.service)
            for feed in sorted(inputs[source_id], key=lambda feed: (_rank(feed["rank"]), feed["input_id"])):
                self._input(key, feed)

    def _input(self, source: str, row: Mapping[str, str]) -> None:
        key = f"input:{row['source_id']}/{row['input_id']}"
        title = _ranked(row["rank"], row["input_type"] or row["input_id"])
        self.join(self.add(Node(key, Column.INPUT, "input", title)), source)
        if row["cloudlink_group_id"]:
            group = self.group(row["cloudlink_group_id"], Column.GROUP, Column.LINK)
            self.join(group, key)

    def group(self, group_id: str, column: Column, links: Column) -> str:
        """A group of cloud links with its members; the key of its node."""
        key, group = f"group{column.value}:{group_id}", groups(self.facts).get(group_id)
        if key in self.nodes:
            return key
        if group is None:
            return self.add(self.missing(key, column, "cloud link group", "uplink_groups"))
        share = f"{sum(group.up.values())} of {len(group.links)} up" if group.up else ""
        if not group.up and group.links:
            share = "state not known"
        alert = GROUP_ALERTS.get(group.level, "")
        name = group.name or group_id
        self.add(Node(key, column, "cloud link group", name, _told(share), group.level, alert=alert))
        for link_id, name in group.links.items():
            is_up = group.up.get(link_id)
            # A single lost link is a warning, as its alert is; the group tells when it was the last.
            level = Level.UNKNOWN if is_up is None else Level.GOOD if is_up else Level.WARNING
            link = self._link(f"link{links.value}:{link_id}", link_id, name, links, level)
            self.join(*((link, key) if links < column else (key, link)))
        return key

    def _link(self, key: str, link_id: str, name: str, column: Column, level: Level) -> str:
        if "uplinks" in self.facts.read and link_id not in _by(
            self.facts.rows(CLOUDLINK_INFO), "cloudlink_id"
        ):
            return self.add(self.missing(key, column, "cloud link", "uplinks"))
        states = {
            labels[0]: labels[1] for labels, value in self.facts.values(UPLINK_STATES).items() if value == 1
        }
        rates = [value for labels, value in self.facts.values(OUTPUT_RATE).items() if labels[0] == link_id]
        state = states.get(link_id) or "state not known"
        notes = _told(state, f"out {numbers.bitrate(sum(rates))}" if rates else "")
        alert = "VOSCloudLinkLost" if level.trouble else ""
        return self.add(Node(key, column, "cloud link", name, notes, level, alert=alert))

    def outwards(self) -> None:
        """Ingest points, destinations with outputs and delivery, and the cloud links they go through."""
        members = members_up(self.facts)
        points = [row for row in self.facts.rows(POINT_INFO) if row["service_id"] == self.service_id]
        for row in sorted(points, key=lambda row: (natural(row["package"]), row["ingest_point_id"])):
            up = members.get(row["ingest_point_id"], [])
            told = f"{sum(up)} of {len(up)} up" if up else "state not known"
            name = row["package"] or row["tag"] or row["ingest_point_id"]
            key = f"ingest:{row['ingest_point_id']}"
            level = point_level(up)
            # Whose it is stands in a free text.
            point = Node(
                key, Column.INGEST, "ingest point", name, (told,), level, True, POINT_ALERTS.get(level, "")
            )
            self.join(self.service, self.add(point), assumed=True)
        known = _by(self.facts.rows(DESTINATION_INFO), "destination_id")
        reached = [
            row["destination_id"]
            for row in self.facts.rows(DESTINATION_EDGES)
            if row["service_id"] == self.service_id
        ]
        for one in sorted(
            reached, key=lambda one: (natural(known.get(one, {}).get("destination_name", "")), one)
        ):
            self._destination(one, known.get(one))

    def _destination(self, destination_id: str, row: Mapping[str, str] | None) -> None:
        key = f"destination:{destination_id}"
        node = self.missing(key, Column.DESTINATION, "destination", "destinations")
        if row is not None:
            title, notes = row["destination_name"] or destination_id, _told(row["destination_type"])
            node = Node(key, Column.DESTINATION, "destination", title, notes)
        self.join(self.service, self.add(node))
        outputs = [row for row in self.facts.rows(OUTPUT_INFO) if row["destination_id"] == destination_id]
        for output in sorted(outputs, key=lambda row: (_rank(row["rank"]), row["output_id"])):
            name = f"output:{destination_id}/{output['output_id']}"
            title = _ranked(output["rank"], output["output_type"] or output["output_id"])
            notes = _told(output["redundancy_mode"])
            self.join(key, self.add(Node(name, Column.OUTPUT, "output", title, notes)))
            if output["cloudlink_group_id"]:
                group = self.group(output["cloudlink_group_id"], Column.THROUGH, Column.THROUGH_LINK)
                self.join(name, group)
        self._delivery(key, destination_id)

    def _delivery(self, destination: str, destination_id: str) -> None:
        """What an output delivers, behind it; behind the destination where VOS does not tell whose it is."""
        points = [row for row in self.facts.rows(DELIVERY_INFO) if row["destination_id"] == destination_id]
        for row in sorted(points, key=lambda row: row["delivery_id"]):
            key = f"delivery:{destination_id}/{row['delivery_id']}"
            title = row["packaging"] or row["publish_name"] or row["delivery_id"]
            notes = _told(row["protocol"], row["publish_name"] if row["publish_name"] != title else "")
            output = f"output:{destination_id}/{row['output_id']}"
            known = output in self.nodes
            column = Column.THROUGH if known else Column.OUTPUT
            self.join(output if known else destination, self.add(Node(key, column, "delivery", title, notes)))


def is_assumed(route: str) -> bool:
    """Whether the path or the keys of ``route`` are assumed (docs/vos-api.md#evidence)."""
    found = BY_KEY[route]
    return Evidence.ASSUMED in (found.path_evidence, found.field_evidence)


def _told(*notes: str) -> tuple[str, ...]:
    return tuple(filter(None, notes))


def _ranked(rank: str, name: str) -> str:
    return f"{rank}. {name}" if rank else name


def _rank(rank: str) -> tuple[object, ...]:
    """Without a rank after those with one."""
    return (not rank, natural(rank))


def _by(rows: Iterable[dict[str, str]], label: str) -> dict[str, dict[str, str]]:
    return {row[label]: row for row in rows}
