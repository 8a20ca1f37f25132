"""The plant's pages over HTTP: one scrape each, within the limits, and clear words where there is nothing."""

import json
import re
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.kits.door import Door, opened, target_yaml, wait_until, write_config
from vos_exporter.simulator import Simulator
from vos_exporter.web.app import Options
from vos_exporter.web.plant.facts import ROUTES
from vos_exporter.web.plant.pages import POLICY

SVG = "image/svg+xml"
PAGES = {"/plant": ROUTES, "/notifications": {"notifications", "services"}, "/slates": {"images"},
         "/scte": {"scte_logs", "services"}}  # fmt: skip
HOSTILE = [
    "<script>document.title='in'</script>",
    "\" onload='x",
    "\u202egpj \x00",
    "{{ 7 * 7 }}",
    "x" * 5_000,
]
RULES = "    services:\n      - {match: {name: '*'}, expected: active, owner_team: news, tier: 1}\n"


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[tuple[Simulator, Door]]:
    """A broken cloud link, and an exporter that expects every service on air."""
    extra = RULES + "    routes: {scte_logs: {enabled: true}}\n"
    with Simulator(services=6, scenario="uplink-lost", ca_dir=tmp_path) as vos:
        config = write_config(tmp_path / "vos.yml", target_yaml(vos, extra=extra), target_yaml(vos, "b"))
        dashboard = "https://grafana.example/d/x?var-service={service_id}&var-instance={target}"
        with opened(config, Options(dashboard_url=dashboard)) as door:
            yield vos, door


def test_each_page_is_one_scrape_of_what_it_needs(plant: tuple[Simulator, Door]) -> None:
    vos, door = plant
    for path, routes in PAGES.items():
        before = dict(vos.requests.by_route)
        answer = door.ask(f"{path}?target=headend-a")
        assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert answer.headers["content-security-policy"] == POLICY
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        asked = {key: count - before.get(key, 0) for key, count in vos.requests.by_route.items()}
        assert {key for key, count in asked.items() if count and key != "token"} == set(routes)
        assert max(asked.values()) == 1
    total = vos.requests.total
    for path in ("/plant", "/runbooks", "/plant/style.css"):
        assert door.ask(path).status == 200
    assert vos.requests.total == total


def test_the_wall_leads_to_the_drawing_and_the_drawing_to_what_to_do(plant: tuple[Simulator, Door]) -> None:
    _, door = plant
    wall = door.ask("/plant?target=headend-a&refresh=30").text
    links = re.findall(r'<a class="tile (\w+)" href="([^"]+)"', wall)
    assert len(links) == 6
    assert "warning" in dict(links)
    assert "in trouble) headend-a" in wall
    href = next(href for level, href in links if level == "warning").replace("&amp;", "&")
    assert "refresh=30" in href
    page = door.ask(href)
    assert page.headers["refresh"] == "30"
    assert "/runbooks#voscloudlinklost" in page.text
    service_id = re.search("service_id=([^&]+)", href)
    assert service_id is not None
    assert f"https://grafana.example/d/x?var-service={service_id[1]}&amp;var-instance=headend-a" in page.text
    drawing = page.text[page.text.index("<svg") : page.text.index("</svg>") + 6]
    assert ElementTree.fromstring(drawing).attrib["role"] == "group"


def test_a_picture_alone_is_what_accept_asks_for(plant: tuple[Simulator, Door]) -> None:
    vos, door = plant
    service_id = vos.plant.service_id(0)
    for path in ("/plant?target=headend-a&refresh=5", f"/plant?target=headend-a&service_id={service_id}"):
        answer = door.ask(path, accept=f"image/avif,{SVG},*/*;q=0.8")
        assert answer.headers["content-type"].startswith(SVG)
        assert answer.headers["vary"] == "Accept"
        assert ElementTree.fromstring(answer.body).attrib["role"] == "img"
        assert "sha256-" in answer.headers["content-security-policy"]
        browser = door.ask(path, accept="text/html,application/xml;q=0.9,image/webp,*/*;q=0.8")
        assert browser.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("target=nope", 404, "There is no target of that name"),
        ("target=headend-a&service_id=nope", 404, "There is no service with that id"),
        ("target=headend-a&refresh=4", 400, "refresh is whole seconds from 5 to 3600"),
        ("target=headend-a&refresh=1e9", 400, "refresh is"),
        ("target=headend-a&refresh=%D9%A3%D9%A3", 400, "refresh is"),
        ("target=headend-a&group=colour", 400, "grouped by owner, tier, none"),
        (f"target=headend-a&q={'x' * 201}", 400, "200 characters"),
    ],
)
def test_what_cannot_be_is_said(plant: tuple[Simulator, Door], query: str, status: int, words: str) -> None:
    answer = plant[1].ask(f"/plant?{query}")
    assert (answer.status, words in answer.text) == (status, True)


def test_what_could_not_be_read_is_named_and_a_wall_comes_back_by_itself(
    plant: tuple[Simulator, Door],
) -> None:
    vos, door = plant
    vos.fault("uplink_status", "status", 503)
    service_id = vos.plant.service_id(0)
    page = door.ask(f"/plant?target=headend-a&service_id={service_id}").text
    assert "Not everything could be read" in page
    assert "<code>uplink_status</code>: <bdi>VOS answered 503</bdi>" in page
    assert "state not known" in page
    vos.fault("services", "status", 503)
    answer = door.ask("/plant?target=headend-a&refresh=10")
    assert (answer.status, answer.headers["refresh"]) == (503, "10")
    assert answer.text == "There is nothing to show: the route services is failed (VOS answered 503).\n"
    assert door.ask("/scte?target=b").text == "There is nothing to show: the route scte_logs is disabled.\n"


def test_hostile_names_are_text_on_every_page_and_picture(plant: tuple[Simulator, Door]) -> None:
    vos, door = plant
    rows = [{"id": f"{number} {text}", "name": text} for number, text in enumerate(HOSTILE)]
    vos.fault("services", "garbage", json.dumps([{**row, "controlState": row["name"]} for row in rows]))
    vos.fault("images", "garbage", json.dumps([{**row, "url": row["name"]} for row in rows]))
    told = [{"title": text, "channelName": text, "severity": text, "state": "ACTIVE"} for text in HOSTILE]
    vos.fault("notifications", "garbage", json.dumps(told))
    paths = [*PAGES, *(f"/plant?service_id={quote(row['id'])}" for row in rows)]
    for path in paths:
        for accept in ("text/html", SVG):
            answer = door.ask(f"{path}{'&' if '?' in path else '?'}target=headend-a", accept=accept)
            assert answer.status == 200, path
            text = answer.text
            assert "<script" not in text
            assert not re.search(r"<[^>]* onload=", re.sub(r'"[^"]*"', '""', text))
            assert "\u202e" not in text
            assert "x" * 1_000 not in re.sub(r'href="[^"]*"', "", text)
            if path == "/plant":
                assert "{{ 7 * 7 }}" in text


def test_the_requests_under_way_are_bounded_with_all_others(tmp_path: Path) -> None:
    with Simulator(services=2, ca_dir=tmp_path) as vos:
        config = write_config(tmp_path / "vos.yml", target_yaml(vos))
        with opened(config, Options(max_requests=1)) as door:
            vos.fault("services", "hold")
            first = threading.Thread(target=door.ask, args=("/plant?target=headend-a",))
            first.start()
            vos.requests.wait_until(lambda requests: requests.by_route["services"] == 1)
            for path in (*PAGES, "/topology"):
                refused = door.ask(f"{path}?target=headend-a")
                assert (refused.status, "--web.max-requests" in refused.text) == (503, True)
            vos.clear_faults()
            first.join()


def test_requests_at_the_same_time_are_one_scrape(plant: tuple[Simulator, Door]) -> None:
    vos, door = plant
    vos.fault("services", "hold")
    with ThreadPoolExecutor(4) as pool:
        asks = [pool.submit(door.ask, "/plant?target=headend-a") for _ in range(4)]
        vos.requests.wait_until(lambda requests: requests.by_route["services"] >= 1)
        [flight] = door.exporter.targets["headend-a"]._flights
        wait_until(lambda: flight.waiting == 4)
        vos.clear_faults()
        assert [ask.result().status for ask in asks] == [200] * 4
    assert vos.requests.by_route["services"] == 1
