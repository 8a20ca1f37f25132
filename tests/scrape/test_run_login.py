"""The scrape and the login together: one login, one renewal, a breaker that shows."""

import asyncio
from pathlib import Path

import msgspec

from tests.kits.scraping import Answer, run, scrape, settings
from vos_exporter.config import Auth, AuthMethod, Credential
from vos_exporter.secret import Secret
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target


def test_one_login_serves_many_scrapes_over_connections_that_stay() -> None:
    async def work(target: Target) -> Answer:
        await scrape(target)
        simulator.requests.reset()
        for _ in range(5):
            answer = await scrape(target)
        return answer

    with Simulator() as simulator:
        answer = run(work, settings(simulator))
        assert simulator.requests.token_requests == 0
        assert simulator.requests.connections == 0
    assert answer.value("vos_oauth2_token_requests_total") == 1


def test_a_revoked_token_is_renewed_once_for_all_routes() -> None:
    async def work(target: Target) -> Answer:
        await scrape(target)
        simulator.revoke_tokens()
        return await scrape(target)

    with Simulator() as simulator:
        answer = run(work, settings(simulator))
        assert simulator.requests.token_requests == 2
    assert set(answer.outcomes().values()) == {"ok", "disabled"}
    assert answer.value("vos_oauth2_token_requests_total") == 2


def test_a_wrong_secret_is_tried_once_and_then_the_breaker_shows() -> None:
    async def work(target: Target) -> list[Answer]:
        return [await scrape(target) for _ in range(5)]

    with Simulator() as simulator:
        base = settings(simulator)
        wrong = msgspec.structs.replace(base.auth, client_secret=Credential(value=Secret("wrong")))
        answers = run(work, msgspec.structs.replace(base, auth=wrong))
        assert simulator.requests.token_requests == 1
        assert simulator.requests.by_route["services"] == 0
    for number, answer in enumerate(answers, start=1):
        assert answer.value("vos_up") == 0
        assert answer.value("vos_oauth2_login_blocked") == 1
        assert answer.value("vos_oauth2_token_request_errors_total", reason="auth") == 1
        assert answer.value("vos_api_request_errors_total", route="services", reason="auth") == number


def test_a_rotated_secret_file_is_picked_up_by_the_next_scrape(tmp_path: Path) -> None:
    async def work(target: Target) -> Answer:
        await scrape(target)
        file.write_text(simulator.rotate_secret())
        simulator.revoke_tokens()
        return await scrape(target)

    file = tmp_path / "secret"
    with Simulator() as simulator:
        file.write_text(simulator.client_secret)
        base = settings(simulator)
        auth = msgspec.structs.replace(base.auth, client_secret=Credential(file=str(file)))
        answer = run(work, msgspec.structs.replace(base, auth=auth))
    assert answer.value("vos_up") == 1
    assert set(answer.outcomes().values()) == {"ok", "disabled"}


def test_the_other_ways_in_work_too() -> None:
    def auth(method: AuthMethod) -> Auth:
        return Auth(
            method=method,
            client_id=Credential(value=Secret(simulator.client_id)),
            client_secret=Credential(value=Secret(simulator.client_secret)),
            username=Credential(value=Secret(simulator.username)),
            password=Credential(value=Secret(simulator.password)),
        )

    with Simulator() as simulator:
        for method in (AuthMethod.AUTHORIZATION_CODE, AuthMethod.BASIC):
            answer = run(scrape, settings(simulator, auth=auth(method)))
            assert answer.value("vos_up") == 1
            assert answer.value("vos_target_info", auth_method=method.value, tls_verified="true") == 1


def test_the_token_end_and_the_certificate_end_are_known() -> None:
    with Simulator(not_after_days=10) as simulator:
        answer = run(scrape, settings(simulator))
        now = simulator.world.clock()
    ends = answer.number("vos_api_tls_certificate_not_after_timestamp_seconds")
    assert abs(ends - now - 10 * 86_400) < 3_600
    assert answer.number("vos_oauth2_token_expiry_timestamp_seconds") > now


def test_a_skewed_clock_shows() -> None:
    with Simulator() as simulator:
        simulator.skew_clock(120)
        skew = run(scrape, settings(simulator)).number("vos_api_clock_skew_seconds")
    assert abs(skew - 120) < 10


def test_a_login_that_hangs_costs_one_budget_and_names_itself() -> None:
    async def work(target: Target) -> tuple[Answer, Answer]:
        hung = await scrape(target, budget=0.5)
        simulator.clear_faults()
        await asyncio.sleep(0)
        return hung, await scrape(target)

    with Simulator() as simulator:
        simulator.fault("token", "hold")
        hung, well = run(work, settings(simulator))
    assert hung.value("vos_up") == 0
    assert hung.value("vos_api_request_errors_total", route="services", reason="timeout") == 1
    assert well.value("vos_up") == 1
