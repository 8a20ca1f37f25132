"""One table says what numbers are counted in, and how keys and texts say it."""

import pytest

from vos_exporter.vos.units import BY_UNIT, UNITS, BaseUnit, Unit, scaled, stems, unit_of_text

EVERY = tuple(BaseUnit)


def test_every_unit_has_one_row() -> None:
    assert [row.unit for row in UNITS] == list(Unit)
    assert BY_UNIT.keys() == set(Unit)


@pytest.mark.parametrize(
    ("said", "possible", "unit"),
    [
        ("%", EVERY, Unit.PERCENT),
        (" Percent ", EVERY, Unit.PERCENT),
        ("m", (BaseUnit.CORES,), Unit.MILLICORES),
        ("m", (BaseUnit.HERTZ,), None),
        ("Gi", (BaseUnit.BYTES,), Unit.GIBIBYTES),
        ("GB", (BaseUnit.BYTES,), Unit.GIGABYTES),
        ("Mbps", EVERY, Unit.MEGABITS_PER_SECOND),
        ("MBps", EVERY, Unit.MEGABYTES_PER_SECOND),
        ("MB/s", EVERY, Unit.MEGABYTES_PER_SECOND),
        ("Mb/s", EVERY, Unit.MEGABITS_PER_SECOND),
        ("mb/s", EVERY, None),
        ("DBM", EVERY, Unit.DBM),
        ("dB", (BaseUnit.BYTES,), None),
        ("kSym/s", EVERY, Unit.KILOSYMBOLS_PER_SECOND),
        ("wibbles", EVERY, None),
    ],
)
def test_a_text_names_a_unit(said: str, possible: tuple[BaseUnit, ...], unit: Unit | None) -> None:
    assert unit_of_text(said, possible) is unit


@pytest.mark.parametrize(
    ("key", "stem", "unit"),
    [
        ("cpuPercent", "cpu", Unit.PERCENT),
        ("usedMemoryInMB", "usedmemory", Unit.MEGABYTES),
        ("frequency_khz", "frequency", Unit.KILOHERTZ),
        ("memoryMiB", "memory", Unit.MEBIBYTES),
        ("bitrateBps", "bitrate", Unit.BITS_PER_SECOND),
    ],
)
def test_a_key_ends_in_its_unit(key: str, stem: str, unit: Unit) -> None:
    name = "".join(filter(str.isalnum, key)).lower()
    assert (stem, unit) in set(stems(key, name, EVERY))


@pytest.mark.parametrize("key", ["memoryMb", "throughputMBps", "rateKBps"])
def test_a_key_that_may_mean_bits_or_bytes_says_nothing(key: str) -> None:
    assert list(stems(key, key.lower(), EVERY)) == []


def test_a_share_of_percent_has_no_digits_of_its_own() -> None:
    assert scaled(57, 0.01) == 0.57
    assert scaled(2, 1e6) == 2e6
