"""The commands of the front door: a story on the terminal, completion, a process with signals."""

import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from door_kit import CANARY, PATIENCE, target_yaml, wait_until, write_config
from tools import require

from vos_exporter.cli import main
from vos_exporter.cli.arguments import parser
from vos_exporter.cli.completion import SHELLS, commands, script
from vos_exporter.simulator import Simulator


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
                return answer.read().decode()
        except OSError as error:
            raise AssertionError(f"{path}: {error}; exit code {self.process.poll()}; {self.log}") from error

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
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


def test_scrape_debug_tells_the_story_before_the_metrics(config: Path, capfdbinary) -> None:
    assert main(["scrape", "--config.file", str(config), "--debug"]) == 0
    told = capfdbinary.readouterr().out.decode()
    assert told.index("Routes\n------") < told.index("Metrics\n-------") < told.index("# TYPE vos_up gauge")
    assert "rf_settings: unsupported: VOS answered 404" in told
    assert CANARY not in told
    assert main(["scrape", "--config.file", str(config)]) == 0
    assert capfdbinary.readouterr().out.startswith(b"# HELP")


def completed(*words: str) -> list[str]:
    """What bash offers for the last of ``words``."""
    quoted = " ".join(f"'{word}'" for word in words)
    text = (
        f"{script(parser(), 'bash')}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}\n"
        '_vos_exporter; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-c", text], check=True, capture_output=True, text=True)
    return sorted(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["vos-exporter", "scr"], ["scrape"]),
        (["vos-exporter", "completion", ""], ["--help", "--log.format", "--log.level", "-h", *SHELLS]),
        (["vos-exporter", "--log.level", ""], ["debug", "error", "info", "warn"]),
        (["vos-exporter", "scrape", "--log.format", "j"], ["json"]),
        (["vos-exporter", "scrape", "--de"], ["--debug"]),
        (["vos-exporter", "scrape", "--target", ""], []),
        (["vos-exporter", "--web.en"], ["--web.enable-lifecycle"]),
        (["vos-exporter", "check", "--web.l"], []),
    ],
)
def test_bash_completes_commands_flags_and_values(words: list[str], offered: list[str]) -> None:
    assert completed(*words) == sorted(offered)


def test_the_completion_command_prints_every_command_and_flag(capsys) -> None:
    for shell in SHELLS:
        assert main(["completion", shell]) == 0
        told = capsys.readouterr().out
        for command in commands(parser()):
            assert command.name in told
            assert all(name.lstrip("-") in told for flag in command.flags for name in flag.names)


@pytest.mark.verify
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_can_read_their_completion(shell: str, tmp_path: Path) -> None:
    path = tmp_path / "completion"
    path.write_text(script(parser(), shell))
    subprocess.run([require(shell), "-n", path], check=True, capture_output=True)


@pytest.mark.verify
def test_fish_completes(tmp_path: Path) -> None:
    path = tmp_path / "completion.fish"
    path.write_text(script(parser(), "fish"))
    asked = f"source {path}; complete -C 'vos-exporter scr'; complete -C 'vos-exporter completion '"
    told = subprocess.run(
        [require("fish"), "-c", asked],
        check=True, capture_output=True, text=True, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    ).stdout  # fmt: skip
    offered = {line.split("\t")[0] for line in told.splitlines()}
    assert {"scrape", *SHELLS} <= offered
