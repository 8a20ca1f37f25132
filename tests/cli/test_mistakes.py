"""Whose mistake it was: the user's is a sentence, ours is where it happened."""

import logging
import os
import socket
from collections.abc import Iterator

import pytest

from vos_exporter.cli import commands, main


@pytest.fixture(autouse=True)
def level() -> Iterator[None]:
    """The commands change the level of the process."""
    before = logging.getLogger().level
    yield
    logging.getLogger().setLevel(before)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "--config.file", "/nowhere/vos.yml"], "/nowhere/vos.yml"),
        (["simulate", "--scenario", "calm"], "no scenario 'calm'; there are healthy,"),
        (["simulate", "--listen-address", "8443"], "'8443' is not an address to listen on"),
        (
            ["simulate", "--listen-address", "a.example:8443"],
            "IP address or localhost, not on 'a.example'",
        ),
        (["demo", "--web.listen-address", "x:y"], "'x:y' is not an address to listen on"),
    ],
)
def test_a_mistake_of_the_user_is_one_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    told = capsys.readouterr().err
    assert words in told
    assert told.startswith("vos-exporter: ")
    assert "Traceback" not in told


def test_an_address_in_use_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOS_URL", "https://vos.invalid")
    monkeypatch.setenv("VOS_CLIENT_ID", "a")
    monkeypatch.setenv("VOS_CLIENT_SECRET", "b")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert main(["serve", "--web.listen-address", address]) == 1
    assert f"cannot listen on {address}: Address already in use" in capsys.readouterr().err


@pytest.mark.parametrize("error", [ValueError, KeyError, AssertionError])
def test_a_mistake_of_ours_is_not_called_the_users(
    error: type[Exception], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_options: object) -> None:
        raise error("what VOS said")

    monkeypatch.setattr(commands, "check", broken)
    assert main(["check"]) == os.EX_SOFTWARE
    told = capsys.readouterr().err
    assert f"error={error.__name__}" in told
    assert "test_mistakes.py" in told, "where it happened"
    assert "a mistake of ours" in told
    assert "what VOS said" not in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "--web.telemetry-path", "metrics"], "a path begins with a slash"),
        (["simulate", "--services", "-1"], "--services"),
    ],
)
def test_a_wrong_flag_is_refused_before_anything_starts(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert words in capsys.readouterr().err
