"""Notifications, their types, and the SCTE log."""

from collections.abc import Iterable, Mapping

from tests.system.tongues.facts import Expected, Fact, Told
from tests.system.tongues.moments import past
from tests.system.tongues.plants.common import ONE, Rows, expect, name, new_id, some, totals
from tests.system.tongues.row import STRANGE, Row
from tests.system.tongues.tongue import Tongue

SEVERITIES = ("critical", "major", "minor", "warning", "info")
TITLES = {"source_loss": "Input signal lost", "slate": "Slate is on air"}


def severity(row: Row, names: tuple[str, ...]) -> tuple[Fact, str]:
    """How bad it is, and the label that it is counted under."""
    tongue = row.tongue
    if tongue.troubled(0.1):
        key = tongue.key(tongue.choose("severity", names))
        return row.put(key, tongue.rng.choice(STRANGE), Told.STRANGELY), "other"
    word = tongue.rng.choice(SEVERITIES)
    fact = row.text("severity", names, tongue.cased(word))
    return fact, word if fact.told is Told.PLAINLY else "other"


def notifications(tongue: Tongue) -> Rows:
    """What is active now."""
    rows, counted, raised = [], [], []
    names = ("severity", "severity", "severityLevel", "perceivedSeverity")
    for _ in some(tongue):
        row = _notification(tongue)
        row.body[tongue.key("state")] = tongue.cased(
            tongue.choose("active", ("active", "active", "raised", "open"))
        )
        _, level = severity(row, names)
        kind = tongue.rng.choice(tuple(TITLES))
        row.body[tongue.key("title")] = TITLES[kind]
        created = row.time("creation", ("creationTime",), past(tongue.rng))
        counted.append({"notification_class": kind, "notification_severity": level})
        if created.told is Told.PLAINLY:
            raised.append((level, created.value))
        rows.append(row)
    sums = totals("vos_notifications_active_by_class", counted)
    sums += totals("vos_notifications_active", _only(counted, "notification_severity"))
    return Rows(rows, ("notifications", "alarms", "events"), [*sums, *_oldest(raised)], keyed=False)


def _notification(tongue: Tongue) -> Row:
    row = Row(tongue)
    row.body[tongue.key("id")] = new_id(tongue.rng)
    row.text("channel", ("channelName",), name(tongue, "channel"))
    row.text("object", ("objectName",), name(tongue, "object"))
    return row


def _only(counted: Iterable[Mapping[str, str]], label: str) -> list[dict[str, str]]:
    return [{label: labels[label]} for labels in counted]


def _oldest(raised: Iterable[tuple[str, float]]) -> list[Expected]:
    first: dict[str, float] = {}
    for level, at in raised:
        first[level] = min(at, first.get(level, at))
    family = "vos_notification_oldest_active_timestamp_seconds"
    return [
        Expected(family, {"notification_severity": level}, Fact(Told.PLAINLY, value=at), whole=True)
        for level, at in first.items()
    ]


def notification_history(tongue: Tongue) -> Rows:
    """What was and is."""
    rows, counted = [], []
    for _ in some(tongue):
        row = _notification(tongue)
        over = tongue.rng.random() < 0.5
        said = row.text("state", ("state",), tongue.cased("resolved" if over else "active"))
        _, level = severity(row, ("severity", "severity", "severityLevel"))
        row.body[tongue.key("title")] = tongue.rng.choice(tuple(TITLES.values()))
        at = past(tongue.rng)
        for key in ("creationTime", "resolvedTime")[: 1 + over]:
            row.body[tongue.key(key)] = at * 1000
        shown = said.value.lower() if said.told is Told.PLAINLY else "other"
        counted.append({"notification_state": shown, "notification_severity": level})
        rows.append(row)
    return Rows(rows, ("notifications", "alarms"), totals("vos_notifications", counted), keyed=False)


def notification_types(tongue: Tongue) -> Rows:
    """What can be raised."""
    rows, counted = [], []
    for number in some(tongue):
        row = Row(tongue)
        labels = {"notification_type": row.identity("type", ("type", "typeId", "code"), f"kind-{number}")}
        title = row.text("title", ("title", "description"), tongue.rng.choice(tuple(TITLES.values())))
        fact, level = severity(row, ("severity", "defaultSeverity"))
        shown = Fact(Told.PLAINLY, fact.path, level)
        expect(row, "vos_notification_type_info", labels, ONE, title=title, default_severity=shown)
        counted.append({"default_severity": level})
        rows.append(row)
    return Rows(rows, ("notificationTypes", "types"), totals("vos_notification_types", counted))


def scte_logs(tongue: Tongue) -> Rows:
    """Splices by service; the newest of each counts."""
    rows, newest = [], dict[str, float]()
    ids = [new_id(tongue.rng) for _ in range(2)]
    for number in some(tongue):
        row = Row(tongue)
        row.body[tongue.key("id")] = new_id(tongue.rng)
        service = tongue.rng.choice(ids)
        row.body[tongue.key(tongue.choose("service", ("serviceId", "serviceUuid")))] = service
        kind = tongue.choose("kind", ("spliceType", "spliceCommandType", "eventType"))
        row.body[tongue.key(kind)] = tongue.rng.choice(("splice_insert", "time_signal"))
        row.text("event", ("eventId", "spliceEventId"), 2833 + number)
        at = row.time("time", ("time", "timestamp", "eventTime"), past(tongue.rng))
        if at.told is Told.PLAINLY:
            newest[service] = max(at.value, newest.get(service, 0.0))
        rows.append(row)
    family = "vos_scte35_last_event_timestamp_seconds"
    last = [
        Expected(family, {"service_id": service}, Fact(Told.PLAINLY, value=at), whole=True)
        for service, at in newest.items()
    ]
    return Rows(rows, ("logs", "scteLogs", "entries", "events"), last, keyed=False)
