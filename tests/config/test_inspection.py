"""What `check` says beyond good and bad: what was read from where, and what is hardly meant."""

from pathlib import Path

import pytest

from vos_exporter import config
from vos_exporter.cli import main

SECRET = "canary-of-a-secret"


def written(tmp_path: Path, *lines: str, auth: str = "") -> Path:
    """A configuration with one target and more ``lines`` of it."""
    path = tmp_path / "vos.yml"
    auth = auth or f"auth: {{client_id: id-7, client_secret_file: {secret(tmp_path)}}}"
    body = ["name: a", "url: https://vos.invalid", auth, *lines]
    path.write_text("targets:\n  - " + "\n    ".join(body) + "\n")
    return path


def secret(tmp_path: Path, text: str = f"{SECRET}\n", mode: int = 0o600) -> Path:
    """A file with a secret."""
    path = tmp_path / "secret"
    path.write_text(text)
    path.chmod(mode)
    return path


def remarks(path: Path) -> tuple[list[str], list[str]]:
    """Facts and warnings."""
    found = config.inspect(config.load(str(path)))
    return [r.sentence for r in found if not r.warning], [r.sentence for r in found if r.warning]


def test_it_says_which_file_was_read_and_how(tmp_path: Path) -> None:
    facts, warnings = remarks(written(tmp_path))
    assert facts == [f"client_secret: read from {tmp_path / 'secret'}, without its line end"]
    assert warnings == []


def test_a_secret_file_that_is_missing_is_a_warning(tmp_path: Path) -> None:
    path = written(tmp_path)
    (tmp_path / "secret").unlink()
    _, (warning,) = remarks(path)
    assert str(tmp_path / "secret") in warning
    assert "no login is possible" in warning


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        (f"{SECRET}\n", 0o644, "can be read by others (mode 644)"),
        (f" {SECRET}\n", 0o600, "begins or ends with a blank"),
        ("<secret>\n", 0o600, "stands in an example"),
        ("change-me", 0o600, "stands in an example"),
    ],
)
def test_what_is_hardly_meant_is_a_warning(tmp_path: Path, text: str, mode: int, words: str) -> None:
    path = written(tmp_path)
    secret(tmp_path, text, mode)
    _, (warning,) = remarks(path)
    assert words in warning


def test_a_log_file_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    for stream in ("notifications", "scte_logs"):
        lines = f"{stream}: {{log: true, log_file: {tmp_path}/nowhere/events.jsonl}}"
        _, (warning,) = remarks(written(tmp_path, lines))
        assert f"the folder {tmp_path}/nowhere is not there" in warning
        _, (warning,) = remarks(written(tmp_path, f"{stream}: {{log: true, log_file: {tmp_path}}}"))
        assert f"{tmp_path} is not a regular file" in warning
        good = f"{stream}: {{log: true, log_file: {tmp_path}/events.jsonl}}"
        assert remarks(written(tmp_path, good))[1] == []


def test_a_log_folder_of_somebody_else_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    lines = f"notifications: {{log: true, log_file: {tmp_path}/events.jsonl}}"
    assert "nothing can be written" in remarks(written(tmp_path, lines))[1][0]


def test_trust_in_everybody_is_a_warning(tmp_path: Path) -> None:
    _, (warning,) = remarks(written(tmp_path, "tls: {insecure_skip_verify: true}"))
    assert "not verified" in warning


def test_the_same_system_twice_is_a_warning(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(
        path.read_text() + path.read_text().replace("targets:\n", "").replace("name: a", "name: b")
    )
    _, (warning,) = remarks(path)
    assert warning == "it is the same system as a: VOS is asked twice"


def test_every_route_disabled_is_a_warning(tmp_path: Path) -> None:
    routes = ", ".join(f"{key}: {{enabled: false}}" for key in config.default_routes())
    _, (warning,) = remarks(written(tmp_path, f"routes: {{{routes}}}"))
    assert "vos_up stays 0" in warning


def test_the_command_tells_it_all_and_no_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path)
    secret(tmp_path, mode=0o604)
    assert main(["check", "--config.file", str(path)]) == 0
    told = capsys.readouterr()
    assert f"a: client_secret: read from {tmp_path / 'secret'}" in told.out
    assert "warning: a: client_secret: " in told.out
    assert told.out.endswith("good: 1 target(s): a\n")
    assert SECRET not in told.out + told.err
