"""`doctor`: what it says of a real server, what it writes, and that it writes nothing else anywhere."""

import io
import json
import os
import pty
import re
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from vos_exporter import config
from vos_exporter.cli import main
from vos_exporter.simulator import Simulator
from vos_exporter.simulator.plant import Spelling

SECRET = "canary-of-a-secret"
GUESSED = ("cpu", "memory", "bitrate", "level", "frequency", "local_oscillator", "symbol_rate", "roll_off")


@pytest.fixture(scope="module")
def shared() -> Iterator[Simulator]:
    with Simulator(services=3, client_id="client", client_secret=SECRET, password="canary-word") as simulator:
        yield simulator


@pytest.fixture
def vos(shared: Simulator) -> Iterator[Simulator]:
    shared.requests.reset()
    yield shared
    shared.clear_faults()
    shared.world.spelling = Spelling.of("a")
    shared.skew_clock(0)


def written(vos: Simulator, tmp_path: Path, more: str = "", secret: str = SECRET) -> str:
    """The configuration of one target, with a comment in it."""
    path = tmp_path / "vos.yml"
    path.write_text(
        f"# by hand\ntargets:\n  - name: vos  # the only one\n    url: {vos.url}\n"
        f"    auth: {{client_id: client, client_secret: {secret}}}\n"
        f"    tls: {{ca_file: {vos.ca_file}}}\n{more}"
    )
    path.chmod(0o640)
    return str(path)


def examined(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code, and what the JSON says of the only target."""
    code = main(["doctor", *arguments, "--format", "json"])
    told = capsys.readouterr().out
    (target,) = json.loads(told[told.index('{\n  "format"') :])["targets"]
    return code, target


def about(target: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [finding for finding in target["findings"] if finding["about"] == name]


def test_a_system_that_is_well(vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(vos, tmp_path)
    assert main(["doctor", "--config.file", file]) == 0
    told = capsys.readouterr().out
    first, *_ = told.splitlines()
    assert "one GET at a time; nothing is written there" in first
    assert re.search(r"  cpu +under cpuPercent, \d+ rows, [\d.]+ to [\d.]+ ratio \(by key\)", told)
    assert re.search(r"  nodes +read, 200, [\d.]+ s, \d+ bytes, \d+ rows", told)
    assert re.search(r"  SCTE Logs +not asked: disabled", told)
    assert "information: pods: Nobody reads `[].restarts`." in told
    assert "To paste" not in told
    assert SECRET not in told
    assert (vos.requests.token_requests, vos.requests.peak_in_flight, vos.requests.writes) == (1, 1, 0)
    assert {seen.method for seen in vos.requests.recent if seen.route != "token"} == {"GET"}


def test_what_no_unit_says_is_a_guess_that_only_a_person_puts_in_force(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vos.world.spelling = Spelling.of("a", vague=True)
    file, first, second = written(vos, tmp_path), tmp_path / "first.yml", tmp_path / "second.yml"
    code, target = examined(capsys, "--config.file", file, "--write", str(first))
    assert code == 2
    assert {one["about"].partition(".")[2] for one in target["proposals"]} == set(GUESSED)
    assert target["pages"]["Nodes"] == "part"
    assert yaml.safe_load(first.read_text()) == yaml.safe_load(Path(file).read_text())
    assert "# by hand\n" in first.read_text()
    assert "unit: percent  # " in first.read_text()
    assert stat.S_IMODE(first.stat().st_mode) == 0o640
    accepting = [word for name in GUESSED for word in ("--accept", name)]
    code = main(["doctor", "--config.file", str(first), "--write", str(second), *accepting])
    assert code == 2
    assert "--accept nodes.cpu" in capsys.readouterr().out
    assert "Guesses" not in second.read_text()
    assert "# the only one" in second.read_text()
    code, target = examined(capsys, "--config.file", str(second))
    assert (code, target["proposals"], target["well"]) == (0, [], True)
    (settings,) = config.load(str(second)).targets
    assert settings.routes["nodes"].fields["cpu"].unit == "percent"  # type: ignore[union-attr]


def test_a_refused_secret_is_tried_once(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, target = examined(capsys, "--config.file", written(vos, tmp_path, secret="canary-wrong"))
    assert code == 2
    assert "client id or the secret" in target["findings"][-1]["sentence"]
    assert "canary-wrong" not in json.dumps(target)
    assert (vos.requests.token_requests, target["routes"]) == (1, [])


@pytest.mark.parametrize(
    ("kind", "value", "words", "mend"),
    [
        ("status", 400, "authorization_code", "auth: {method: authorization_code}\n"),
        ("status", 404, "somewhere else", "auth: {token_path: /oauth/token}\n"),
        ("redirect", "https://elsewhere.invalid/", "somewhere else", "auth: {token_path: /oauth/token}\n"),
        ("status", 503, "see its logs", ""),
        ("garbage", None, "a page to log in at", "auth: {token_path: /oauth/token}\n"),
        ("drop", None, "closed the connection", "tls: {cert_file: client.pem, key_file: client-key.pem}\n"),
    ],
)
def test_what_comes_of_the_login(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    kind: str, value: Any, words: str, mend: str,
) -> None:  # fmt: skip
    vos.fault("token", kind, value)
    code, target = examined(capsys, "--config.file", written(vos, tmp_path))
    last = target["findings"][-1]
    assert (code, target["routes"], last["mend"]) == (2, [], mend)
    assert words in last["sentence"]


@pytest.mark.parametrize("method", ["basic", "authorization_code"])
def test_a_refused_password(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    file = Path(written(vos, tmp_path))
    client = "" if method == "basic" else f"client_id: client, client_secret: {SECRET}, "
    login = f"method: {method}, {client}username: operator, password: wrong"
    file.write_text(re.sub(r"auth: \{.*\}", f"auth: {{{login}}}", file.read_text()))
    code, target = examined(capsys, "--config.file", str(file))
    assert (code, "user name or the password" in target["findings"][-1]["sentence"]) == (2, True)


def test_a_certificate_of_ours_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Simulator(
        services=1, client_id="client", client_secret=SECRET, require_client_certificate=True
    ) as vos:
        _, target = examined(capsys, "--config.file", written(vos, tmp_path))
    assert target["findings"][-1]["mend"].startswith("tls: {cert_file:")


@pytest.mark.parametrize(
    ("route", "kind", "value", "severity", "words"),
    [
        ("nodes", "status", 404, "warning", "set its `path`"),
        ("rf_settings", "status", 404, "information", "does not have it"),
        ("uplinks", "status", 403, "error", "permission"),
        ("sources", "garbage", None, "error", "a page to log in at"),
        ("sources", "status", 503, "error", "in error"),
        ("pods", "shape", [{"podName": "a", "cpuPercent": 400}], "warning", "physically impossible"),
        ("nodes", "shape", [{"nodeName": "a", "cpuPercent": [1]}], "warning", "cannot be"),
        ("nodes", "shape", [{"nodeName": "a", "memoryPercent": 4, "x": 1}], "warning", "cpu`, and"),
        ("uplink_status", "shape", [{"id": "a", "uplinkState": "DANCING"}], "warning", "`DANCING`"),
        ("notifications", "shape", [{"id": "a", "severity": "PINK", "state": "ACTIVE"}], "warning", "`PINK`"),
        ("notifications", "duplicate", 5_000, "warning", "more rows"),
    ],
)
def test_what_a_route_answers(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    route: str, kind: str, value: Any, severity: str, words: str,
) -> None:  # fmt: skip
    vos.fault(route, kind, value)
    code, target = examined(capsys, "--config.file", written(vos, tmp_path))
    finding = about(target, route)[0]
    assert (finding["severity"], words in finding["sentence"]) == (severity, True), finding
    assert code == (0 if severity == "information" else 2)


def test_what_says_nothing_is_not_told(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vos.fault("nodes", "shape", [{"nodeName": "a", "role": None, "cpuPercent": 4}])
    outputs = {"uplinkOutputStatisticList": [7, {"outputId": "o", "bitrateKbps": 8}]}
    vos.fault("uplink_status", "shape", [{"id": "a", "uplinkState": "LOST", "uplinkStatistic": outputs}])
    _, target = examined(capsys, "--config.file", written(vos, tmp_path))
    told = {route["key"]: {one["concept"]: one for one in route["told"]} for route in target["routes"]}
    assert told["nodes"].keys() == {"cpu"}
    assert (told["uplink_status"]["bitrate"]["rows"], told["uplink_status"]["bitrate"]["high"]) == (1, 1000)


def test_a_secret_that_cannot_be_read(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(written(vos, tmp_path))
    file.write_text(file.read_text().replace(f"client_secret: {SECRET}", "client_secret_file: gone"))
    _, target = examined(capsys, "--config.file", str(file))
    assert "cannot be read" in target["findings"][-1]["sentence"]


def test_the_lines_about_a_word_are_where_the_configuration_wants_them(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vos.fault("uplink_status", "shape", [{"id": "a", "uplinkState": "DANCING"}])
    _, target = examined(capsys, "--config.file", written(vos, tmp_path))
    mend = about(target, "uplink_status")[0]["mend"].replace("<up or down>", "down")
    lines = "".join(f"    {line}\n" for line in mend.splitlines())
    _, target = examined(capsys, "--config.file", written(vos, tmp_path, lines))
    assert about(target, "uplink_status") == []


def test_clocks_that_differ(vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for skew, words in ((90, "ahead of"), (-90, "behind")):
        vos.skew_clock(skew)
        _, target = examined(capsys, "--config.file", written(vos, tmp_path))
        (finding,) = about(target, "clock")
        assert words in finding["sentence"]


def test_no_way_there_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], vos: Simulator) -> None:
    file = Path(written(vos, tmp_path))
    file.write_text(re.sub(r"    tls: .*\n", "", file.read_text()))
    assert main(["doctor", "--config.file", str(file)]) == 2
    told = capsys.readouterr().out
    assert "is not trusted: " in told
    assert "    tls: {ca_file: vos-ca.pem}\n" in told
    assert "Pages" not in told
    assert vos.requests.token_requests == 0


def test_a_closed_port_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], vos: Simulator) -> None:
    file = Path(written(vos, tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        free = listening.getsockname()[1]
    file.write_text(file.read_text().replace(vos.url, f"https://127.0.0.1:{free}"))
    code, target = examined(capsys, "--config.file", str(file))
    assert (code, [one["about"] for one in target["findings"]]) == (2, ["name", "port"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--target", "nobody"], "the targets are: vos"),
        (["--write", "{folder}/vos.yml"], "is there already"),
        (["--write", "/elsewhere.yml"], "write it beside"),
        (["--accept", "nodes.cpu"], "nothing of that name is proposed"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    filled = [argument.format(folder=tmp_path) for argument in arguments]
    assert main(["doctor", "--config.file", written(vos, tmp_path), *filled]) == 1
    assert words in capsys.readouterr().err


def test_without_a_file_there_is_nothing_to_copy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], vos: Simulator
) -> None:
    for name, value in {"URL": vos.url, "CLIENT_ID": "client", "CLIENT_SECRET": SECRET}.items():
        monkeypatch.setenv(f"VOS_{name}", value)
    assert main(["doctor", "--write", "new.yml"]) == 1
    assert "--write needs --config.file" in capsys.readouterr().err


def test_one_target_of_several(vos: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = "  - name: other\n    url: https://vos.invalid\n    auth: {client_id: a, client_secret: b}\n"
    code, target = examined(capsys, "--config.file", written(vos, tmp_path, more), "--target", "vos")
    assert (code, target["target"]) == (0, "vos")


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_colour_on_a_terminal(
    vos: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_colour: str, coloured: bool
) -> None:
    controlling, terminal = pty.openpty()
    monkeypatch.setenv("NO_COLOR", no_colour)
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: os.isatty(terminal), raising=False)
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["doctor", "--config.file", written(vos, tmp_path)]) == 0
    assert ("\x1b[2minformation\x1b[0m" in screen.getvalue()) is coloured
    os.close(controlling)
    os.close(terminal)
