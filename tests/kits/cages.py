"""Processes with little memory or few files, and clients that mean no good to them."""

import contextlib
import os
import resource
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.kits.processes import eventually, exporter_command, free_port

MEMORY = 512 * 1024 * 1024
"""Bytes, as the shipped unit, image and manifests allow."""

_CGROUPS = Path("/sys/fs/cgroup/memory")
"""Where cgroups of version 1 account for memory; version 2 needs a delegated subtree, which CI has not."""

_BEGIN = """
import os, resource, sys
folder, files, *command = sys.argv[1:]
if folder:
    open(folder + "/cgroup.procs", "w").write(str(os.getpid()))
if files:
    resource.setrlimit(resource.RLIMIT_NOFILE, (int(files), int(files)))
os.execv(command[0], command)
"""


@dataclass
class Caged:
    """An exporter of which a peak of memory is known.

    Attributes:
        url: where it answers.
        log: what it wrote.
    """

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def status(self, key: str) -> int:
        """A number of ``/proc/PID/status``, in bytes where it says kB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        (found,) = [line.split()[1] for line in text.splitlines() if line.startswith(f"{key}:")]
        return int(found) * (1024 if key.startswith("Vm") else 1)

    @property
    def files(self) -> int:
        """How many it has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def alive(self) -> bool:
        return self.process.poll() is None


@contextlib.contextmanager
def memory_cage(limit: int = MEMORY) -> Iterator[str]:
    """A cgroup that kills what takes more than ``limit``; an empty text where none can be made.

    A test reads the peak as well, so that it means something there, too.
    """
    folder = _CGROUPS / f"vos-exporter-{uuid.uuid4().hex}"
    try:
        folder.mkdir()
        (folder / "memory.limit_in_bytes").write_text(str(limit))
    except OSError:
        yield ""
        return
    try:
        yield str(folder)
    finally:
        eventually(lambda: not (folder / "cgroup.procs").read_text() or None, "the cgroup is empty")
        folder.rmdir()


@contextlib.contextmanager
def caged_exporter(
    folder: Path, *flags: str, scheme: str = "http", files: int | None = None, **environment: str
) -> Iterator[Caged]:
    """A real exporter in 512 MiB, with so many ``files``; it is listening."""
    port, log = free_port(), folder / "caged.log"
    command = exporter_command("--web.listen-address", f"127.0.0.1:{port}", *flags)
    with contextlib.ExitStack() as stack:
        cage = stack.enter_context(memory_cage())
        output = stack.enter_context(log.open("wb"))
        begin = [sys.executable, "-c", _BEGIN, cage, str(files or ""), *command]
        started = subprocess.Popen(
            begin, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
        stack.callback(_end, started)
        eventually(lambda: "msg=listening" in log.read_text(), "it listens")
        yield Caged(started, port, log, scheme)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def silent_connections(port: int, count: int, *addresses: str) -> Iterator[list[socket.socket]]:
    """So many connections from each address on which nothing is ever said; some may be refused."""
    need = count * len(addresses) + 200
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < need:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(need, hard), hard))
    with contextlib.ExitStack() as stack:
        made = []
        for address in addresses * count:
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.bind((address, 0))
            one.connect_ex(("127.0.0.1", port))
            made.append(one)
        yield made
