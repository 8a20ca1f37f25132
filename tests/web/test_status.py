"""The status page: what it says, without ever asking VOS."""

import re
from pathlib import Path

import pytest
import yaml

from tests.kits.door import Door, opened, target_yaml, write_config
from vos_exporter.client import Reason
from vos_exporter.config import ConfigError, load
from vos_exporter.simulator import Simulator
from vos_exporter.vos.routes import ROUTES
from vos_exporter.web.advice import BY_REASON

RF = ["system_info", "networks", "rf_statistics", "rf_monitorings", "rf_settings"]


def rows(page: str) -> list[str]:
    """The routes in the table of an HTML page."""
    return re.findall(r'data-route="(\w+)"', page)


def test_before_the_first_scrape_every_route_is_there_and_nothing_is_claimed(door: Door) -> None:
    (target,) = door.ask("/status?format=json").json()["targets"]
    assert target["up"] is None
    assert [route["route"] for route in target["routes"]] == [route.key for route in ROUTES]
    assert {route["outcome"] for route in target["routes"]} == {None, "disabled"}
    assert "not scraped yet" in door.ask("/").text


def test_everything_of_the_connectors_page_is_told(door: Door) -> None:
    door.ask("/metrics")
    (target,) = door.ask("/status", accept="application/json").json()["targets"]
    by_key = {route["route"]: route for route in target["routes"]}
    services, rf = by_key["services"], by_key["rf_statistics"]
    assert target["up"] is True
    assert target["login"]["token_requests"] == 1
    assert target["certificate_not_after"] > 0
    assert services["outcome"] == "ok"
    assert (services["requests"], services["successes"], services["errors"]) == (1, 1, {})
    assert (services["last_status"], services["last_items"]) == (200, 3)
    assert services["last_size_bytes"] > 100
    assert services["last_duration_seconds"] > 0
    assert services["last_success"] > 0
    assert (services["path_evidence"], services["field_evidence"]) == ("F", "F")
    assert (rf["outcome"], rf["last_status"], rf["successes"]) == ("unsupported", 404, 0)
    assert rf["last_error"]["detail"]
    assert "disable it" in rf["advice"]
    assert by_key["scte_logs"]["outcome"] == "disabled"
    assert target["recent_scrapes"][0]["good"] is True


def test_the_page_tells_the_same_and_calls_nobody(vos: Simulator, door: Door) -> None:
    door.ask("/metrics")
    before = vos.requests.total
    page = door.ask("/", accept="text/html,application/xhtml+xml,*/*;q=0.8").text
    for path in ("/status", "/status?format=json", "/sd", "/config", "/-/healthy", "/-/ready"):
        door.ask(path)
    assert vos.requests.total == before
    assert rows(page) == [route.key for route in ROUTES]
    for words in (
        "unsupported",
        "VOS answered 404",
        "/vos-api/platform-config/v1/rfSettings",
        "in 11 h 59 min",
    ):
        assert words in page


def test_the_lines_that_disable_a_route_do_that(vos: Simulator, door: Door, tmp_path: Path) -> None:
    door.ask("/metrics")
    (target,) = door.ask("/status?format=json").json()["targets"]
    lines = target["disable_unsupported"]
    assert lines == "routes:\n" + "".join(f"  {key}: {{enabled: false}}\n" for key in RF)
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    changed = load(str(write_config(tmp_path / "pasted.yml", target_yaml(vos, extra=indented))))
    assert [key for key in RF if changed.targets[0].routes[key].enabled] == []
    (rf,) = [route for route in target["routes"] if route["route"] == "rf_settings"]
    assert yaml.safe_load(rf["disable"]) == {"routes": {"rf_settings": {"enabled": False}}}


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_filter_shows_routes_of_one_outcome(door: Door, form: str) -> None:
    door.ask("/metrics")
    answer = door.ask(f"/status?outcome=unsupported&format={form}")
    if form == "json":
        assert [route["route"] for route in answer.json()["targets"][0]["routes"]] == RF
    else:
        assert rows(answer.text) == RF
        assert 'outcome=unsupported" aria-current="true"' in answer.text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/status?outcome=bad", 400, "ok, failed, timeout, unsupported, disabled"),
        ("/status?format=xml", 400, "html and json"),
        ("/config?format=xml", 400, "html and json"),
        ("/status?target=nobody", 404, "no target of that name"),
        ("/nothing", 404, "Not Found"),
    ],
)
def test_a_question_without_an_answer_is_told_so(door: Door, path: str, status: int, words: str) -> None:
    answer = door.ask(path)
    assert (answer.status, words in answer.text) == (status, True)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("text/html, application/json;q=0.9", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/json;q=x", "text/html; charset=utf-8"),
    ],
)
def test_accept_decides_between_html_and_json(door: Door, accept: str, kind: str) -> None:
    answer = door.ask("/", accept=accept)
    assert answer.headers["content-type"] == kind
    assert answer.headers["vary"] == "Accept"


def test_a_failing_route_says_why_and_what_to_do_and_stays_in_the_history(tmp_path: Path) -> None:
    with Simulator(services=1) as vos, opened(write_config(tmp_path / "v.yml", target_yaml(vos))) as door:
        vos.fault("nodes", "status", 503)
        door.ask("/metrics")
        vos.clear_faults()
        for _ in range(12):
            door.ask("/metrics")
        (target,) = door.ask("/status?format=json").json()["targets"]
        vos.fault("nodes", "status", 403)
        door.ask("/metrics")
        (failing,) = door.ask("/status?format=json&outcome=failed").json()["targets"][0]["routes"]
    assert [scrape["troubles"] for scrape in target["recent_scrapes"] if not scrape["good"]] == [
        {"nodes": "VOS answered 503"}
    ]
    assert len(target["recent_scrapes"]) == 11
    assert failing["errors"] == {"http_5xx": 1, "http_403": 1}
    assert failing["advice"] == BY_REASON[Reason.HTTP_403]


def test_every_reason_has_advice() -> None:
    assert set(BY_REASON) == set(Reason)


def test_many_targets_are_an_overview_and_one_is_chosen(vos: Simulator, tmp_path: Path) -> None:
    names = [f"headend-{number}" for number in range(7)]
    config = write_config(tmp_path / "many.yml", *(target_yaml(vos, name) for name in names))
    with opened(config) as door:
        overview, one = door.ask("/").text, door.ask("/status?target=headend-3").text
        assert rows(overview) == []
        assert all(f'href="/status?target={name}"' in overview for name in names)
        assert rows(one) == [route.key for route in ROUTES]
        assert len(door.ask("/status?format=json").json()["targets"]) == 7
        assert len(door.ask("/status?format=json&target=headend-3").json()["targets"]) == 1


def test_the_page_allows_only_its_own_style_and_script(door: Door) -> None:
    answer = door.ask("/")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", answer.text) == []
    assert re.findall(r"\son\w+=|\sstyle=", answer.text) == []


def test_a_bad_reload_is_shown(door: Door) -> None:
    door.config.write_text("targets: [")
    assert door.ask("/-/reload", "POST").status == 500
    assert "last reload failed" in door.ask("/").text
    assert door.ask("/status?format=json").json()["config_last_reload_successful"] is False
    with pytest.raises(ConfigError):
        load(str(door.config))
