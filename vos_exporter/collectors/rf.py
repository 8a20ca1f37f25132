"""RF cards: any of the three routes may hold any concept; exposition prefers the routes in their order."""

from collections.abc import Iterable, Mapping, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.bounds import STATE_LIMIT
from vos_exporter.collectors.reported import ReportedFamilies, as_reported
from vos_exporter.families import Declaration, Family, counter, gauge, info
from vos_exporter.vos.payloads.records import Record
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.states import LOCK_STATE, SWITCH
from vos_exporter.vos.units import BaseUnit

ID = "rf_input_id"

_INFO_LABELS: Mapping[str, str] = {
    "rf_input_name": "name",
    "card": "card",
    "port": "port",
    "demodulator": "demodulator",
    "satellite": "satellite",
    "polarization": "polarization",
    "standard": "standard",
    "modulation": "modulation",
    "code_rate": "code_rate",
}

INPUT_INFO = info(
    "vos_rf_input_info",
    "What an RF input should receive (rfSettings; every key is assumed).",
    ID, *_INFO_LABELS,
)  # fmt: skip

_RATIO, _DB, _HERTZ = BaseUnit.RATIO, BaseUnit.DB, BaseUnit.HERTZ

RF_FAMILIES: Mapping[tuple[str, BaseUnit], Declaration] = {
    ("locked", BaseUnit.BOOLEAN): gauge(
        "vos_rf_locked",
        "1 if the demodulator is plainly locked, 0 if plainly not; no series for any other word.",
        ID,
    ),
    ("level", BaseUnit.DBM): gauge(
        "vos_rf_level_dbm", "Level at the input, where something says that it is in dBm.", ID
    ),
    ("level", _RATIO): gauge(
        "vos_rf_level_ratio", "Level at the input, where something says that it is a share.", ID
    ),
    ("carrier_to_noise", _DB): gauge("vos_rf_carrier_to_noise_db", "Carrier to noise ratio, C/N.", ID),
    ("es_n0", _DB): gauge("vos_rf_es_n0_db", "Energy per symbol to noise density, Es/N0.", ID),
    ("eb_n0", _DB): gauge("vos_rf_eb_n0_db", "Energy per bit to noise density, Eb/N0.", ID),
    ("mer", _DB): gauge("vos_rf_mer_db", "Modulation error ratio.", ID),
    ("margin", _DB): gauge(
        "vos_rf_margin_db", "C/N above what the modulation and code rate need: 0 is the end.", ID
    ),
    ("margin_threshold", _DB): gauge(
        "vos_rf_margin_low_threshold_db", "The margin below which the receiver itself raises an alarm.", ID
    ),
    ("pre_fec_bit_errors", _RATIO): gauge(
        "vos_rf_pre_fec_bit_error_ratio", "Bit errors before error correction.", ID
    ),
    ("post_fec_bit_errors", _RATIO): gauge(
        "vos_rf_post_fec_bit_error_ratio", "Bit errors after error correction.", ID
    ),
    ("packet_errors", _RATIO): gauge("vos_rf_packet_error_ratio", "Packets that arrive in error, PER.", ID),
    ("corrected", BaseUnit.COUNT): counter(
        "vos_rf_corrected_packets_total", "Packets or blocks that error correction repaired.", ID
    ),
    ("uncorrected", BaseUnit.COUNT): counter(
        "vos_rf_uncorrected_packets_total", "Packets or blocks that error correction could not repair.", ID
    ),
    ("frequency", _HERTZ): gauge("vos_rf_frequency_hertz", "Frequency, where something says its unit.", ID),
    ("local_oscillator", _HERTZ): gauge(
        "vos_rf_local_oscillator_frequency_hertz",
        "The LNB's local oscillator, where something says its unit.",
        ID,
    ),
    ("symbol_rate", BaseUnit.SYMBOLS_PER_SECOND): gauge(
        "vos_rf_symbol_rate_symbols_per_second", "Symbol rate, where something says its unit.", ID
    ),
    ("roll_off", _RATIO): gauge(
        "vos_rf_roll_off_ratio", "Roll-off factor, where something says that it is a ratio or percent.", ID
    ),
    ("lnb_voltage", BaseUnit.VOLTS): gauge("vos_rf_lnb_voltage_volts", "Supply of the LNB.", ID),
    ("lnb_tone", BaseUnit.BOOLEAN): gauge("vos_rf_lnb_tone_on", "1 if the 22 kHz tone is on, else 0.", ID),
}


RF_UNITLESS: Mapping[str, Declaration] = {
    "level": as_reported("vos_rf_level_reported", "Level at the input", ID),
    "bit_errors": as_reported(
        "vos_rf_bit_errors_reported",
        "Bit error ratio of which nothing says whether it is before or after correction",
        ID,
    ),
    "frequency": as_reported("vos_rf_frequency_reported", "Frequency", ID),
    "local_oscillator": as_reported("vos_rf_local_oscillator_reported", "The LNB's local oscillator", ID),
    "symbol_rate": as_reported("vos_rf_symbol_rate_reported", "Symbol rate", ID),
    "roll_off": as_reported("vos_rf_roll_off_reported", "Roll-off factor", ID),
}

STATE = gauge(
    "vos_rf_state",
    "1 for the state an RF input says it is in, in its own words; only where VOS says one.",
    ID, "state",
)  # fmt: skip


class RfCollector(Collector[Record]):
    """What the three routes share."""

    state_fields = (LOCK_STATE.name, SWITCH.name)

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """The concepts each input reports, and its other numbers as reported."""
        reported = ReportedFamilies(self.route.key, RF_FAMILIES, (ID,), ctx, findings, unitless=RF_UNITLESS)
        for record in rows:
            reported.add(record.values, record.plan, record.id)
        return (*self.describe(rows), *_states(rows, findings), *reported.families())

    def describe(self, rows: Sequence[Record]) -> Iterable[Family]:
        """Families of texts; only one route has them, so that no two describe an input differently."""
        return ()


def _states(rows: Sequence[Record], findings: Findings) -> Iterable[Family]:
    """The states that are texts, as they are."""
    told = [(record.id, record.text("state")) for record in rows]
    shown = findings.bounded((state for _, state in told if state), STATE_LIMIT)
    family = STATE.family((((record_id, shown(state)), 1) for record_id, state in told if state))
    return (family,) if family.samples else ()


class RfStatisticsCollector(RfCollector):
    """Reception of each input."""

    route = BY_KEY["rf_statistics"]
    families = (STATE, *RF_FAMILIES.values(), *RF_UNITLESS.values())


class RfMonitoringsCollector(RfCollector):
    """Reception of each input, as it is monitored."""

    route = BY_KEY["rf_monitorings"]
    families = (STATE, *RF_FAMILIES.values(), *RF_UNITLESS.values())


class RfSettingsCollector(RfCollector):
    """What each input should receive."""

    route = BY_KEY["rf_settings"]
    families = (INPUT_INFO, STATE, *RF_FAMILIES.values(), *RF_UNITLESS.values())

    def describe(self, rows: Sequence[Record]) -> Iterable[Family]:
        """``vos_rf_input_info``."""
        about = INPUT_INFO.family()
        for record in rows:
            about.add(1, record.id, *map(record.text, _INFO_LABELS.values()))
        return (about,)
