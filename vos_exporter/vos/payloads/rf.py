"""RF cards: three routes known by path only (docs/vos-api.md#platform-configuration).

The concepts are those of comparable DVB-S, S2 and S2X receivers; every key and every unit here is assumed. A
key that names its unit (``frequencyKHz``) is a field of its own.
"""

from vos_exporter.vos.fields import Field, FieldTable, Unit

_PLACE = (
    Field("card", ("card", "cardId", "cardIndex", "slot", "slotId", "board"), Unit.TEXT),
    Field("port", ("port", "portId", "portIndex", "rfPort", "connector"), Unit.TEXT),
    Field(
        "demodulator",
        ("demodulator", "demod", "demodId", "demodulatorId", "tuner", "tunerId"),
        Unit.TEXT,
    ),
    Field("name", ("name", "rfInputName", "inputName", "label"), Unit.TEXT),
)

_RECEPTION = (
    Field(
        "locked",
        ("locked", "lock", "lockStatus", "signalLock", "lockState", "isLocked", "carrierLock", "demodLock"),
        Unit.BOOLEAN,
    ),
    Field(
        "level",
        (
            "rfLevel",
            "level",
            "signalLevel",
            "power",
            "inputLevel",
            "inputPower",
            "rfPower",
            "levelDbm",
            "rssi",
        ),
        Unit.DBM,
    ),
    Field("level", ("levelPercent", "signalStrengthPercent", "signalLevelPercent"), Unit.PERCENT),
    Field(
        "carrier_to_noise",
        ("cn", "cnr", "cToN", "carrierToNoise", "carrierToNoiseRatio", "cOverN", "cnDb"),
        Unit.DB,
    ),
    Field("es_n0", ("esNo", "esN0", "esOverN0", "esToNo", "esn0Db"), Unit.DB),
    Field("eb_n0", ("ebNo", "ebN0", "ebOverN0", "ebToNo", "ebn0Db"), Unit.DB),
    Field("mer", ("mer", "snr", "modulationErrorRatio", "merDb", "signalToNoise", "snrDb"), Unit.DB),
    Field(
        "margin",
        ("cnMargin", "margin", "linkMargin", "carrierToNoiseMargin", "noiseMargin", "marginDb"),
        Unit.DB,
    ),
    Field(
        "margin_threshold",
        ("marginThreshold", "marginLowThreshold", "cnMarginThreshold", "marginAlarmThreshold"),
        Unit.DB,
    ),
)

_ERRORS = (
    Field(
        "pre_fec_bit_errors",
        ("preBer", "berPre", "preFecBer", "preViterbiBer", "preLdpcBer", "berBeforeFec", "channelBer"),
        Unit.RATIO,
    ),
    Field(
        "post_fec_bit_errors",
        ("ber", "postBer", "berPost", "postFecBer", "postViterbiBer", "postLdpcBer", "berAfterFec"),
        Unit.RATIO,
    ),
    Field("packet_errors", ("per", "packetErrorRate", "packetErrorRatio", "frameErrorRate"), Unit.RATIO),
    Field(
        "corrected",
        ("corrected", "correctedPackets", "correctedBlocks", "correctedCodewords", "corr", "fecCorrected"),
        Unit.COUNT,
    ),
    Field(
        "uncorrected",
        (
            "uncorrected", "uncorrectedPackets", "uncorrectedBlocks", "uncorrectable",
            "uncorrectableCodewords", "uncorr", "uncorrectedErrors", "fecUncorrected",
        ),
        Unit.COUNT,
    ),
)  # fmt: skip

_TUNING = (
    Field(
        "frequency",
        ("frequency", "rfFrequency", "downlinkFrequency", "centerFrequency", "freq", "frequencyMHz"),
        Unit.MEGAHERTZ,
    ),
    Field("frequency", ("frequencyHz",), Unit.HERTZ),
    Field("frequency", ("frequencyKHz",), Unit.KILOHERTZ),
    Field("frequency", ("frequencyGHz",), Unit.GIGAHERTZ),
    Field(
        "local_oscillator",
        (
            "loFrequency",
            "lo",
            "localOscillator",
            "localOscillatorFrequency",
            "lnbFrequency",
            "lnbLo",
            "loFrequencyMHz",
        ),
        Unit.MEGAHERTZ,
    ),
    Field("local_oscillator", ("loFrequencyHz",), Unit.HERTZ),
    Field("local_oscillator", ("loFrequencyKHz",), Unit.KILOHERTZ),
    Field("local_oscillator", ("loFrequencyGHz",), Unit.GIGAHERTZ),
    Field(
        "symbol_rate",
        ("symbolRate", "symRate", "baudRate", "symbolRateMsps", "symbolRateMBaud"),
        Unit.MEGASYMBOLS_PER_SECOND,
    ),
    Field("symbol_rate", ("symbolRateKsps", "symbolRateKBaud"), Unit.KILOSYMBOLS_PER_SECOND),
    Field("symbol_rate", ("symbolRateSps", "symbolRateBaud"), Unit.SYMBOLS_PER_SECOND),
    Field("roll_off", ("rollOff", "rollOffFactor", "alpha"), Unit.RATIO),
    Field("roll_off", ("rollOffPercent",), Unit.PERCENT),
    Field("lnb_voltage", ("lnbVoltage", "lnbPower", "lnbSupplyVoltage", "lnbVolts"), Unit.VOLTS),
    Field(
        "lnb_tone",
        ("lnbTone", "tone", "tone22kHz", "tone22k", "lnb22kHz", "22kHzTone", "22kTone", "22kHz"),
        Unit.BOOLEAN,
    ),
    Field("standard", ("standard", "modulationStandard", "deliverySystem", "dvbMode"), Unit.TEXT),
    Field("modulation", ("modulation", "modulationType", "constellation", "modcod"), Unit.TEXT),
    Field("code_rate", ("fec", "codeRate", "fecRate", "innerFec"), Unit.TEXT),
    Field("polarization", ("polarization", "polarisation", "polarity", "pol"), Unit.TEXT),
    Field("satellite", ("satellite", "satelliteName", "orbitalPosition"), Unit.TEXT),
)

RF = FieldTable(
    identity=tuple(entry.aliases for entry in _PLACE[:3]),
    own_id=("id", "rfInputId", "inputId", "tunerId", "name", "port", "demodulator", "demod", "tuner"),
    fields=(*_PLACE, *_RECEPTION, *_ERRORS, *_TUNING),
)
"""Any of the three routes may hold any of the concepts."""

RF_STATISTICS = RF
RF_MONITORINGS = RF
RF_SETTINGS = RF
