"""RF inputs: what they receive, how they are watched, what they should receive."""

from typing import Any

from tests.system.tongues.facts import Fact
from tests.system.tongues.plants.common import ONE, Rows, expect, measured, name, some
from tests.system.tongues.quantities import (
    CARRIER_TO_NOISE,
    CORRECTED,
    EB_N0,
    ES_N0,
    FREQUENCY,
    LEVEL,
    MARGIN,
    MER,
    OSCILLATOR,
    PACKET_ERRORS,
    POST_FEC,
    PRE_FEC,
    ROLL_OFF,
    SYMBOL_RATE,
    UNCORRECTED,
    VOLTAGE,
)
from tests.system.tongues.row import Row
from tests.system.tongues.tongue import Manner, Tongue

LOCK: tuple[tuple[Any, Any], ...] = (
    (False, True), ("UNLOCKED", "LOCKED"), ("Not Locked", "Locked"), ("NOT_LOCKED", "LOCKED"),
    ("no lock", "locked"), ("NO", "YES"),
)  # fmt: skip
ON_OR_OFF: tuple[tuple[Any, Any], ...] = ((False, True), ("OFF", "ON"), ("off", "on"))
PICKED = 6
"""How many of the quantities of a card a body tells that is not plain."""


def _input(tongue: Tongue, number: int) -> tuple[Row, dict[str, str]]:
    """A row that is known by an id of its own, or by card and port."""
    row = Row(tongue)
    if tongue.choose("by card and port", (True, False)):
        row.body[tongue.key(tongue.choose("card", ("card", "slot")))] = number // 2 + 1
        row.body[tongue.key(tongue.choose("port", ("port", "rfPort")))] = number % 2 + 1
        return row, {"rf_input_id": f"{number // 2 + 1}/{number % 2 + 1}"}
    return row, {"rf_input_id": row.identity("id", ("id", "rfInputId", "inputId"), f"rf-{number}")}


def rf_statistics(tongue: Tongue) -> Rows:
    """Reception of each input."""
    measures = (
        LEVEL, CARRIER_TO_NOISE, MER, MARGIN, ES_N0, EB_N0, PRE_FEC, POST_FEC, PACKET_ERRORS, CORRECTED,
        UNCORRECTED,
    )  # fmt: skip
    told = len(measures) if tongue.manner is Manner.PLAIN else PICKED
    picked = tongue.rng.sample(measures, told)
    rows = []
    for number in some(tongue):
        row, labels = _input(tongue, number)
        expect(row, "vos_rf_locked", labels, _lock(row))
        measured(row, labels, *(row.number(quantity) for quantity in picked))
        rows.append(row)
    return Rows(rows, ("rfStatistics", "tuners", "inputs"))


def _lock(row: Row) -> Fact:
    names = ("locked", "lock", "lockStatus", "lockState", "signalLock")
    return row.flag("lock", names, row.tongue.rng.random() < 0.7, LOCK)


def rf_monitorings(tongue: Tongue) -> Rows:
    """Each input as it is watched."""
    rows = []
    for number in some(tongue):
        row, labels = _input(tongue, number)
        expect(row, "vos_rf_locked", labels, _lock(row))
        measured(row, labels, row.number(MARGIN), row.number(LEVEL))
        rows.append(row)
    return Rows(rows, ("rfMonitorings", "monitorings", "inputs"))


def rf_settings(tongue: Tongue) -> Rows:
    """What each input should receive."""
    rows = []
    for number in some(tongue):
        row, labels = _input(tongue, number)
        expect(
            row, "vos_rf_input_info", labels, ONE,
            rf_input_name=row.text("name", ("name", "rfInputName"), name(tongue, "RF")),
            satellite=row.text("satellite", ("satellite", "satelliteName"), "19.2E"),
            polarization=row.text("polarization", ("polarization", "polarisation", "polarity"), "H"),
            standard=row.text("standard", ("standard", "deliverySystem"), "DVB-S2"),
            modulation=row.text("modulation", ("modulation", "modulationType"), "8PSK"),
            code_rate=row.text("rate", ("fec", "codeRate"), "3/4"),
        )  # fmt: skip
        numbers = (FREQUENCY, OSCILLATOR, SYMBOL_RATE, ROLL_OFF, VOLTAGE)
        measured(row, labels, *(row.number(quantity) for quantity in numbers))
        tone = row.flag("tone", ("lnbTone", "tone22k"), tongue.rng.random() < 0.5, ON_OR_OFF)
        expect(row, "vos_rf_lnb_tone_on", labels, tone)
        rows.append(row)
    return Rows(rows, ("rfSettings", "settings", "tuners"))
