"""``vosctl`` against a simulated VOS: real HTTPS, real logins, real files."""

import contextlib
import copy
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import yaml

from vos_exporter.control.main import main
from vos_exporter.simulator import Simulator
from vos_exporter.simulator.written import KINDS

COMMAND = (sys.executable, "-m", "vos_exporter.control")


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both outputs."""
        return self.out + self.err

    @property
    def rollback(self) -> str:
        """The file that takes it back."""
        (line,) = [line for line in self.out.splitlines() if line.startswith("to go back: ")]
        return line.split()[-1]


class Bench:
    """A simulated VOS, and a folder with a ``vosctl.yml`` for it."""

    def __init__(self, vos: Simulator, folder: Path, **settings: Any) -> None:
        self.vos = vos
        self.folder = folder
        self.state = folder / "state"
        self.configure(**settings)

    def configure(self, **settings: Any) -> None:
        """Write ``vosctl.yml``; ``settings`` stand in the place of what it holds else."""
        (self.folder / "client-secret").write_text(self.vos.writer_secret)
        target = {
            "name": "headend-a",
            "url": self.vos.url,
            "auth": {"client_id": self.vos.writer_id, "client_secret_file": "client-secret"},
            "tls": {"ca_file": str(self.vos.ca_file)},
        }
        document = {"targets": [target], "allow": list(KINDS), "state_dir": str(self.state), "settle": "2s"}
        self._document = document | {"pause": "20ms"} | settings
        (self.folder / "vosctl.yml").write_text(yaml.safe_dump(self._document))

    @property
    def environment(self) -> dict[str, str]:
        """What a process of ours sees."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VOS")}
        return kept | {"VOSCTL_CONFIG_FILE": str(self.folder / "vosctl.yml")}

    def run(self, *arguments: str | Path, **environment: str) -> Done:
        """One command, in this process, without a terminal."""
        out, err = io.StringIO(), io.StringIO()
        with (
            patch.dict(os.environ, {**self.environment, **environment}, clear=True),
            patch("sys.stdin", io.StringIO()),
            patch("vos_exporter.control.settings.LEAST_PAUSE", 0.0),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            contextlib.chdir(self.folder),
        ):
            try:
                code = main([str(argument) for argument in arguments])
            except SystemExit as exit_:
                code = int(exit_.code or 0)
        return Done(code, out.getvalue(), err.getvalue())

    def as_it_ships(self) -> None:
        """Wait between two writes as long as everybody has to."""
        self.configure(**{key: value for key, value in self._document.items() if key != "pause"}, pause="2s")

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """One command as a process of its own, as it ships."""
        self.as_it_ships()
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)], cwd=self.folder, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def write(self, name: str, document: Any) -> Path:
        """A file in YAML."""
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else yaml.safe_dump(document, sort_keys=False))
        return path

    def plan(self, document: Any, *flags: str) -> Path:
        """A plan of ``document``, saved."""
        path = self.folder / "saved.plan"
        done = self.run("plan", self.write("wanted.yml", document), "-o", path, *flags)
        assert done.code == 2, done.said
        return path

    def objects(self, kind: str = "services") -> list[dict[str, Any]]:
        """What VOS answers now."""
        found: list[dict[str, Any]] = json.loads(self.vos.body(kind))
        return found

    def named(self, name: str, kind: str = "services") -> dict[str, Any]:
        """One object of it."""
        (found,) = [each for each in self.objects(kind) if each["name"] == name]
        return found

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All objects that can be written."""
        return copy.deepcopy({kind: self.objects(kind) for kind in KINDS})

    def puts(self) -> list[Mapping[str, Any]]:
        """Every write so far."""
        return [json.loads(each.body) for each in self.vos.requests.sent]

    def put(self, name: str, body: str, kind: str = "services") -> None:
        """Somebody else writes an object."""
        with httpx.Client(verify=False, trust_env=False) as client:
            auth = (self.vos.username, self.vos.password)
            url = f"{self.vos.url}{KINDS[kind]}/{self.named(name, kind)['id']}"
            client.put(url, content=body, auth=auth).raise_for_status()
        self.vos.requests.sent.clear()

    def audit(self) -> list[dict[str, Any]]:
        """The audit file."""
        return [json.loads(line) for line in (self.state / "audit.jsonl").read_text().splitlines()]


@contextlib.contextmanager
def bench(folder: Path, services: int = 5, **settings: Any) -> Iterator[Bench]:
    """A bench while the block runs."""
    with Simulator(services=services) as vos:
        yield Bench(vos, folder, **settings)
