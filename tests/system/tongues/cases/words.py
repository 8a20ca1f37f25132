"""States: what is plainly good, what is plainly bad, and what nobody may judge."""

from typing import Any

from tests.system.tongues.cases.case import Case

GOOD_LINK = ("CONNECTED", "Connected", "connected", "OK", "Up", "ONLINE", "ACTIVE", "Running", "GOOD")
BAD_LINK = (
    "LOST", "lost", "Lost", "DISCONNECTED", "disconnected", "DISCONNECTED_BY_PEER", "NOT_CONNECTED",
    "Not Connected", "notConnected", "DOWN", "OFFLINE", "FAILED", "Failed", "ERROR", "INACTIVE",
    "CONNECTION_LOST", "connection-lost", "UNREACHABLE",
)  # fmt: skip
NEITHER = ("QUIESCED", "MIGRATING", "phase 2", "X17", "SEE_OTHER", "half-way", "17", "TRANSITIONAL")

GOOD_CONTROL = ("ACTIVATED", "Activated", "activated", "ACTIVE", "ON", "ENABLED", "on")
BAD_CONTROL = ("OFF", "off", "DEACTIVATED", "Deactivated", "INACTIVE", "DISABLED", "NOT_ACTIVATED", "STOPPED")

GOOD_TASK = ("RUNNING", "Running", "OK", "ACTIVE", "READY", "STARTED", "HEALTHY", "UP")
BAD_TASK = ("INITIALIZING", "initializing", "FAILED", "STOPPED", "ERROR", "DOWN", "NOT_RUNNING", "UNHEALTHY")

GOOD_NETWORK = (True, "true", "UP", "up", "Link Up", "CONNECTED", 1)
BAD_NETWORK = (False, "false", "DOWN", "down", "LINK_DOWN", "Link Down", "DISCONNECTED", "NO_LINK", 0)


def _link(word: object, **told: Any) -> Case:
    return Case(f"a cloud link is {word!r}", "uplink_status", [{"id": "l1", "uplinkState": word}], **told)


def _service(word: object, **told: Any) -> Case:
    return Case(f"a service is {word!r}", "services", [{"id": "s1", "controlState": word}], **told)


def _task(word: object, **told: Any) -> Case:
    return Case(f"a task is {word!r}", "origin_tasks", [{"originTaskId": "t1", "state": word}], **told)


def _member(word: object, **told: Any) -> Case:
    body = [{"id": "p1", "state": "RUNNING", "endPoints": [{"hostUuid": "h1", "state": word}]}]
    return Case(f"a member is {word!r}", "ingest_points", body, **told)


def _network(word: object, **told: Any) -> Case:
    return Case(f"a network's link is {word!r}", "networks", [{"id": "n1", "linkState": word}], **told)


def _states() -> list[Case]:
    cases = []
    for make, good, bad, verdict, key in (
        (_link, GOOD_LINK, BAD_LINK, "vos_cloudlink_up l1", "uplinkState"),
        (_service, GOOD_CONTROL, BAD_CONTROL, "vos_service_active s1", "controlState"),
        (_task, GOOD_TASK, BAD_TASK, "vos_origin_task_up t1", "state"),
        (_member, GOOD_TASK, BAD_TASK, "vos_ingest_point_member_up h1 p1", "endPoints[].state"),
        (_network, GOOD_NETWORK, BAD_NETWORK, "vos_network_up n1", "linkState"),
    ):  # fmt: skip
        cases += [make(word, series={verdict: 1.0}) for word in good]
        cases += [make(word, series={verdict: 0.0}) for word in bad]
        cases += [make(word, hints=(key,)) for word in NEITHER]
        cases += [make(word, hints=(key,)) for word in ([], {"code": 5}, ["UP"])]
        cases += [make(word) for word in (None, "")]
    return cases


def _raw() -> list[Case]:
    """The literal text is there whatever it is."""
    return [
        Case("the literal state of a link", "uplink_status", [{"id": "l1", "uplinkState": "Lost"}],
             {"vos_cloudlink_up l1": 0, "vos_cloudlink_uplink_state Lost l1": 1}),
        Case("the literal state of a service", "services", [{"id": "s1", "controlState": "Phase 2"}],
             {"vos_service_control_state Phase 2 s1": 1}, hints=("controlState",)),
        Case("services are counted by what they say", "services",
             [{"id": "s1", "controlState": "OFF"}, {"id": "s2", "controlState": "OFF"}],
             {"vos_service_active s1": 0, "vos_service_active s2": 0, "vos_services OFF": 2}),
        Case("the literal state of a task", "origin_tasks", [{"originTaskId": "t1", "state": "X17"}],
             {"vos_origin_task_state X17 t1": 1}, hints=("state",)),
        Case("a state that is a number is its text", "origin_tasks", [{"originTaskId": "t1", "state": 17}],
             {"vos_origin_task_state 17 t1": 1}, hints=("state",)),
    ]  # fmt: skip


def _alarm(row: dict[str, object], severity: str | None, created: float | None = None, **more: Any) -> Case:
    series = {} if severity is None else {f"vos_notifications_active {severity}": 1.0}
    if created is not None:
        series[f"vos_notification_oldest_active_timestamp_seconds {severity}"] = created
    return Case(f"an alarm: {row}", "notifications", [{"id": "a1", "title": "Video black", **row}], series,
                **more)  # fmt: skip


def _alarms() -> list[Case]:
    severe = [
        ("CRITICAL", "critical"), ("Critical", "critical"), ("critical", "critical"), ("MAJOR", "major"),
        ("Minor", "minor"), ("WARNING", "warning"), ("warn", "warning"), ("INFO", "info"),
        ("Informational", "info"), ("SEVERITY_CRITICAL", "critical"),
    ]  # fmt: skip
    cases = [_alarm({"severity": raw, "state": "ACTIVE"}, ours) for raw, ours in severe]
    cases += [_alarm({"severity": raw, "state": "ACTIVE"}, "other", hints=("severity",))
              for raw in ("sev-9x", "PURPLE", "Q")]  # fmt: skip
    cases += [
        _alarm({"severity": "MAJOR", "state": state}, "major", loose=True)
        for state in ("active", "OPEN", "NEW", "RAISED", "SET", "UNACKNOWLEDGED", "WIBBLE", None)
    ]
    cases += [
        _alarm({"severity": "MAJOR", "state": state, "resolvedTime": 1_699_999_999_000}, None, loose=True)
        for state in ("RESOLVED", "CLEARED", "Closed", "INACTIVE")
    ]
    cases += [
        _alarm({"severity": "MAJOR", "state": state}, None, loose=True)
        for state in ("RESOLVED", "Cleared", "CLOSED", "NOT_ACTIVE")
    ]
    cases += [
        _alarm({"severityLevel": "MAJOR", "state": "ACTIVE"}, "major"),
        _alarm({"severity_level": "MAJOR", "state": "ACTIVE"}, "major"),
        _alarm({"Severity": "MAJOR", "State": "ACTIVE"}, "major"),
        _alarm({"alarmSeverity": "MAJOR", "alarmState": "ACTIVE"}, "major", loose=True),
        _alarm({"perceivedSeverity": "MAJOR", "state": "ACTIVE"}, "major"),
        _alarm({"severity": ["MAJOR"], "state": "ACTIVE"}, None, hints=("severity",), loose=True),
        _alarm({"severity": {}, "state": "ACTIVE"}, None, hints=("severity",), loose=True),
    ]  # fmt: skip
    return cases


def _times() -> list[Case]:
    at = 1_699_999_000.0
    told = [
        ("milliseconds", 1_699_999_000_000, at), ("seconds", 1_699_999_000, at),
        ("microseconds", 1_699_999_000_000_000, at), ("nanoseconds", 1_699_999_000_000_000_000, at),
        ("seconds with a fraction", 1_699_999_000.5, at + 0.5), ("milliseconds as text", "1699999000000", at),
        ("seconds as text", "1699999000", at), ("ISO with Z", "2023-11-14T21:56:40Z", at),
        ("ISO with a fraction", "2023-11-14T21:56:40.500Z", at + 0.5),
        ("ISO with an offset", "2023-11-14T22:56:40+01:00", at),
        ("ISO with an offset without colon", "2023-11-14T22:56:40.000+0100", at),
        ("ISO with nine digits", "2023-11-14T21:56:40.500000000Z", at + 0.5),
        ("ISO with a blank", "2023-11-14 21:56:40Z", at), ("RFC 1123", "Tue, 14 Nov 2023 21:56:40 GMT", at),
    ]  # fmt: skip
    cases = []
    for name, raw, truth in told:
        case = _alarm({"severity": "MAJOR", "state": "ACTIVE", "creationTime": raw}, "major", truth)
        cases.append(Case(f"a time in {name}", case.route, case.body, case.series))
        row = {"id": "e1", "serviceId": SERVICE, "spliceType": "splice_insert", "time": raw}
        last = {f"vos_scte35_last_event_timestamp_seconds {SERVICE}": truth}
        cases.append(Case(f"a log row in {name}", "scte_logs", [row], last))
    for raw in ("yesterday", -5, 42, 9e20, {}, True, "2023-13-45T99:00:00Z", "0000-00-00"):
        case = _alarm({"severity": "MAJOR", "state": "ACTIVE", "creationTime": raw}, "major",
                      hints=("creationTime",))  # fmt: skip
        cases.append(Case(f"no plausible date: {raw!r}", case.route, case.body, case.series, case.hints))
        row = {"id": "e1", "serviceId": SERVICE, "spliceType": "splice_insert", "time": raw}
        cases.append(Case(f"no plausible date of a log row: {raw!r}", "scte_logs", [row], {}, ("time",)))
    for key in ("createdAt", "created", "raisedAt", "raiseTime", "creation_time", "startTime", "createTime"):
        case = _alarm({"severity": "MAJOR", "state": "ACTIVE", key: 1_699_999_000_000}, "major", at)
        cases.append(Case(f"a time under {key}", case.route, case.body, case.series))
    return cases


SERVICE = "10000000-0000-4000-8000-000000000000"
CASES = [*_states(), *_raw(), *_alarms(), *_times()]
