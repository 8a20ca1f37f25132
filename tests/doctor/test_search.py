"""A VOS that has its pages elsewhere: the doctor finds them, and then the exporter reads them."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from vos_exporter import config
from vos_exporter.cli import main
from vos_exporter.client import Client
from vos_exporter.clock import SYSTEM_CLOCK
from vos_exporter.doctor import search
from vos_exporter.doctor.discovery import MOST_REQUESTS, Candidate, Source
from vos_exporter.doctor.search import Search
from vos_exporter.simulator import Simulator
from vos_exporter.vos.routes import BY_KEY

ELSEWHERE = {
    "nodes": "/vos-api/metal/v7/hosts",
    "pods": "/vos-api/metal/v7/workloads",
    "origin_engine": "/vos-api/metal/v7/originEngines",
    "notification_types": "/vos-api/metal/v7/alarmTypes",
}
PAGES = ("Nodes", "Origin Engine", "Notifications")


def written(vos: Simulator, folder: Path) -> Path:
    file = folder / "vos.yml"
    file.write_text(
        f"targets:\n  - name: vos\n    url: {vos.url}\n"
        f"    auth: {{client_id: {vos.client_id}, client_secret: {vos.client_secret}}}\n"
        f"    tls: {{ca_file: {vos.ca_file}}}\n    notifications: {{log: true}}\n"
    )
    return file


def examined(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main(["doctor", *arguments, "--format", "json"])
    told = capsys.readouterr().out
    (target,) = json.loads(told[told.index('{\n  "format"') :])["targets"]
    return code, target


def families(file: Path) -> set[str]:
    """Names of the families that the exporter gives with ``file``."""
    command = [sys.executable, "-m", "vos_exporter", "scrape", "--config.file", str(file)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("{")) + "\n"
    return {family.name for family in text_string_to_metric_families(lines) if family.samples}


@pytest.mark.parametrize("telling", ["script", "description"])
def test_what_this_system_says_of_itself_leads_to_its_pages(
    telling: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Simulator(services=3, paths=ELSEWHERE, telling=telling) as vos:
        file, new = written(vos, tmp_path), tmp_path / "new.yml"
        before = families(file)
        vos.requests.reset()
        code, target = examined(capsys, "--config.file", str(file), "--probe", "--write", str(new))
        assert (code, vos.requests.writes, vos.requests.peak_in_flight) == (2, 0, 1)
        assert vos.requests.total <= 22 + MOST_REQUESTS
        found = {one["about"]: (one["value"], one["proven"]) for one in target["proposals"]}
        assert found == {f"{key}.path": (path, True) for key, path in ELSEWHERE.items()}
        assert yaml.safe_load(new.read_text())["targets"][0]["routes"]["nodes"] == {
            "path": ELSEWHERE["nodes"]
        }
        code, target = examined(capsys, "--config.file", str(new), "--probe")
        assert (code, target["proposals"]) == (0, [])
        assert {target["pages"][page] for page in PAGES} == {"whole"}
        gained = families(new) - before
    assert {"vos_node_cpu_usage_ratio", "vos_pod_memory_usage_bytes"} <= gained


def test_one_run_proposes_the_path_and_the_units_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Simulator(services=2, paths={"nodes": ELSEWHERE["nodes"]}, telling="script", vague=True) as vos:
        _, target = examined(capsys, "--config.file", str(written(vos, tmp_path)), "--probe")
    assert {"nodes.path", "nodes.cpu", "nodes.memory"} <= {one["about"] for one in target["proposals"]}


def test_a_recording_of_a_browser_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is asked but what a scrape asks, and the path it leads to."""
    with Simulator(services=2, paths=ELSEWHERE) as vos:
        content = {"text": vos.body("nodes").decode()}
        request = {"method": "GET", "url": f"{vos.url}{ELSEWHERE['nodes']}"}
        entries = [{"request": request, "response": {"status": 200, "content": content}}]
        har = tmp_path / "vos.har"
        har.write_text(json.dumps({"log": {"entries": entries}}))
        vos.requests.reset()
        _, target = examined(capsys, "--config.file", str(written(vos, tmp_path)), "--har", str(har))
        assert vos.requests.by_route["other"] == len(ELSEWHERE)
    assert [one["value"] for one in target["proposals"]] == [ELSEWHERE["nodes"]]
    assert "a browser asked it" in target["proposals"][0]["reason"]


def test_a_file_that_is_no_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Simulator(services=1) as vos:
        file = written(vos, tmp_path)
        assert main(["doctor", "--config.file", str(file), "--har", str(file)]) == 1
    assert "is not a HAR file" in capsys.readouterr().err


def settings(file: Path) -> config.TargetSettings:
    (target,) = config.load(str(file)).targets
    return target


def test_two_paths_that_answer_alike_are_a_guess(tmp_path: Path) -> None:
    with Simulator(services=1, paths=ELSEWHERE) as vos:
        target, body = settings(written(vos, tmp_path)), vos.body("nodes")
        answers = {"/vos-api/a/nodes": body, "/vos-api/b/nodes": body, "/vos-api/c/nodes": b"<html>"}

        async def main() -> Any:
            client = Client(target)
            try:
                looking = Search(target, client, SYSTEM_CLOCK, answers)
                return await looking.find(BY_KEY["nodes"], await looking.known())
            finally:
                await client.aclose()

        proposal = asyncio.run(main())
    assert (proposal.value, proposal.proven) == ("/vos-api/a/nodes", False)
    assert "/vos-api/b/nodes answers alike" in proposal.reason


def test_requests_have_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_REQUESTS", 3)
    with Simulator(services=1, paths=ELSEWHERE) as vos:
        target = settings(written(vos, tmp_path))

        async def main() -> None:
            client = Client(target)
            try:
                looking = Search(target, client, SYSTEM_CLOCK, ask=True)
                known = [*await looking.known(), Candidate(ELSEWHERE["nodes"], Source.SCRIPT)]
                assert await looking.find(BY_KEY["nodes"], known) is None
            finally:
                await client.aclose()

        asyncio.run(main())
        assert vos.requests.total - vos.requests.token_requests == 3
