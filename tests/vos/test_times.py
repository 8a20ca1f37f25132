"""Times of the API for people."""

import pytest

from vos_exporter.vos.times import stamp


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
