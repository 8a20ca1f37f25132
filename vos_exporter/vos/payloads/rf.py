"""RF cards: three routes known by path only (docs/vos-api.md).

The concepts are those of comparable DVB-S, S2 and S2X receivers; every key here is assumed. A quantity that
has only one unit in the field says it by its name; any other is counted in what its key, its text, a key
beside it or the operator says.
"""

from dataclasses import replace

from vos_exporter.vos.fields import Field, FieldTable, flag, numeric, spellings, text
from vos_exporter.vos.numbers import Measure
from vos_exporter.vos.states import LOCK_STATE, SWITCH
from vos_exporter.vos.units import BaseUnit, Range, Unit

_PLACE = (
    text("card", "card", "cardId", "cardIndex", "slot", "slotId", "board"),
    text("port", "port", "portId", "portIndex", "rfPort", "connector"),
    text("demodulator", "demodulator", "demod", "demodId", "demodulatorId", "tuner", "tunerId"),
    text("name", "name", "rfInputName", "inputName", "label"),
)

_LEVEL = Measure((BaseUnit.DBM, BaseUnit.RATIO))
_IN_DB = Measure((BaseUnit.DB,), unit=Unit.DB)
_ERRORS_OF_ALL: Range = (0, 1)
_ERROR_RATIO = Measure((BaseUnit.RATIO,), _ERRORS_OF_ALL, Unit.RATIO)
_AMBIGUOUS = Measure((BaseUnit.RATIO,), _ERRORS_OF_ALL)
_PACKETS = Measure((BaseUnit.COUNT,), unit=Unit.COUNT)
_FREQUENCY = Measure((BaseUnit.HERTZ,))

_RECEPTION = (
    flag(
        "locked",
        ("locked", "lock", "lockStatus", "signalLock", "lockState", "isLocked", "carrierLock", "demodLock"),
        LOCK_STATE,
    ),
    text("state", "state", "monitoringState", "status", "alarmState", "rfState", "inputState"),
    numeric(
        "level",
        ("rfLevel", "level", "signalLevel", "power", "inputLevel", "inputPower", "rfPower", "rssi",
         "signalStrength", "signalPower"),
        _LEVEL,
    ),
    numeric(
        "carrier_to_noise",
        ("cn", "cnr", "cToN", "carrierToNoise", "carrierToNoiseRatio", "cOverN"),
        _IN_DB,
    ),
    numeric("es_n0", ("esNo", "esN0", "esOverN0", "esToNo"), _IN_DB),
    numeric("eb_n0", ("ebNo", "ebN0", "ebOverN0", "ebToNo"), _IN_DB),
    numeric("mer", ("mer", "snr", "modulationErrorRatio", "signalToNoise", "signalToNoiseRatio"), _IN_DB),
    numeric(
        "margin",
        ("cnMargin", "margin", "linkMargin", "carrierToNoiseMargin", "noiseMargin"),
        _IN_DB,
    ),
    numeric(
        "margin_threshold",
        ("marginThreshold", "marginLowThreshold", "cnMarginThreshold", "marginAlarmThreshold",
         "linkMarginThreshold"),
        _IN_DB,
    ),
)  # fmt: skip

_ERRORS = (
    numeric(
        "pre_fec_bit_errors",
        ("preFecBer", "preBer", "berPre", "berPreFec", "preViterbiBer", "preLdpcBer", "berBeforeFec",
         "channelBer", "preFecBitErrorRate", "preFecBitErrorRatio"),
        _ERROR_RATIO,
    ),
    numeric(
        "post_fec_bit_errors",
        ("postFecBer", "postBer", "berPost", "berPostFec", "postViterbiBer", "postLdpcBer", "berAfterFec",
         "postFecBitErrorRate", "postFecBitErrorRatio"),
        _ERROR_RATIO,
    ),
    numeric("bit_errors", ("ber", "bitErrorRate", "bitErrors"), _AMBIGUOUS),
    numeric("packet_errors", ("per", "packetErrorRate", "packetErrorRatio", "frameErrorRate"), _ERROR_RATIO),
    numeric(
        "corrected",
        ("corrected", "correctedPackets", "correctedBlocks", "correctedCodewords", "corr", "fecCorrected"),
        _PACKETS,
    ),
    numeric(
        "uncorrected",
        (
            "uncorrected", "uncorrectedPackets", "uncorrectedBlocks", "uncorrectable", "uncorrectablePackets",
            "uncorrectableBlocks", "uncorrectableCodewords", "uncorr", "uncorrectedErrors", "fecUncorrected",
        ),
        _PACKETS,
    ),
)  # fmt: skip

_TUNING = (
    numeric(
        "frequency",
        spellings(("frequency", "freq"), ("",), ("rf", "downlink", "center", "centre", "input", "tuned")),
        _FREQUENCY,
    ),
    numeric(
        "local_oscillator",
        (
            "loFrequency",
            "lo",
            "localOscillator",
            "localOscillatorFrequency",
            "lnbFrequency",
            "lnbLo",
            "loFreq",
            "lnbLoFrequency",
        ),
        _FREQUENCY,
    ),
    numeric("symbol_rate", ("symbolRate", "symRate", "baudRate"), Measure((BaseUnit.SYMBOLS_PER_SECOND,))),
    numeric(
        "roll_off",
        ("rollOff", "alpha"),
        Measure((BaseUnit.RATIO,), (0, 1)),
        spoken=(("rollOffFactor", Unit.RATIO),),
    ),
    numeric(
        "lnb_voltage",
        ("lnbVoltage", "lnbSupplyVoltage", "lnbSupply"),
        Measure((BaseUnit.VOLTS,), unit=Unit.VOLTS),
        spoken=(("lnbVolts", Unit.VOLTS),),
    ),
    flag(
        "lnb_tone",
        ("lnbTone", "tone", "tone22kHz", "tone22k", "lnb22kHz", "22kHzTone", "22kTone", "22kHz"),
        SWITCH,
    ),
    text("standard", "standard", "modulationStandard", "deliverySystem", "dvbMode"),
    text("modulation", "modulation", "modulationType", "constellation", "modcod"),
    text("code_rate", "fec", "codeRate", "fecRate", "innerFec"),
    text("polarization", "polarization", "polarisation", "polarity", "pol"),
    text("satellite", "satellite", "satelliteName", "orbitalPosition"),
)

_WATCHED = frozenset({"locked", "margin", "carrier_to_noise", "post_fec_bit_errors"})


def _watching(concepts: frozenset[str], *fields: Field) -> tuple[Field, ...]:
    return tuple(replace(entry, watched=entry.concept in concepts) for entry in fields)


RF_SETTINGS = FieldTable(
    identity=tuple(entry.keys for entry in _PLACE[:3]),
    own_id=("id", "rfInputId", "inputId", "tunerId", "name", "port", "demodulator", "demod", "tuner"),
    fields=(*_PLACE, *_RECEPTION, *_ERRORS, *_TUNING),
)
"""Any of the three routes may hold any of the concepts."""

RF_MONITORINGS = RF_SETTINGS
RF_STATISTICS = replace(RF_SETTINGS, fields=_watching(_WATCHED, *RF_SETTINGS.fields))
