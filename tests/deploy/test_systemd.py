"""The systemd unit: known keys only, tight, and its parts fit together."""

import configparser
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kits.shipping import DEPLOY, environment, require, run
from tests.kits.tools import missing
from vos_exporter import config
from vos_exporter.cli.arguments import parse
from vos_exporter.simulator import Simulator

SYSTEMD = DEPLOY / "systemd"
UNIT = SYSTEMD / "vos-exporter.service"
_PR_SET_MDWE, _REFUSE_EXEC_GAIN = 65, 1
_PATIENCE = 30


def sections() -> configparser.RawConfigParser:
    """The unit; of a key that is there twice, the last."""
    found = configparser.RawConfigParser(strict=False)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(UNIT)
    return found


@pytest.mark.verify
def test_systemd_knows_every_key(tmp_path: Path) -> None:
    """`verify` only warns about an unknown key, so any word from it is too many."""
    analyze = require("systemd-analyze")
    path = tmp_path / UNIT.name
    start = sections()["Service"]["ExecStart"].split()[0]
    path.write_text(UNIT.read_text().replace(start, sys.executable))
    done = subprocess.run([analyze, "verify", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.verify
def test_its_exposure_is_below_two() -> None:
    run(require("systemd-analyze"), "security", "--offline=true", "--threshold=20", UNIT)


@pytest.mark.verify
def test_the_user_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    run(require("systemd-sysusers"), f"--root={tmp_path}", SYSTEMD / "vos-exporter.sysusers")
    assert "\nvos-exporter:" in "\n" + (tmp_path / "etc/passwd").read_text()
    assert sections()["Service"]["User"] == "vos-exporter"


def test_the_options_of_the_environment_file_are_flags_of_ours() -> None:
    line = (SYSTEMD / "vos-exporter.default").read_text().splitlines()[-1]
    name, _, value = line.partition("=")
    assert f"${name}" in sections()["Service"]["ExecStart"]
    (options,) = shlex.split(value)
    assert parse(shlex.split(options)).config_file == "/etc/vos-exporter/vos.yml"


def test_the_example_reads_the_credential_systemd_lends() -> None:
    identity, _, folder = sections()["Service"]["LoadCredential"].partition(":")
    (target,) = config.load(str(SYSTEMD / "vos.yml")).targets
    assert target.auth.client_secret is not None
    assert target.auth.client_secret.file == f"/run/credentials/{UNIT.name}/{identity}_{target.name}"
    assert folder == "/etc/vos-exporter/secrets"


def _no_new_code() -> None:
    """As MemoryDenyWriteExecute=yes: no memory may become executable. Ends the child where it is unknown."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_MDWE, _REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
        os._exit(77)


@pytest.fixture
def lent(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment with a simulated VOS in it."""
    with Simulator(services=2, ca_dir=tmp_path) as vos:
        secret = {"VOS_CLIENT_ID": vos.client_id, "VOS_CLIENT_SECRET": vos.client_secret}
        yield environment(VOS_URL=vos.url, VOS_CA_FILE=str(vos.ca_file), **secret)


@pytest.mark.verify
def test_it_runs_where_no_memory_may_become_executable(lent: dict[str, str], tmp_path: Path) -> None:
    """The one setting that breaks programs: libraries with code of their own might need such memory."""
    command = [str(Path(sys.executable).with_name("vos-exporter")), "scrape"]
    done = subprocess.run(
        command, env=lent, capture_output=True, text=True, check=False, preexec_fn=_no_new_code, cwd=tmp_path
    )
    if done.returncode == 77:
        missing("this kernel cannot refuse executable memory")
    assert done.returncode == 0, done.stderr
    assert "\nvos_up 1\n" in done.stdout


def test_a_reload_as_the_unit_does_it_keeps_the_process(lent: dict[str, str], tmp_path: Path) -> None:
    assert sections()["Service"]["ExecReload"] == "/bin/kill -HUP $MAINPID"
    log = tmp_path / "log"
    command = [str(Path(sys.executable).with_name("vos-exporter")), "--web.listen-address=127.0.0.1:0"]
    with log.open("w") as out, subprocess.Popen(command, env=lent, stderr=out, cwd=tmp_path) as exporter:
        try:
            address = said(log, "msg=listening").split("address=")[1].split()[0]
            exporter.send_signal(signal.SIGHUP)
            assert said(log, "was reloaded")
            with urllib.request.urlopen(f"http://{address}/-/healthy", timeout=5) as answer:
                assert answer.status == 200
        finally:
            exporter.terminate()
    assert exporter.returncode == 0


def said(log: Path, words: str) -> str:
    """The first line of ``log`` with ``words``, once it is there."""
    end = time.monotonic() + _PATIENCE
    while True:
        found = [line for line in log.read_text().splitlines() if words in line]
        if found:
            return found[0]
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)
