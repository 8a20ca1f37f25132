"""Every link on every page answers, and what is to be copied works."""

import html
import re
import subprocess
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.kits.door import Door, Papers, hashed, opened, target_yaml, write_config
from tests.kits.tools import require
from vos_exporter.simulator import Simulator
from vos_exporter.web.app import Options
from vos_exporter.web.scrape_config import UNKNOWN_HOST, Instance, address, scrape_config

LINK = re.compile(r'(?:href|src|action)="([^"]+)"')


def crawl(door: Door) -> dict[str, int]:
    """Every page that can be reached from ``/``, with its status."""
    found: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = door.ask(path)
        found[path] = answer.status
        if answer.headers["content-type"].startswith("text/html"):
            for link in LINK.findall(answer.text):
                parts = urlsplit(urljoin(f"http://here{path}", html.unescape(link)))
                if parts.scheme == "http":
                    assert parts.netloc == "here", f"{link} leads elsewhere"
                    waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
                else:
                    # Pictures of slates are where VOS says they are; nothing else leads away.
                    assert link == "data:," or path.startswith("/slates")
    return found


def test_every_link_on_every_page_answers(vos: Simulator, tmp_path: Path) -> None:
    config = write_config(tmp_path / "v.yml", target_yaml(vos), target_yaml(vos, "headend-b"))
    with opened(config, Options(telemetry_path="/my/metrics")) as door:
        found = crawl(door)
    assert {path for path, status in found.items() if status != 200} == set()
    assert {"/", "/status", "/sd", "/config", "/-/healthy", "/-/ready", "/my/metrics"} <= set(found)
    assert "/probe?target=headend-b&debug=true" in found
    assert "/status?target=headend-a&outcome=unsupported" in found
    services = {path for path in found if "service_id=" in path}
    assert len({path.partition("service_id=")[2].partition("&")[0] for path in services}) == 3
    assert {"/runbooks", "/plant/style.css", "/slates?target=headend-a", "/plant?target=headend-b"} <= set(
        found
    )


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("secured", [False, True])
@pytest.mark.verify
def test_promtool_takes_the_scrape_configuration_of_the_page(
    vos: Simulator, tmp_path: Path, number: int, secured: bool
) -> None:
    promtool = require("promtool")
    config = write_config(tmp_path / "v.yml", *(target_yaml(vos, f"h-{one}") for one in range(number)))
    papers = Papers(tmp_path)
    web = papers.web_file() if secured else None
    with opened(config, web_file=web, trust=papers.trust() if secured else None) as door:
        (shown,) = re.findall(r'aria-label="scrape configuration">(.*?)</pre>', door.ask("/").text, re.DOTALL)
    text = html.unescape(shown).replace("/etc/prometheus/vos-exporter-ca.pem", str(papers.ca_file))
    assert f"127.0.0.1:{door.port}" in text
    file = tmp_path / "prometheus.yml"
    file.write_text(text)
    subprocess.run([promtool, "check", "config", file], check=True, capture_output=True)


def test_what_protects_the_exporter_is_in_the_scrape_configuration() -> None:
    instance = Instance("a:1", https=True, client_certificate=True, users=True)
    text = scrape_config(instance, ["one", "two"])
    for words in ("scheme: https", "ca_file:", "cert_file:", "key_file:", "password_file:", "https://a:1/sd"):
        assert words in text
    assert hashed() not in text


@pytest.mark.parametrize("host", ["a.example:9", "[::1]:10867", "10.0.0.1", "localhost:1"])
def test_the_host_header_is_the_address(host: str) -> None:
    assert address(host) == host


@pytest.mark.parametrize("host", [None, "", "a b", "a\nb", "a:b", '"', "a:1/x", "[x]:1", "a:123456"])
def test_a_host_header_that_is_no_host_is_not_repeated(host: str | None) -> None:
    assert address(host) == UNKNOWN_HOST
