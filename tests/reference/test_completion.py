"""What shells complete, and that they can read what we print."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.kits.tools import require
from vos_exporter.cli import main
from vos_exporter.cli.arguments import parser
from vos_exporter.reference.completion import SHELLS, commands, script


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


def test_the_completion_command_prints_every_command_and_flag(capsys: pytest.CaptureFixture[str]) -> None:
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
