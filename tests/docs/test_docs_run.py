"""What the pages tell a person to type is typed: our commands, and requests to a real process."""

import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.docs.doc_pages import ROOT, SHELLS, blocks, commands
from vos_exporter.simulator import Simulator

COMMAND = str(Path(sys.executable).with_name("vos-exporter"))
ONE_SHOT = ("--version", "check", "scrape", "routes", "metrics", "completion")
_PATIENCE = 30


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with a `vos.yml`, and an environment; both lead to the same simulated VOS."""
    folder = tmp_path_factory.mktemp("pages")
    with Simulator(services=3, ca_dir=folder) as vos:
        (folder / "client-secret").write_text(vos.client_secret)
        auth = {"client_id": vos.client_id, "client_secret_file": "client-secret"}
        tls = {"ca_file": str(vos.ca_file)}
        target = {"name": "headend-a", "url": vos.url, "auth": auth, "tls": tls}
        (folder / "vos.yml").write_text(yaml.safe_dump({"targets": [target]}))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VOS_")}
        secret = {"VOS_CLIENT_ID": vos.client_id, "VOS_CLIENT_SECRET": vos.client_secret}
        yield folder, {**kept, **secret, "VOS_URL": vos.url, "VOS_CA_FILE": str(vos.ca_file)}


@pytest.fixture(scope="module")
def address(place: tuple[Path, dict[str, str]]) -> Iterator[str]:
    """A running exporter as getting-started.md ends with it."""
    folder, environment = place
    log = folder / "log"
    command = [
        COMMAND,
        "--config.file",
        "vos.yml",
        "--web.enable-lifecycle",
        "--web.listen-address",
        "127.0.0.1:0",
    ]
    with log.open("w") as out, subprocess.Popen(command, cwd=folder, env=environment, stderr=out) as process:
        try:
            end = time.monotonic() + _PATIENCE
            while not (found := re.search(r"msg=listening address=(\S+) ", log.read_text())):
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.05)
            yield found[1]
        finally:
            process.terminate()


def shell_commands(name: str) -> list[list[str]]:
    """Every `name` in a shell block of any page, once."""
    found = [command for block in blocks() if block.kind in SHELLS for command in commands(block)]
    own = [shlex.join(command[1:]) for command in found if Path(command[0]).name == name]
    return [shlex.split(line) for line in dict.fromkeys(own)]


ONE_SHOTS = [
    arguments for arguments in shell_commands("vos-exporter") if arguments and arguments[0] in ONE_SHOT
]
REQUESTS = [arguments for arguments in shell_commands("curl") if ":1086" in " ".join(arguments)]


@pytest.mark.parametrize("arguments", ONE_SHOTS, ids=shlex.join)
def test_each_command_that_ends_does_what_it_says(
    arguments: list[str], place: tuple[Path, dict[str, str]]
) -> None:
    folder, environment = place
    done = subprocess.run(
        [COMMAND, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("arguments", REQUESTS, ids=shlex.join)
def test_each_request_is_answered(arguments: list[str], address: str) -> None:
    """As curl would send it, to the exporter that runs here."""
    (url,) = [word for word in arguments if "://" in word or ":1086" in word]
    path = re.sub(r"^(?:https?://)?[^/]+", "", url)
    data = arguments[arguments.index("--data") + 1].encode() if "--data" in arguments else None
    method = arguments[arguments.index("-X") + 1] if "-X" in arguments else "GET"
    request = urllib.request.Request(f"http://{address}{path}", data=data, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200
        assert answer.read()


def test_there_is_something_to_run() -> None:
    assert {arguments[0] for arguments in ONE_SHOTS} >= {"check", "scrape"}
    assert REQUESTS


TROUBLE = (ROOT / "docs/troubleshooting.md").read_text()
TARGET = "{name: %s, url: https://vos, auth: {client_id: a, client_secret: b}}"
TWO = f"targets: [{TARGET % 'a'}, {TARGET % 'b'}]"
MISTAKES = {
    "VOS_URL: not set; set it, or name a file with --config.file": (["check"], {"VOS_URL": ""}, ""),
    "must begin with https://, because credentials are sent to it": (["check"], {"VOS_URL": "http://a"}, ""),
    "unknown key; did you mean": (["check", "--config.file", "bad.yml"], {}, "tragets: []"),
    "there are several targets; choose one with --target": (["scrape", "--config.file", "bad.yml"], {}, TWO),
    "Address already in use": (["--web.listen-address"], {}, ""),
}


@pytest.mark.parametrize("sentence", MISTAKES)
def test_each_sentence_of_the_page_is_what_the_exporter_says(
    sentence: str, place: tuple[Path, dict[str, str]], address: str, tmp_path: Path
) -> None:
    arguments, changes, text = MISTAKES[sentence]
    if arguments == ["--web.listen-address"]:
        arguments = [*arguments, address]
    (tmp_path / "bad.yml").write_text(text)
    environment = {**place[1], **changes}
    done = subprocess.run(
        [COMMAND, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert f"`{sentence}`" in TROUBLE


def test_the_page_quotes_no_sentence_that_is_not_tried() -> None:
    table = TROUBLE.split("| it says |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) == set(MISTAKES)
