"""What a system does not have is unsupported: at once where the answer says so, else the third time."""

import pytest

from vos_exporter.client import Reason
from vos_exporter.config import default_routes
from vos_exporter.scrape.judging import judged
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.result import Outcome, RouteReport
from vos_exporter.vos.routes import BY_KEY

OK = RouteReport(outcome=Outcome.OK, started=0.0)


def failed(status: int | None = 400, refusal: str = "", not_json: bool = False) -> RouteReport:
    return RouteReport(
        outcome=Outcome.FAILED,
        reason=Reason.HTTP_4XX,
        started=0.0,
        status=status,
        refusal=refusal,
        not_json=not_json,
    )


def outcomes(key: str, *reports: RouteReport, beside: str = "services") -> list[Outcome]:
    """What became of ``key`` in scrapes that follow each other, while ``beside`` is ok."""
    ledgers, found = {route: RouteLedger() for route in BY_KEY}, []
    for report in reports:
        made = judged({key: report, beside: OK}, default_routes(), ledgers)
        ledgers[key].enter(made[key], 0.0)
        found.append(made[key].outcome)
    return found


@pytest.mark.parametrize("status", [204, 404, 405, 410, 501])
def test_a_status_that_says_it_is_not_there_says_it_at_once(status: int) -> None:
    assert outcomes("rf_statistics", failed(status)) == [Outcome.UNSUPPORTED]
    assert outcomes("sources", failed(status)) == [Outcome.UNSUPPORTED]


@pytest.mark.parametrize("refusal", ["status 400", "VOS answered an error object: error is set"])
def test_the_same_refusal_says_it_the_third_time_running(refusal: str) -> None:
    same = [failed(refusal=refusal)] * 3
    assert outcomes("rf_statistics", *same) == [Outcome.FAILED, Outcome.FAILED, Outcome.UNSUPPORTED]
    assert outcomes("sources", *same) == [Outcome.FAILED] * 3


def test_another_refusal_begins_anew() -> None:
    one, other = failed(refusal="status 400"), failed(refusal="status 422")
    assert outcomes("rf_statistics", one, one, other, one, failed(None)) == [Outcome.FAILED] * 5


def test_without_a_route_that_everybody_has_nothing_is_known() -> None:
    assert outcomes("rf_statistics", failed(404), beside="networks") == [Outcome.FAILED]


def test_a_route_that_was_there_once_has_failed() -> None:
    assert outcomes("rf_statistics", OK, failed(404))[-1] is Outcome.FAILED


def test_an_assumed_path_may_lead_to_a_page_or_a_lock() -> None:
    assert outcomes("nodes", failed(403)) == [Outcome.UNSUPPORTED]
    assert outcomes("nodes", failed(200, not_json=True)) == [Outcome.UNSUPPORTED]
    assert outcomes("rf_statistics", failed(403)) == [Outcome.FAILED]
