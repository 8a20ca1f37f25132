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


@pytest.mark.parametrize(
    ("finishing", "offset", "budget"), [(0.0, 0.5, 9.5), (0.3, 0.5, 9.5), (2.0, 3.0, 7.0), (9.0, 13.5, 5.0)]
)
def test_more_is_kept_back_for_a_target_whose_last_answer_took_long_to_finish(
    finishing: float, offset: float, budget: float
) -> None:
    announced = Announced("10", 0.5).after(finishing)
    assert announced.offset == pytest.approx(offset)
    assert announced.budget(20) == pytest.approx(budget)


@pytest.mark.parametrize(("offset", "grace"), [(0.0, 0.25), (0.5, 0.4), (3.0, 2.4)])
def test_of_what_is_kept_back_most_is_for_putting_the_answer_together(offset: float, grace: float) -> None:
    assert Announced("10", offset).grace == pytest.approx(grace)


def test_a_timeout_with_an_underscore_is_malformed() -> None:
    assert Announced("1_0", 0.5).budget(30) == 30
