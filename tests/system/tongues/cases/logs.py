"""Rows of the SCTE log: which class they count under, and fields that nobody had."""

from typing import Any

from tests.system.tongues.cases.case import Case

SERVICE = "10000000-0000-4000-8000-000000000000"
AT = 1_699_999_000_000
EVENTS = "vos_scte35_log_events_total"

CLASSES: list[tuple[dict[str, Any], str, bool]] = [
    ({"spliceType": "splice_insert"}, "splice_insert", False),
    ({"spliceType": "SPLICE_INSERT"}, "splice_insert", False),
    ({"spliceType": "spliceInsert"}, "splice_insert", False),
    ({"spliceType": "Splice Insert"}, "splice_insert", False),
    ({"splice_type": "splice-insert"}, "splice_insert", False),
    ({"spliceCommandType": "time_signal"}, "time_signal", False),
    ({"command": "TimeSignal"}, "time_signal", False),
    ({"eventType": "time signal"}, "time_signal", False),
    ({"spliceCommand": {"type": "splice_insert"}}, "splice_insert", True),
    ({"spliceCommand": {"commandType": "time_signal"}}, "time_signal", True),
    ({"scte35": {"spliceCommandType": "splice_insert"}}, "splice_insert", True),
    ({"splice": {"type": "time_signal"}}, "time_signal", True),
    ({"spliceType": "splice_insert", "cancelled": True}, "cancel", False),
    ({"spliceType": "splice_insert", "cancelled": "true"}, "cancel", False),
    ({"spliceType": "splice_insert", "cancelled": False}, "splice_insert", False),
    ({"spliceType": "splice_insert", "level": "ERROR"}, "error", False),
    ({"spliceType": "splice_insert", "level": "error"}, "error", False),
    ({"spliceType": "wibble"}, "other", True),
]


def _row(number: int, **told: Any) -> dict[str, Any]:
    return {"id": f"e{number}", "time": AT + number, "serviceId": SERVICE, **told}


def _classes() -> list[Case]:
    last = f"vos_scte35_last_event_timestamp_seconds {SERVICE}"
    old = _row(1, spliceType="splice_insert")
    return [
        Case(f"a log row of {told}", "scte_logs", [old, _row(2, **told)],
             {f"{EVENTS} {name}": 1, last: (AT + 2) / 1000}, loose=loose, before=[old])
        for told, name, loose in CLASSES
    ]  # fmt: skip


RULED: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("nodes", "cpu", [{"name": "n1", "memoryPercent": 5}]),
    ("uplink_status", "state", [{"id": "l1", "uplinkStatistic": None}]),
    ("services", "control_state", [{"id": "s1", "name": "one"}]),
    ("rf_statistics", "margin", [{"id": "rf-1", "locked": True, "mer": 14}]),
    ("rf_statistics", "locked", [{"id": "rf-1", "margin": 14}]),
]
"""Concepts that shipped rules read, and rows that do not have them."""


def _missing() -> list[Case]:
    named = [
        Case(f"rows without {concept}", route, rows, hints=(concept,), loose=True, only_hints=True)
        for route, concept, rows in RULED
    ]
    waived = [
        Case(f"rows without {concept}, which the operator knows", route, rows, loose=True, only_hints=True,
             unnamed=(concept,), options={"fields": {concept: None}})
        for route, concept, rows in RULED
    ]  # fmt: skip
    return [*named, *waived]


CASES = [*_classes(), *_missing()]
