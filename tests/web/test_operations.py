"""Health, reload, log level: what works, for whom, and that no scrape is lost."""

import asyncio
import concurrent.futures
import io
from pathlib import Path

import httpx
import pytest
import yaml

from tests.kits.door import CANARY, Door, opened, target_yaml, wait_until, write_config
from vos_exporter import logs
from vos_exporter.config import load
from vos_exporter.exporter import Exporter
from vos_exporter.simulator import Simulator
from vos_exporter.web.app import Options, build


def test_ready_means_listening_and_healthy_does_not(config: Path) -> None:
    async def statuses(client: httpx.AsyncClient) -> tuple[int, int]:
        return (await client.get("/-/healthy")).status_code, (await client.get("/-/ready")).status_code

    async def life() -> list[tuple[int, int]]:
        app = build(Exporter(lambda: load(str(config))))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            before = await statuses(client)
            async with app.router.lifespan_context(app):
                during = await statuses(client)
            return [before, during, await statuses(client)]

    assert asyncio.run(life()) == [(200, 503), (200, 200), (200, 503)]


@pytest.mark.parametrize(("path", "method"), [("/-/reload", "POST"), ("/-/log-level", "PUT")])
def test_without_the_flag_there_is_no_lifecycle(config: Path, path: str, method: str) -> None:
    with opened(config) as door:
        answer = door.ask(path, method)
        assert (answer.status, "--web.enable-lifecycle" in answer.text) == (404, True)


def test_a_reload_takes_the_new_targets(vos: Simulator, door: Door) -> None:
    write_config(door.config, target_yaml(vos, "headend-b"), target_yaml(vos, "headend-c"))
    assert door.ask("/-/reload", "POST").status == 200
    assert [group["targets"] for group in door.ask("/sd").json()] == [["headend-b"], ["headend-c"]]
    assert door.ask("/probe?target=headend-a").status == 404


def test_a_bad_file_leaves_the_old_configuration_working(door: Door) -> None:
    door.config.write_text(door.config.read_text() + "    timeuot: 5s\n")
    answer = door.ask("/-/reload", "POST")
    assert answer.status == 500
    assert "did you mean `timeout`?" in answer.text
    own = door.ask("/metrics").text
    assert "vos_up 1" in own
    assert "vos_exporter_config_last_reload_successful 0" in own


def test_an_unchanged_target_keeps_token_counters_and_history(vos: Simulator, door: Door) -> None:
    door.ask("/metrics?collect[]=services")
    write_config(door.config, target_yaml(vos), target_yaml(vos, "headend-b"))
    assert door.ask("/-/reload", "POST").status == 200
    answer = door.ask("/probe?target=headend-a&collect[]=services").text
    assert 'vos_api_requests_total{route="services"} 2' in answer
    assert "vos_oauth2_token_requests_total 1" in answer
    kept, new = door.ask("/status?format=json").json()["targets"]
    assert (len(kept["recent_scrapes"]), len(new["recent_scrapes"])) == (2, 0)


def test_a_scrape_in_flight_ends_on_the_configuration_it_began_with(tmp_path: Path) -> None:
    with (
        Simulator(services=1) as vos,
        opened(write_config(tmp_path / "v.yml", target_yaml(vos)), Options(lifecycle=True)) as door,
        concurrent.futures.ThreadPoolExecutor() as pool,
    ):
        vos.fault("services", "hold")
        asked = ["/metrics?collect[]=services", "/probe?target=headend-a&collect[]=services&debug=true"]
        waiting = [pool.submit(door.ask, path) for path in asked]
        wait_until(lambda: vos.requests.by_route["services"] == 2)
        write_config(door.config, target_yaml(vos, "headend-b"))
        assert door.ask("/-/reload", "POST").status == 200
        vos.clear_faults()
        assert all("vos_up 1" in one.result().text for one in waiting)


def test_a_reload_storm_under_load_loses_no_scrape(vos: Simulator, door: Door) -> None:
    versions = [target_yaml(vos, extra=f"    timeout: {10 + number}s\n") for number in (0, 1)]

    def reload(number: int) -> int:
        write_config(door.config.with_suffix(".new"), versions[number % 2]).replace(door.config)
        return door.ask("/-/reload", "POST").status

    def scrape(_: int) -> bool:
        return "vos_up 1" in door.ask("/probe?target=headend-a&collect[]=services").text

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        scrapes = [pool.submit(scrape, number) for number in range(150)]
        reloads = [reload(number) for number in range(40)]
        assert [one.result() for one in scrapes] == [True] * 150
    assert reloads == [200] * 40


def test_a_page_of_another_origin_may_not_reload(door: Door) -> None:
    here = door.url.removeprefix("http://")
    assert door.ask("/-/reload", "POST", origin="https://evil.example").status == 403
    assert door.ask("/-/reload", "POST", origin="null").status == 403
    assert door.ask("/-/reload", "POST", origin=f"http://{here}", host=here).status == 200
    assert door.ask("/-/reload", "GET").status == 405


def test_the_log_level_is_told_and_changed(door: Door, written: io.StringIO) -> None:
    assert door.ask("/-/log-level").text == "error\n"
    assert door.ask("/-/log-level", "PUT", b"debug").text == "debug\n"
    assert logs.current_level() == "debug"
    assert door.ask("/-/log-level", "PUT", b'"warn"').text == "warn\n"
    assert "the log level was changed" in written.getvalue()


@pytest.mark.parametrize("body", [b"loud", b"", b"x" * 10_000, b"\xff", b'"debug'])
def test_a_wrong_log_level_changes_nothing(door: Door, written: io.StringIO, body: bytes) -> None:
    answer = door.ask("/-/log-level", "PUT", body)
    assert (answer.status, answer.text) == (400, "The log level is one of debug, info, warn, error.\n")
    assert logs.current_level() == "error"


def test_the_configuration_is_shown_without_secrets(vos: Simulator, tmp_path: Path) -> None:
    extra = f"    proxy_url: http://user:{CANARY}@proxy.example.com:3128\n"
    with opened(write_config(tmp_path / "v.yml", target_yaml(vos, extra=extra))) as door:
        text, data = door.ask("/config").text, door.ask("/config", accept="application/json").json()
    assert yaml.safe_load(text) == data
    assert data["targets"][0]["auth"]["client_secret"] == "<secret>"
    assert CANARY not in text
    assert vos.client_secret not in text


@pytest.mark.parametrize("name", ["key", "api-key", "x-api-key", "pwd", "sig", "session", "jwt", "limit"])
def test_the_configuration_shows_no_parameter_of_the_operators_own(
    vos: Simulator, tmp_path: Path, name: str
) -> None:
    """F19: what is a credential cannot be told by what it is called."""
    extra = f"    routes: {{notifications: {{params: {{{name}: {CANARY}, result_count: 7}}}}}}\n"
    with opened(write_config(tmp_path / "v.yml", target_yaml(vos, extra=extra))) as door:
        shown = door.ask("/config", accept="application/json")
    assert CANARY not in shown.text
    params = shown.json()["targets"][0]["routes"]["notifications"]["params"]
    assert (params[name], params["result_count"]) == ("<secret>", "7")


def test_the_configuration_shows_a_redirect_address_without_secrets(vos: Simulator, tmp_path: Path) -> None:
    """F19."""
    auth = f"{{client_id: {vos.client_id}, client_secret: {vos.client_secret}}}"
    uri = f"https://user:{CANARY}@localhost:1/back?key={CANARY}"
    config = target_yaml(vos).replace(auth, f'{auth[:-1]}, redirect_uri: "{uri}"}}')
    with opened(write_config(tmp_path / "v.yml", config)) as door:
        shown = door.ask("/config", accept="application/json")
    assert CANARY not in shown.text
    assert shown.json()["targets"][0]["auth"]["redirect_uri"] == "https://localhost:1/back"


def test_a_file_that_is_gone_since_it_was_checked_costs_its_target_and_is_named(
    vos: Simulator, tmp_path: Path
) -> None:
    authority = tmp_path / "vos-ca.pem"
    authority.write_bytes(vos.ca_file.read_bytes())
    text = target_yaml(vos).replace(str(vos.ca_file), str(authority))
    with opened(write_config(tmp_path / "vos.yml", text, target_yaml(vos, "headend-b"))) as door:
        authority.unlink()
        told = door.ask("/probe?target=headend-a&debug=true").text
        assert "vos_up 0\n" in told
        assert 'vos_api_request_errors_total{route="services",reason="tls"} 1\n' in told
        assert "vos_up 1\n" in door.ask("/probe?target=headend-b").text
