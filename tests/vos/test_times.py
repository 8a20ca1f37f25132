"""Times of the API: told by magnitude and form, and told to people."""

import pytest

from vos_exporter.vos.times import epoch_seconds, stamp


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [
        (1_700_000_000_123, "2023-11-14T22:13:20.123+00:00"),
        (0, "1970-01-01T00:00:00.000+00:00"),
        (-1, "1969-12-31T23:59:59.999+00:00"),
        (None, None),
        (1e18, None),
        (float("inf"), None),
        (float("nan"), None),
    ],
)
def test_what_a_calendar_knows_is_rfc_3339_in_utc(milliseconds: float | None, expected: str | None) -> None:
    assert stamp(milliseconds) == expected


AT = 1_699_999_000.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1_699_999_000, AT),
        (1_699_999_000.5, AT + 0.5),
        (1_699_999_000_000, AT),
        (1_699_999_000_000_000, AT),
        (1_699_999_000_000_000_000, AT),
        ("1699999000000", AT),
        ("2023-11-14T21:56:40Z", AT),
        ("2023-11-14T21:56:40.500000000Z", AT + 0.5),
        ("2023-11-14T22:56:40.000+0100", AT),
        ("2023-11-14 21:56:40", AT),
        ("Tue, 14 Nov 2023 21:56:40 GMT", AT),
    ],
)
def test_a_plausible_date_is_read_whatever_it_is_counted_in(value: object, seconds: float) -> None:
    assert epoch_seconds(value) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        -5,
        42,
        9e20,
        10**400,
        {},
        None,
        True,
        "2023-13-45T99:00:00Z",
        "0000-00-00",
        "0001-01-01",
        "1" * 65,
        "Tue, 14 Nov 20233333 21:56:40 GMT",
        "1999-12-31",
        "9999-12-31T23:59:59+00:00",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
    ],
)
def test_what_is_no_plausible_date_is_none(value: object) -> None:
    assert epoch_seconds(value) is None
