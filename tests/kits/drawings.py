"""Plants for drawings, told as the metrics tell them: families by hand, without a VOS."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from vos_exporter.collectors.cloudlinks import CLOUDLINK_INFO, GROUP_INFO, MEMBER_INFO, UP, UPLINK_STATES
from vos_exporter.collectors.destinations import DELIVERY_INFO, DESTINATION_INFO, OUTPUT_INFO
from vos_exporter.collectors.nodes import POD_CPU_RATIO, POD_INFO, POD_MEMORY_BYTES
from vos_exporter.collectors.origin import MEMBER_UP, POINT_INFO
from vos_exporter.collectors.ownership import EXPECTED_ACTIVE, SERVICE_INFO
from vos_exporter.collectors.profiles import PROFILE_INFO
from vos_exporter.collectors.services import ACTIVE, CONTROL_STATES
from vos_exporter.collectors.services import DESTINATION_INFO as TO_DESTINATION
from vos_exporter.collectors.services import SOURCE_INFO as FROM_SOURCE
from vos_exporter.collectors.sources import INPUT_INFO, SOURCE_INFO
from vos_exporter.families import Declaration, Family
from vos_exporter.relations.notifications import SERVICE_ACTIVE
from vos_exporter.relations.services import SERVICE_UPLINK_INFO
from vos_exporter.web.plant.facts import ROUTES, Facts


@dataclass
class Told:
    """What a plant tells; each method adds one thing."""

    families: list[Family] = field(default_factory=list)
    read: set[str] = field(default_factory=lambda: set(ROUTES))

    def add(self, declaration: Declaration, value: float = 1, /, **labels: str) -> "Told":
        """One sample; labels that are left out are empty."""
        assert labels.keys() <= set(declaration.labels), declaration.name
        values = tuple(labels.get(name, "") for name in declaration.labels)
        self.families.append(declaration.family([(values, value)]))
        return self

    def service(
        self, one: str, name: str = "", on: bool | None = True, expected: bool | None = None, **info: str
    ) -> "Told":
        self.add(SERVICE_INFO, service_id=one, service_name=name or one, **info)
        if on is not None:
            self.add(ACTIVE, on, service_id=one)
            self.add(CONTROL_STATES, service_id=one, state="ACTIVATED" if on else "OFF")
        if expected is not None:
            self.add(EXPECTED_ACTIVE, expected, service_id=one)
        return self

    def alarm(self, service: str, kind: str, severity: str, count: int = 1) -> "Told":
        labels = {"notification_class": kind, "notification_severity": severity}
        return self.add(SERVICE_ACTIVE, count, service_id=service, **labels)

    def link(self, one: str, group: str, up: bool | None = True) -> "Told":
        self.add(CLOUDLINK_INFO, cloudlink_id=one, cloudlink_name=f"link {one}")
        self.add(MEMBER_INFO, cloudlink_group_id=group, cloudlink_id=one)
        if up is not None:
            self.add(UP, up, cloudlink_id=one)
            self.add(UPLINK_STATES, cloudlink_id=one, state="CONNECTED" if up else "LOST")
        return self

    def group(self, one: str) -> "Told":
        return self.add(GROUP_INFO, cloudlink_group_id=one, cloudlink_group_name=f"group {one}")

    def source(self, service: str, one: str, rank: int, inputs: Iterable[tuple[str, str]] = ()) -> "Told":
        """A source with inputs, each its id and its group of cloud links (or nothing)."""
        self.add(SOURCE_INFO, source_id=one, source_name=f"source {one}")
        self.add(FROM_SOURCE, service_id=service, source_id=one, rank=str(rank))
        for place, (input_id, group) in enumerate(inputs, 1):
            labels = {"input_id": input_id, "rank": str(place), "input_type": "ZIXI" if group else "IP"}
            self.add(INPUT_INFO, source_id=one, cloudlink_group_id=group, **labels)
            if group:
                edge = {"service_id": service, "source_id": one, "cloudlink_group_id": group}
                self.add(SERVICE_UPLINK_INFO, **edge, rank=str(rank))
        return self

    def destination(self, service: str, one: str, outputs: Iterable[tuple[str, str]] = ()) -> "Told":
        """A destination with outputs, each its id and its group of cloud links (or nothing)."""
        labels = {"destination_name": f"destination {one}", "destination_type": "ATS"}
        self.add(DESTINATION_INFO, destination_id=one, **labels)
        self.add(TO_DESTINATION, service_id=service, destination_id=one)
        for place, (output_id, group) in enumerate(outputs, 1):
            labels = {"output_id": output_id, "rank": str(place), "output_type": "TS_UDP"}
            self.add(OUTPUT_INFO, destination_id=one, cloudlink_group_id=group, **labels)
        return self

    def delivery(self, destination: str, output: str, one: str) -> "Told":
        labels = {"destination_id": destination, "output_id": output, "delivery_id": one}
        return self.add(DELIVERY_INFO, packaging="e_HLS", protocol="HTTPS", **labels)

    def pod(self, service: str, one: str) -> "Told":
        self.add(POD_INFO, pod_name=one, node_name="worker-1", service_id=service)
        self.add(POD_CPU_RATIO, 0.231, pod_name=one)
        return self.add(POD_MEMORY_BYTES, 2.57e9, pod_name=one)

    def profile(self, one: str) -> "Told":
        return self.add(PROFILE_INFO, profile_id=one, profile_name=f"profile {one}", profile_version="1.0")

    def ingest(self, service: str, one: str, up: Iterable[bool]) -> "Told":
        self.add(POINT_INFO, ingest_point_id=one, service_id=service, package=f"pkg-{one}")
        for number, is_up in enumerate(up):
            self.add(MEMBER_UP, is_up, ingest_point_id=one, member=f"host-{number}")
        return self

    def facts(self) -> Facts:
        return Facts.of(self.families, self.read)


def large(broken: bool = False) -> Facts:
    """A service with 4 sources, 12 inputs, 6 destinations and 30 outputs, called ``s``."""
    told = Told().service("s", "Sport 1 HD", expected=True, profile_id="p").profile("p")
    for group in "abcde":
        told.group(group)
        for number in "12":
            told.link(
                group + number,
                group,
                up=not (broken and group == "b") and not (broken and group + number == "d1"),
            )
    groups = ("a", "b", "", "c", "b", "", "d", "a", "", "e", "", "c")
    for source in range(4):
        feeds = [(f"{source}-{place}", groups[source * 3 + place]) for place in range(3)]
        told.source("s", f"src-{source}", source + 1, feeds)
    for pod in range(3):
        told.pod("s", f"stream-processing-sport-1-{pod}")
    for point in range(3):
        told.ingest("s", str(point), (True, not (broken and point == 1)))
    for place in range(6):
        outputs = [(f"o{place}-{leg}", "abcde"[leg] if place == 2 else "") for leg in range(5)]
        told.destination("s", f"dst-{place}", outputs)
    if broken:
        told.alarm("s", "source_loss", "critical").alarm("s", "other", "minor", 3)
    return told.facts()
