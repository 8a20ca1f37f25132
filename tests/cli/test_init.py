"""`init`: a first configuration, tried at a real server before it is written, and no secret in it."""

import io
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from vos_exporter import config
from vos_exporter.cli import main
from vos_exporter.config import AuthMethod
from vos_exporter.simulator import Simulator

SECRET = "canary-of-a-secret"


@pytest.fixture(scope="module")
def vos() -> Iterator[Simulator]:
    with Simulator(services=2, client_id="client", client_secret=SECRET, password="canary-word") as simulator:
        yield simulator


def flags(vos: Simulator, tmp_path: Path, secret: str = SECRET) -> list[str]:
    """Everything but the client id, so that nothing has to be asked."""
    file = tmp_path / "secret"
    file.write_text(secret)
    return [
        "init", "--url", vos.url, "--client-id", "client", "--client-secret-file", str(file),
        "--ca-file", str(vos.ca_file), "--output", str(tmp_path / "vos.yml"),
    ]  # fmt: skip


def test_what_is_written_works_and_holds_no_secret(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vos.requests.reset()
    assert main(flags(vos, tmp_path)) == 0
    told = capsys.readouterr().out
    assert "It works (2 services)." in told
    assert vos.requests.token_requests == 1
    text = (tmp_path / "vos.yml").read_text()
    assert SECRET not in text + told
    (target,) = config.load(str(tmp_path / "vos.yml")).targets
    assert (target.name, target.url) == ("vos", vos.url)
    assert main(["scrape", "--config.file", str(tmp_path / "vos.yml")]) == 0


def test_the_block_for_prometheus_is_yaml(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*flags(vos, tmp_path), "--name", "headend"]) == 0
    block = capsys.readouterr().out.partition("scrape_configs:")
    (job,) = yaml.safe_load(f"scrape_configs:{block[2].partition('Next:')[0]}")["scrape_configs"]
    assert job["relabel_configs"][0]["replacement"] == "headend"


def test_a_refused_login_is_tried_once_and_nothing_is_written(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vos.requests.reset()
    assert main(flags(vos, tmp_path, "wrong")) == 1
    told = capsys.readouterr().out
    assert "It does not work: login failed: " in told
    assert "--no-login" in told
    assert not (tmp_path / "vos.yml").exists()
    assert vos.requests.token_requests == 1
    assert main([*flags(vos, tmp_path, "wrong"), "--no-login"]) == 0
    assert vos.requests.token_requests == 1
    assert (tmp_path / "vos.yml").exists()


def test_a_file_that_is_there_is_not_written_over(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "vos.yml").write_text("mine")
    assert main(flags(vos, tmp_path)) == 1
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "vos.yml").read_text() == "mine"
    assert main([*flags(vos, tmp_path), "--force"]) == 0


def test_without_a_terminal_nothing_is_guessed(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["init", "--output", str(tmp_path / "vos.yml")]) == 1
    assert "--url is needed: there is no terminal to ask on" in capsys.readouterr().err


def test_a_bad_url_is_a_sentence(vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = flags(vos, tmp_path)
    arguments[2] = "http://plain.example"
    assert main(arguments) == 1
    assert "https" in capsys.readouterr().err
    assert not (tmp_path / "vos.yml").exists()


@pytest.mark.parametrize("method", [AuthMethod.AUTHORIZATION_CODE, AuthMethod.BASIC])
def test_the_other_ways_to_log_in(vos: Simulator, tmp_path: Path, method: AuthMethod) -> None:
    password = tmp_path / "password"
    password.write_text("canary-word")
    more = ["--method", method.value, "--username", "operator", "--password-file", str(password)]
    assert main([*flags(vos, tmp_path), *more]) == 0
    (target,) = config.load(str(tmp_path / "vos.yml")).targets
    assert target.auth.method is method


def test_what_is_missing_is_asked_and_a_typed_secret_goes_into_a_file_of_its_own(
    vos: Simulator, tmp_path: Path
) -> None:
    """On a real terminal; what is typed where it says "not shown" is not shown."""
    told = typed(
        ["init", "--ca-file", str(vos.ca_file), "--output", str(tmp_path / "vos.yml")],
        [("Where is VOS", vos.url), ("client_id: ", "client"), ("client_secret (not shown): ", SECRET)],
    )
    assert "It works" in told
    assert SECRET not in told
    file = tmp_path / "vos.client_secret"
    assert file.read_text() == f"{SECRET}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SECRET not in (tmp_path / "vos.yml").read_text()
    assert main(["scrape", "--config.file", str(tmp_path / "vos.yml")]) == 0


def typed(arguments: list[str], answers: list[tuple[str, str]]) -> str:
    """What a terminal shows when each question is answered as soon as it is there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "vos_exporter", *arguments]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as process:
        os.close(theirs)
        shown, waiting = "", list(answers)
        while chunk := _read(ours):
            shown += chunk
            if waiting and waiting[0][0] in shown.rpartition("\n")[2]:
                os.write(ours, f"{waiting.pop(0)[1]}\n".encode())
        assert process.wait(30) == 0, shown
    os.close(ours)
    assert not waiting, shown
    return shown


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 4096).decode()
    except OSError:
        return ""


def test_an_empty_answer_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda _: "  ")
    assert main(["init", "--output", str(tmp_path / "vos.yml")]) == 1
