"""Names we are not known by, and what pages of others may ask (F18)."""

import socket
from pathlib import Path

import pytest

from tests.kits.door import Door, opened
from vos_exporter.web.app import Options

READ = ["/metrics", "/probe?target=headend-a", "/sd", "/-/healthy", "/-/ready", "/-/log-level"]
PAGES = ["/", "/status", "/config", "/topology?target=headend-a"]
EVIL = "evil.example"


@pytest.mark.parametrize("path", READ)
def test_programs_read_metrics_by_whatever_name_they_know_us(door: Door, path: str) -> None:
    assert door.ask(path, host="vos-exporter.monitoring.svc:10867").status == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_not_shown_by_a_name_that_is_not_ours(door: Door, path: str) -> None:
    answer = door.ask(path, host=EVIL)
    assert answer.status == 421
    assert "--web.allowed-hosts" in answer.text


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:1", "[::1]:10867", "[::ffff:127.0.0.1]", "localhost", "LOCALHOST.:9", socket.gethostname()],
)
def test_a_page_is_shown_by_a_name_nobody_else_can_have(door: Door, host: str) -> None:
    assert door.ask("/status", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    ["localhost.evil.example", "127.0.0.1.evil.example", "evil.example:127.0.0.1", "[::1", "[evil]", "a b",
     "@", "", "localhost:x", "localhost@evil.example", "\xe9", "127.0.0.1, evil.example", "x" * 5_000],
)  # fmt: skip
def test_a_malformed_or_foreign_host_is_refused(door: Door, host: str) -> None:
    assert door.ask("/status", host=host).status in (400, 421)


@pytest.mark.parametrize(("method", "path"), [("POST", "/-/reload"), ("PUT", "/-/log-level")])
def test_nothing_acts_by_a_name_that_is_not_ours(door: Door, method: str, path: str) -> None:
    """A page that gave its own name our address is the same origin as we are, to the browser."""
    answer = door.ask(path, method, b"info", host=EVIL, origin=f"http://{EVIL}", sec_fetch_site="same-origin")
    assert answer.status == 421


@pytest.mark.parametrize("site", ["cross-site", "same-site", "else"])
def test_nothing_acts_for_a_page_of_another_site(door: Door, site: str) -> None:
    assert door.ask("/-/reload", "POST", sec_fetch_site=site).status == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_pages_and_people_may_act(door: Door, site: str) -> None:
    assert door.ask("/-/reload", "POST", sec_fetch_site=site).status == 200


def test_with_names_listed_no_other_name_is_taken(config: Path) -> None:
    with opened(config, Options(allowed_hosts=("vos.example.com",))) as door:
        for path in (*READ[:4], "/status"):
            assert door.ask(path, host="VOS.example.com:443").status == 200
            assert door.ask(path, host=EVIL).status == 421
        assert door.ask("/metrics").status == 200


@pytest.mark.parametrize(
    "origin", ["http://[::1", "null", "http://", "://", "http://evil.example", "\xff", "127.0.0.1"]
)
def test_a_malformed_origin_is_refused_and_no_mistake_of_ours(door: Door, origin: str) -> None:
    """F16: 500 and a traceback for each."""
    assert door.ask("/-/reload", "POST", origin=origin).status == 403


def test_a_path_below_an_open_one_is_not_open(door: Door) -> None:
    assert door.ask("/metrics/", host=EVIL).status == 421
