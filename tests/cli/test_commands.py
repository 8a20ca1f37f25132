"""The commands: a story on the terminal, a process with signals."""

import json
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kits.door import CANARY, PATIENCE, target_yaml, wait_until, write_config
from vos_exporter.cli import main
from vos_exporter.reference.catalogue import entries
from vos_exporter.simulator import Simulator
from vos_exporter.vos.routes import BY_KEY, ROUTES


@pytest.fixture(scope="module")
def vos() -> Iterator[Simulator]:
    """A system without RF cards."""
    with Simulator(services=2, scenario="no-rf", client_secret=CANARY) as simulator:
        yield simulator


@pytest.fixture
def config(vos: Simulator, tmp_path: Path) -> Path:
    """One target."""
    return write_config(tmp_path / "vos.yml", target_yaml(vos))


class Process:
    """``vos-exporter`` as a process of its own, with what it logs."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "vos_exporter", *arguments, "--web.listen-address", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(lambda: "msg=listening" in self.log or self.process.poll() is not None)
        self.url = "http://" + re.findall(r"address=(\S+)", self.log)[0]

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    @property
    def log(self) -> str:
        return "".join(self.lines)

    def get(self, path: str) -> str:
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                body: bytes = answer.read()
                return body.decode()
        except OSError as error:
            raise AssertionError(f"{path}: {error}; exit code {self.process.poll()}; {self.log}") from error

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


def test_a_process_reloads_on_sighup_and_ends_cleanly(vos: Simulator, config: Path) -> None:
    process = Process("--config.file", str(config))
    try:
        assert "vos_up 1" in process.get("/metrics")
        write_config(config, target_yaml(vos, "headend-a"), target_yaml(vos, "headend-b"))
        process.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "headend-b" in process.get("/sd"))
        config.write_text("targets: [")
        process.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "was not reloaded" in process.log)
        assert "headend-b" in process.get("/sd")
        assert "vos_exporter_config_last_reload_successful 0" in process.get("/metrics")
    finally:
        code = process.end()
    assert code == 0
    assert "with more than one target, each is on /probe" in process.log
    others = [line for line in process.log.splitlines() if " level=" not in line[:60]]
    assert others == [], "a library writes past our log"
    assert "Traceback" not in process.log
    assert CANARY not in process.log


def test_scrape_debug_tells_the_story_before_the_metrics(
    config: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["scrape", "--config.file", str(config), "--debug"]) == 0
    told = capfdbinary.readouterr().out.decode()
    assert told.index("Routes\n------") < told.index("Metrics\n-------") < told.index("# TYPE vos_up gauge")
    assert "rf_settings: unsupported: VOS answered 404" in told
    assert CANARY not in told
    assert main(["scrape", "--config.file", str(config)]) == 0
    assert capfdbinary.readouterr().out.startswith(b"# HELP")


def test_a_target_is_chosen_by_name_among_several(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write_config(tmp_path / "vos.yml", target_yaml(vos), target_yaml(vos, "headend-b"))
    scrape = ["scrape", "--config.file", str(config)]
    assert main(scrape) == 1
    assert "choose one with --target: headend-a, headend-b\n" in capsys.readouterr().err
    assert main([*scrape, "--target", "headend-c"]) == 1
    assert "no target 'headend-c'; the targets are: headend-a, headend-b\n" in capsys.readouterr().err
    assert main([*scrape, "--target", "headend-b"]) == 0
    assert "\nvos_up 1\n" in capsys.readouterr().out


def test_routes_are_listed_as_they_are_configured(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def listed(*arguments: str) -> dict[str, list[str]]:
        assert main(["routes", *arguments]) == 0
        lines = (line.split() for line in capsys.readouterr().out.splitlines())
        return {key: rest for key, *rest in lines}

    routes = "    routes: {nodes: {path: /vos-api/nodes}, pods: {enabled: false}}\n"
    config = write_config(tmp_path / "vos.yml", target_yaml(vos, extra=routes))
    ours, own = listed(), listed("--config.file", str(config))
    assert list(ours) == list(own) == [route.key for route in ROUTES]
    assert (ours["nodes"][-1], own["nodes"][-1]) == (BY_KEY["nodes"].path, "/vos-api/nodes")
    assert (ours["pods"][0], own["pods"][0]) == ("enabled", "disabled")
    assert {key for key in ours if ours[key] != own[key]} == {"nodes", "pods"}


def test_the_metrics_can_be_had_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metrics", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed] == [entry.declaration.name for entry in entries()]
    (up,) = [one for one in listed if one["name"] == "vos_up"]
    assert (up["kind"], up["labels"]) == ("gauge", [])
    assert up["help"]
