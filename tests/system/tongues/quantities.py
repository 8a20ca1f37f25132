"""How the field spells what it measures: names, units, and the ranges of a working plant.

Written from vendors' manuals and the habits of Kubernetes, Prometheus and Spring; no table of the exporter
was read for it, and none may be imported here.
"""

from tests.system.tongues.measuring import Quantity, Unit

PERCENT = Unit(
    ("Percent", "Pct"), (" %", "%", " percent"), ("%", "percent", "Percent"), 0.01, "ratio", "percent"
)
SHARE = Unit(("Ratio",), (), ("ratio",), 1, "ratio", "ratio")
CORES = Unit(("Cores",), (" cores",), ("cores",), 1, "cores", "cores")
MILLICORES = Unit(("Millicores",), ("m", " millicores"), ("millicores", "m"), 1e-3, "cores", "millicores")
BYTES = Unit(("Bytes",), (" bytes", " B"), ("bytes", "B"), 1, "bytes", "bytes")
MEGABYTES = Unit(("MB", "InMB"), (" MB", "MB"), ("MB",), 1e6, "bytes", "megabytes")
MEBIBYTES = Unit(("MiB",), (" MiB", "Mi"), ("MiB",), 2**20, "bytes", "mebibytes")
GIBIBYTES = Unit(("GiB",), (" GiB", "Gi"), ("GiB",), 2**30, "bytes", "gibibytes")
KIBIBYTES = Unit(("KiB",), (" KiB", "Ki"), ("KiB",), 2**10, "bytes", "kibibytes")
DBM = Unit(("Dbm",), (" dBm", "dBm"), ("dBm",), 1, "dbm", "dbm")
DB = Unit(("Db",), (" dB", "dB"), ("dB",), 1, "db", "db")
HERTZ = Unit(("Hz",), (" Hz",), ("Hz",), 1, "hertz", "hertz")
KILOHERTZ = Unit(("KHz",), (" kHz", "kHz"), ("kHz", "KHz"), 1e3, "hertz", "kilohertz")
MEGAHERTZ = Unit(("MHz",), (" MHz", "MHz"), ("MHz",), 1e6, "hertz", "megahertz")
GIGAHERTZ = Unit(("GHz",), (" GHz",), ("GHz",), 1e9, "hertz", "gigahertz")
MEGASYMBOLS = Unit(
    ("Msps", "MBaud"),
    (" Msps", " MBaud", " Msym/s"),
    ("Msps", "MBaud"),
    1e6,
    "symbols",
    "megasymbols_per_second",
)
KILOSYMBOLS = Unit(
    ("Ksps",), (" ksps", " kSym/s"), ("ksps", "kSym/s"), 1e3, "symbols", "kilosymbols_per_second"
)
BITS = Unit(("Bps",), (" bps", " bit/s"), ("bps", "bit/s"), 0.125, "bytes per second", "bits_per_second")
KILOBITS = Unit(
    ("Kbps",), (" kbps", " kbit/s"), ("kbps", "kbit/s"), 125, "bytes per second", "kilobits_per_second"
)
MEGABITS = Unit(
    ("Mbps",),
    (" Mbps", "Mbps", " Mbit/s"),
    ("Mbps", "Mbit/s"),
    125e3,
    "bytes per second",
    "megabits_per_second",
)
VOLTS = Unit(("Volts",), (" V", "V"), ("V", "volts"), 1, "volts", "volts")
ERRORS = Unit((), (), (), 1, "error ratio", "ratio")
PACKETS = Unit((), (), (), 1, "packets", "count")
POINTS = Unit((), (), (), 1, "points", "count")


def processor(owner: str, most: float) -> Quantity:
    """CPU of a node, pod or server that may use up to ``most`` cores."""
    return Quantity(
        ("cpu", "cpu usage", "cpu utilization", "cpu load"),
        {"ratio": f"vos_{owner}_cpu_usage_ratio", "cores": f"vos_{owner}_cpu_usage_cores"},
        {"ratio": (0.01, 0.99), "cores": (0.05, most)},
        (PERCENT, SHARE, CORES, MILLICORES),
        concept="cpu",
    )


def memory(owner: str) -> Quantity:
    """Memory of a node, pod or server."""
    return Quantity(
        ("memory", "memory usage", "memory used", "used memory", "mem"),
        {"ratio": f"vos_{owner}_memory_usage_ratio", "bytes": f"vos_{owner}_memory_usage_bytes"},
        {"ratio": (0.01, 0.99), "bytes": (2e8, 2e11)},
        (PERCENT, BYTES, MEGABYTES, MEBIBYTES, GIBIBYTES, KIBIBYTES),
        totals=(("memory used", "memory total"), ("used memory", "total memory")),
        concept="memory",
    )


def decibels(family: str, *names: str) -> Quantity:
    """A ratio that everybody tells in dB, so that its name is enough."""
    return Quantity(names, {"db": family}, {"db": (1, 25)}, (DB,), by_name=True)


def error_ratio(family: str, *names: str) -> Quantity:
    """A share of bits or packets in error."""
    return Quantity(
        names,
        {"error ratio": family},
        {"error ratio": (1e-9, 1e-3)},
        (ERRORS,),
        by_name=True,
        scientific=True,
    )


def packets(family: str, *names: str) -> Quantity:
    """Packets counted since the card started."""
    return Quantity(names, {"packets": family}, {"packets": (0, 9e6)}, (PACKETS,), by_name=True, whole=True)


def _frequency(family: str, low: float, high: float, *names: str) -> Quantity:
    return Quantity(
        names, {"hertz": family}, {"hertz": (low, high)}, (HERTZ, KILOHERTZ, MEGAHERTZ, GIGAHERTZ)
    )


LEVEL = Quantity(
    ("level", "rf level", "signal level", "input level", "input power"),
    {"dbm": "vos_rf_level_dbm", "ratio": "vos_rf_level_ratio"},
    {"dbm": (-75, -20), "ratio": (0.1, 0.99)},
    (DBM, DBM, PERCENT),
    concept="level",
)
CARRIER_TO_NOISE = decibels(
    "vos_rf_carrier_to_noise_db", "cn", "cnr", "carrier to noise", "carrier to noise ratio"
)
MER = decibels("vos_rf_mer_db", "mer", "modulation error ratio")
MARGIN = decibels("vos_rf_margin_db", "margin", "link margin", "cn margin")
ES_N0 = decibels("vos_rf_es_n0_db", "esN0", "esNo")
EB_N0 = decibels("vos_rf_eb_n0_db", "ebN0", "ebNo")
PRE_FEC = error_ratio("vos_rf_pre_fec_bit_error_ratio", "pre fec ber", "pre viterbi ber", "ber pre fec")
POST_FEC = error_ratio("vos_rf_post_fec_bit_error_ratio", "post fec ber", "post viterbi ber", "ber post fec")
PACKET_ERRORS = error_ratio("vos_rf_packet_error_ratio", "per", "packet error rate", "packet error ratio")
CORRECTED = packets("vos_rf_corrected_packets_total", "corrected", "corrected packets", "corrected blocks")
UNCORRECTED = packets(
    "vos_rf_uncorrected_packets_total",
    "uncorrected",
    "uncorrected packets",
    "uncorrected blocks",
    "uncorrectable",
)
FREQUENCY = _frequency(
    "vos_rf_frequency_hertz", 10.7e9, 12.75e9, "frequency", "downlink frequency", "rf frequency"
)
OSCILLATOR = _frequency(
    "vos_rf_local_oscillator_frequency_hertz", 9.7e9, 10.6e9, "lo frequency", "local oscillator frequency"
)
SYMBOL_RATE = Quantity(
    ("symbol rate", "baud rate"), {"symbols": "vos_rf_symbol_rate_symbols_per_second"},
    {"symbols": (1e6, 45e6)},
    (MEGASYMBOLS, KILOSYMBOLS), concept="symbol_rate",
)  # fmt: skip
ROLL_OFF = Quantity(
    ("roll off", "roll off factor"), {"ratio": "vos_rf_roll_off_ratio"}, {"ratio": (0.05, 0.35)}, (PERCENT,)
)
VOLTAGE = Quantity(
    ("lnb voltage", "lnb supply voltage"),
    {"volts": "vos_rf_lnb_voltage_volts"},
    {"volts": (12, 19)},
    (VOLTS,),
    by_name=True,
)
BITRATE = Quantity(
    ("bitrate", "bit rate", "output bitrate", "current bitrate"),
    {"bytes per second": "vos_cloudlink_output_bytes_per_second"}, {"bytes per second": (1e4, 5e6)},
    (BITS, KILOBITS, MEGABITS), concept="bitrate",
)  # fmt: skip
STORAGE = Quantity(
    ("used storage", "storage used"), {"bytes": "vos_origin_task_used_storage_bytes"}, {"bytes": (1e9, 1e13)},
    (MEGABYTES, MEBIBYTES, GIBIBYTES, BYTES),
)  # fmt: skip
INGEST_POINTS = Quantity(
    ("num associated ingest points",), {"points": "vos_origin_task_ingest_points"},
    {"points": (0, 40)}, (POINTS,),
    by_name=True, whole=True,
)  # fmt: skip
