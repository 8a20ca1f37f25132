"""How long a scrape may take: what Prometheus says it waits, less the offset."""

import pytest

from vos_exporter.web.budget import Announced


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, 10), ("", 10), ("5s", 10), ("nan", 10), ("inf", 10), ("1e400", 10), ("0", 10), ("-3", 10),
        ("5", 4.5), (" 5 ", 4.5), ("0.4", 0.2), ("1", 0.5), ("60", 10),
    ],
)  # fmt: skip
def test_the_budget_is_what_prometheus_waits_less_the_offset(header: str | None, expected: float) -> None:
    assert Announced(header, 0.5).budget(10) == expected


def test_a_timeout_with_an_underscore_is_malformed() -> None:
    assert Announced("1_0", 0.5).budget(30) == 30
