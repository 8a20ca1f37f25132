"""Which service is in trouble, and why: by the verdicts of the metrics, as the alerts read them. Pure.

What alerts take from history (a link that flaps, an output that fell silent) cannot be seen in one scrape and
is not said here.
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vos_exporter.collectors.cloudlinks import CLOUDLINK_INFO, GROUP_INFO, MEMBER_INFO, UP
from vos_exporter.collectors.destinations import OUTPUT_INFO
from vos_exporter.collectors.nodes import POD_INFO
from vos_exporter.collectors.origin import MEMBER_UP, POINT_INFO
from vos_exporter.collectors.ownership import EXPECTED_ACTIVE, SERVICE_INFO
from vos_exporter.collectors.services import ACTIVE, CONTROL_STATES, DESTINATION_INFO
from vos_exporter.relations.notifications import SERVICE_ACTIVE
from vos_exporter.relations.services import SERVICE_UPLINK_INFO
from vos_exporter.web.plant.facts import Facts


class Level(enum.IntEnum):
    """How something stands, the worst first."""

    CRITICAL = 0
    WARNING = 1
    UNKNOWN = 2
    GOOD = 3
    OFF = 4
    PLAIN = 5
    """There is nothing to judge."""

    @property
    def trouble(self) -> bool:
        """Whether somebody has to look."""
        return self <= Level.WARNING


WORDS: Mapping[Level, str] = {
    Level.CRITICAL: "critical", Level.WARNING: "warning", Level.UNKNOWN: "unknown", Level.GOOD: "well",
    Level.OFF: "off", Level.PLAIN: "",
}  # fmt: skip
"""What a person is told, beside colour and sign."""

SIGNS: Mapping[Level, str] = {
    Level.CRITICAL: "\u2716", Level.WARNING: "\u25b2", Level.UNKNOWN: "?", Level.GOOD: "\u2713",
    Level.OFF: "\u25cb", Level.PLAIN: "",
}  # fmt: skip
"""A cross, a triangle, a question mark, a check mark, an empty circle."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong.

    Attributes:
        level: how wrong.
        words: what is seen.
        alert: the shipped alert that says the same, empty if none does; its runbook is of that name.
    """

    level: Level
    words: str
    alert: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one service stands.

    Attributes:
        level: the worst of its reasons, or what its state says.
        state: the word of VOS for its control state; empty where it has none.
        expected: whether it shall be on air now; ``None`` where nobody says.
        reasons: what is wrong, the worst first.
        alarms: severity to its active notifications.
    """

    level: Level
    state: str
    expected: bool | None
    reasons: tuple[Reason, ...]
    alarms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of cloud links.

    Attributes:
        id: of the group.
        name: as a person knows it.
        links: its members' names, by id.
        up: the verdicts there are, by id of the member.
    """

    id: str
    name: str
    links: Mapping[str, str]
    up: Mapping[str, bool]

    @property
    def level(self) -> Level:
        """Down if no link is up, as the alert has it; unknown if nothing is known of any."""
        if not self.up:
            return Level.UNKNOWN if self.links else Level.PLAIN
        if not any(self.up.values()):
            return Level.CRITICAL
        return Level.GOOD if all(self.up.values()) else Level.WARNING


def groups(facts: Facts) -> dict[str, Group]:
    """The groups of cloud links by id."""
    up = facts.truths(UP)
    names = {row["cloudlink_id"]: row["cloudlink_name"] for row in facts.rows(CLOUDLINK_INFO)}
    members: defaultdict[str, list[str]] = defaultdict(list)
    for row in facts.rows(MEMBER_INFO):
        members[row["cloudlink_group_id"]].append(row["cloudlink_id"])
    return {
        row["cloudlink_group_id"]: Group(
            row["cloudlink_group_id"],
            row["cloudlink_group_name"],
            {link: names.get(link, "") or link for link in members[row["cloudlink_group_id"]]},
            {link: up[link] for link in members[row["cloudlink_group_id"]] if link in up},
        )
        for row in facts.rows(GROUP_INFO)
    }


def raw_states(facts: Facts) -> dict[str, str]:
    """The control state of each service in the word of VOS."""
    return {labels[0]: labels[1] for labels, value in facts.values(CONTROL_STATES).items() if value == 1}


def standings(facts: Facts) -> dict[str, Standing]:
    """How each service stands, by id."""
    active, expected, states = facts.truths(ACTIVE), facts.truths(EXPECTED_ACTIVE), raw_states(facts)
    alarms = _alarms(facts)
    found: dict[str, list[Reason]] = defaultdict(list)
    for service_id, reason in (
        *_expectations(facts),
        *_notifications(facts),
        *_podless(facts),
        *_links(facts),
        *_ingest(facts),
    ):
        found[service_id].append(reason)
    standing = {}
    for row in facts.rows(SERVICE_INFO):
        one = row["service_id"]
        reasons = tuple(sorted(found.get(one, ()), key=lambda reason: (reason.level, reason.words)))
        level = reasons[0].level if reasons else Level.GOOD if active.get(one) else Level.OFF
        standing[one] = Standing(level, states.get(one, ""), expected.get(one), reasons, alarms.get(one, {}))
    return standing


Found = Iterator[tuple[str, Reason]]


def _expectations(facts: Facts) -> Found:
    active, expected, states = facts.truths(ACTIVE), facts.truths(EXPECTED_ACTIVE), raw_states(facts)
    for row in facts.rows(SERVICE_INFO):
        one = row["service_id"]
        is_on, shall = active.get(one), expected.get(one)
        if is_on is None:
            said = states.get(one)
            words = f"state {said}: nobody knows what it means" if said else "VOS does not tell its state"
            yield one, Reason(Level.UNKNOWN, words, "VOSUnmappedValues" if said else "")
        elif shall is not None and is_on is not shall:
            yield (
                one,
                Reason(Level.WARNING, "on, expected off")
                if is_on
                else Reason(Level.CRITICAL, "off, expected on", "VOSServiceNotActive"),
            )


def _alarms(facts: Facts) -> dict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (service_id, _, severity), count in facts.values(SERVICE_ACTIVE).items():
        found[service_id][severity] += int(count)
    return found


def _notifications(facts: Facts) -> Found:
    """Slates and losses of source in any severity, everything else where VOS calls it critical."""
    critical: Counter[str] = Counter()
    losses: dict[str, Reason] = {}
    for (service_id, kind, severity), count in facts.values(SERVICE_ACTIVE).items():
        if kind == "slate":
            yield service_id, Reason(Level.CRITICAL, "viewers see a slate", "VOSServiceOnSlate")
        elif kind == "source_loss":
            level = Level.CRITICAL if severity == "critical" else Level.WARNING
            if service_id not in losses or level < losses[service_id].level:
                losses[service_id] = Reason(level, "an input is lost", "VOSSourceLoss")
        elif severity == "critical":
            critical[service_id] += int(count)
    yield from losses.items()
    for service_id, count in critical.items():
        words = "a critical alarm" if count == 1 else f"{count} critical alarms"
        yield service_id, Reason(Level.CRITICAL, words, "VOSServiceCriticalNotification")


def _podless(facts: Facts) -> Found:
    """Services on air without a pod, where pods say which services they carry at all."""
    carried = {row["service_id"] for row in facts.rows(POD_INFO)} - {""}
    if carried:
        for service_id, is_on in facts.truths(ACTIVE).items():
            if is_on and service_id not in carried:
                yield service_id, Reason(Level.CRITICAL, "no pod carries it", "VOSServiceNoPod")


def used_groups(facts: Facts) -> dict[str, list[str]]:
    """The groups of cloud links that a service's inputs and outputs go through, by its id."""
    through: defaultdict[str, list[str]] = defaultdict(list)
    for row in facts.rows(OUTPUT_INFO):
        if row["cloudlink_group_id"]:
            through[row["destination_id"]].append(row["cloudlink_group_id"])
    used: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in facts.rows(SERVICE_UPLINK_INFO):
        used[row["service_id"]][row["cloudlink_group_id"]] = None
    for row in facts.rows(DESTINATION_INFO) if through else ():
        used[row["service_id"]].update(dict.fromkeys(through.get(row["destination_id"], ())))
    return {service_id: list(found) for service_id, found in used.items()}


def _links(facts: Facts) -> Found:
    """Trouble of cloud links, for services that are not off."""
    known, active = groups(facts), facts.truths(ACTIVE)
    told = {group_id: list(_of_group(group)) for group_id, group in known.items()}
    for service_id, used in used_groups(facts).items():
        if active.get(service_id) is not False:
            yield from ((service_id, reason) for group_id in used for reason in told.get(group_id, ()))


def _of_group(group: Group) -> Iterable[Reason]:
    name = group.name or group.id
    if group.level is Level.CRITICAL:
        yield Reason(Level.CRITICAL, f"no cloud link of {name} is up", "VOSCloudLinkGroupDown")
    elif group.level is Level.WARNING:
        lost = sorted(group.links[link] for link, is_up in group.up.items() if not is_up)
        words = f"cloud link {lost[0]} is lost" if len(lost) == 1 else f"{len(lost)} cloud links are lost"
        yield Reason(Level.WARNING, f"{words} ({name})", "VOSCloudLinkLost")


def members_up(facts: Facts) -> dict[str, list[bool]]:
    """The verdicts on the members of each ingest point."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for (point_id, _), value in facts.values(MEMBER_UP).items():
        found[point_id].append(value == 1)
    return found


def point_level(members: list[bool]) -> Level:
    """How an ingest point stands whose members have these verdicts."""
    if not members:
        return Level.UNKNOWN
    return Level.GOOD if all(members) else Level.WARNING if any(members) else Level.CRITICAL


def _ingest(facts: Facts) -> Found:
    members, active = members_up(facts), facts.truths(ACTIVE)
    for row in facts.rows(POINT_INFO):
        found, service_id = members.get(row["ingest_point_id"], []), row["service_id"]
        if not found or not active.get(service_id):
            continue
        level, name = point_level(found), row["package"] or row["ingest_point_id"]
        if level is Level.CRITICAL:
            yield service_id, Reason(level, f"no member of ingest point {name} is up", "VOSIngestPointDown")
        elif level is Level.WARNING:
            words = f"{found.count(False)} of {len(found)} members of ingest point {name} not up"
            yield service_id, Reason(level, words, "VOSIngestPointStuckInitializing")
