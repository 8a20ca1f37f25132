"""Asking for one target: filters, the story of a scrape, many targets, bounds."""

import concurrent.futures
import io
import re
import time
from pathlib import Path

import pytest

from tests.kits.door import CANARY, Door, opened, target_yaml, wait_until, write_config
from vos_exporter.simulator import Simulator
from vos_exporter.web.app import Options


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/probe", 400, "/probe?target=NAME"),
        ("/probe?target=nobody", 404, "no target of that name"),
        ("/probe?target=headend-a&collect[]=servces", 400, "the routes are services, sources"),
        ("/probe?target=headend-a&exclude[]=x", 400, "no such route: x"),
        ("/metrics?collect[]=x", 400, "no such route: x"),
        ("/probe?target=headend-a&debug=maybe", 400, "debug is true or false"),
    ],
)
def test_a_wrong_question_says_what_to_ask(door: Door, path: str, status: int, words: str) -> None:
    answer = door.ask(path)
    assert (answer.status, words in answer.text) == (status, True)


def test_filters_reduce_what_vos_is_asked(vos: Simulator, door: Door) -> None:
    door.ask("/metrics?collect[]=images")
    vos.requests.reset()
    answer = door.ask("/probe?target=headend-a&collect[]=services&collect[]=sources&exclude[]=sources")
    assert vos.requests.by_route == {"services": 1}
    assert set(re.findall(r'route="(\w+)"', answer.text)) == {"services"}


def test_the_story_of_a_scrape(door: Door) -> None:
    door.ask("/metrics")
    answer = door.ask(
        "/probe?target=headend-a&debug=true", x_prometheus_scrape_timeout_seconds="5", accept_encoding="gzip"
    )
    told = answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    for words in (
        "budget    4.500 s",
        "Prometheus said it waits '5' s, of which 0.5 s are kept back",
        "token     ends in 11 h",
        "logins    1 since start; failed: none",
        "rf_settings: unsupported: VOS answered 404",
        "services: vos_service_info 3 series",
        "# TYPE vos_up gauge",
        "vos_up 1",
    ):
        assert words in told
    (row,) = re.findall(r"^services +ok .*$", told, re.MULTILINE)
    assert re.fullmatch(
        r"services +ok +\d\.\d{3} +\d\.\d{3} +200 +\d+ +3 +- +/vos-api/configure/v1/services", row
    )


def test_the_story_asks_unsupported_routes_again_and_holds_its_own_log_lines(door: Door) -> None:
    door.ask("/metrics")
    told = door.ask("/probe?target=headend-a&debug=true").text
    assert re.search(r"^rf_settings +unsupported +\d\.\d+ +\d\.\d+ +404", told, re.MULTILINE)


def test_the_story_of_a_target_that_is_down_says_what_is_not_known(tmp_path: Path) -> None:
    with Simulator(services=1) as vos, opened(write_config(tmp_path / "v.yml", target_yaml(vos))) as door:
        vos.stop()
        told = door.ask("/probe?target=headend-a&debug=true").text
    assert "vos_up    0\n" in told
    assert "clock     VOS minus ours: not known\n" in told
    assert "token     no token, or one without a known end\n" in told
    assert "the certificate of VOS ends" not in told


def test_the_story_holds_log_lines_of_every_level(tmp_path: Path, written: io.StringIO) -> None:
    with Simulator(services=1) as vos, opened(write_config(tmp_path / "v.yml", target_yaml(vos))) as door:
        first = door.ask("/probe?target=headend-a&debug=true").text
        assert 'level=info msg="logged in"' in first
        vos.refuse_logins()
        vos.revoke_tokens()
        told = door.ask("/probe?target=headend-a&debug=true").text
    log = told.split("\nLog\n---\n")[1].split("\nMetrics\n")[0]
    assert 'level=warning msg="login failed"' in log
    assert "vos_up    0" in told
    assert "no login is tried now" in told


def test_the_story_tells_no_secret_no_token_and_no_query(tmp_path: Path) -> None:
    with Simulator(services=1, client_secret=CANARY) as vos:
        extra = f"    routes:\n      nodes: {{params: {{api_key: {CANARY}, limit: 5}}}}\n"
        with opened(write_config(tmp_path / "v.yml", target_yaml(vos, extra=extra))) as door:
            pages = [
                door.ask(path).text
                for path in ("/probe?target=headend-a&debug=true", "/", "/status?format=json", "/config")
            ]
            tokens = [seen.authorization for seen in vos.requests.recent]
    for page in pages:
        assert CANARY not in page
        assert not any(token.split()[-1] in page for token in tokens if token)
    assert "api_key=" not in pages[0]
    assert "api_key: <secret>" in pages[3]


def test_names_of_vos_steer_no_terminal(tmp_path: Path) -> None:
    body = '[{"id": "a", "name": "\\u001b[2J\\u202egnp\\u0007", "controlState": "A\\u001b[31mB"}]'
    with Simulator(services=1) as vos, opened(write_config(tmp_path / "v.yml", target_yaml(vos))) as door:
        vos.fault("services", "garbage", body)
        told = door.ask("/probe?target=headend-a&debug=true").text
    assert "\\u001b[2J\\u202egnp\\u0007" in told
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", told)


def test_a_stalled_target_holds_up_nobody(vos: Simulator, tmp_path: Path) -> None:
    with Simulator(services=1) as stalled:
        config = write_config(tmp_path / "v.yml", target_yaml(stalled, "slow"), target_yaml(vos, "fast"))
        with opened(config) as door, concurrent.futures.ThreadPoolExecutor() as pool:
            stalled.fault("*", "hold")
            waiting = pool.submit(door.ask, "/probe?target=slow")
            wait_until(lambda: stalled.requests.in_flight > 0)
            assert "vos_up 1" in door.ask("/probe?target=fast").text
            assert not waiting.done()
            stalled.clear_faults()
            assert waiting.result().status == 200


def test_hundreds_of_targets_are_in_one_process_and_discovered(vos: Simulator, tmp_path: Path) -> None:
    names = [f"headend-{number}" for number in range(200)]
    with opened(write_config(tmp_path / "v.yml", *(target_yaml(vos, name) for name in names))) as door:
        found = door.ask("/sd")
        assert found.headers["content-type"] == "application/json"
        assert [group["targets"] for group in found.json()] == [[name] for name in names]
        assert found.json()[0]["labels"] == {"__param_target": "headend-0", "__metrics_path__": "/probe"}
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            paths = [f"/probe?target={name}&collect[]=services" for name in names]
            answers = list(pool.map(door.ask, paths))
        assert [answer.status for answer in answers] == [200] * 200
        assert all("vos_up 1" in answer.text for answer in answers)
        assert "vos_up" not in door.ask("/metrics").text
        assert door.ask("/").status == 200


def test_more_scrapes_than_allowed_are_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    with Simulator(services=1) as vos:
        config = write_config(tmp_path / "v.yml", target_yaml(vos))
        with (
            opened(config, Options(max_requests=2)) as door,
            concurrent.futures.ThreadPoolExecutor() as pool,
        ):
            door.ask("/metrics")
            vos.fault("*", "hold")
            waiting = [pool.submit(door.ask, f"/metrics?collect[]={one}") for one in ("nodes", "pods")]
            wait_until(lambda: vos.requests.in_flight == 2)
            assert door.ask("/metrics?collect[]=images").status == 503
            assert "--web.max-requests" in door.ask("/metrics?collect[]=images").text
            assert door.ask("/").status == 200
            vos.clear_faults()
            assert [one.result().status for one in waiting] == [200, 200]
            assert door.ask("/metrics?collect[]=images").status == 200


def test_a_graph_and_a_scrape_come_through_one_door(tmp_path: Path) -> None:
    with Simulator(services=1) as vos:
        config = write_config(tmp_path / "v.yml", target_yaml(vos))
        with (
            opened(config, Options(max_requests=1)) as door,
            concurrent.futures.ThreadPoolExecutor() as pool,
        ):
            vos.fault("services", "hold")
            scraping = pool.submit(door.ask, "/metrics")
            wait_until(lambda: vos.requests.by_route["services"] == 1)
            refused = door.ask("/topology?target=headend-a")
            assert (refused.status, "--web.max-requests" in refused.text) == (503, True)
            assert int(refused.headers["retry-after"]) > 0
            vos.clear_faults()
            assert scraping.result().status == 200
            vos.fault("services", "hold")
            drawing = pool.submit(door.ask, "/topology?target=headend-a")
            wait_until(lambda: vos.requests.by_route["services"] == 2)
            assert door.ask("/metrics").status == 503
            vos.clear_faults()
            assert drawing.result().status == 200


def test_a_third_scrape_that_nobody_shares_is_told_when_to_come_again(tmp_path: Path) -> None:
    with Simulator(services=1) as vos:
        config = write_config(tmp_path / "v.yml", target_yaml(vos))
        with opened(config) as door, concurrent.futures.ThreadPoolExecutor() as pool:
            vos.fault("services", "hold")
            separate = [pool.submit(door.ask, "/metrics?debug=true") for _ in range(2)]
            wait_until(lambda: vos.requests.by_route["services"] == 2)
            refused = door.ask("/probe?target=headend-a&collect[]=images")
            assert (refused.status, "cannot be shared" in refused.text) == (503, True)
            assert 1 <= int(refused.headers["retry-after"]) <= 10
            shared = pool.submit(door.ask, "/metrics")
            wait_until(lambda: vos.requests.by_route["services"] == 3)
            vos.clear_faults()
            assert [one.result().status for one in (*separate, shared)] == [200] * 3


def test_who_joins_a_scrape_gets_it_in_the_format_it_asked_for(tmp_path: Path) -> None:
    with Simulator(services=1) as vos:
        config = write_config(tmp_path / "v.yml", target_yaml(vos))
        with opened(config) as door, concurrent.futures.ThreadPoolExecutor() as pool:
            vos.fault("services", "hold")
            text = pool.submit(door.ask, "/probe?target=headend-a")
            wait_until(lambda: vos.requests.by_route["services"] == 1)
            other = pool.submit(door.ask, "/probe?target=headend-a", Accept="application/openmetrics-text")
            wait_until(lambda: door.exporter.targets["headend-a"]._flights[0].waiting == 2)
            vos.clear_faults()
            answers = [text.result(), other.result()]
        assert vos.requests.by_route["services"] == 1
    assert [answer.headers["content-type"].partition(";")[0] for answer in answers] == [
        "text/plain",
        "application/openmetrics-text",
    ]
    samples = [[line for line in answer.text.splitlines() if line[0] != "#"] for answer in answers]
    assert samples[0] == samples[1]


def test_the_cpu_of_a_scrape_is_in_its_own_answer(tmp_path: Path) -> None:
    spent = 0.2
    with Simulator(services=1) as vos:
        config = write_config(tmp_path / "v.yml", target_yaml(vos))
        with opened(config) as door, concurrent.futures.ThreadPoolExecutor() as pool:
            vos.fault("services", "hold")
            waiting = pool.submit(door.ask, "/metrics")
            wait_until(lambda: vos.requests.by_route["services"] == 1)
            began = time.process_time()
            while time.process_time() < began + spent:
                pass
            vos.clear_faults()
            told = re.search(r"^process_cpu_seconds_total (\S+)$", waiting.result().text, re.MULTILINE)
    assert told is not None
    assert float(told[1]) > began + spent / 2, "the process was asked before the scrape"
