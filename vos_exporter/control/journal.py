"""What is kept of every attempt to write: an audit line before and after, and the way back; no secrets."""

import contextlib
import fcntl
import getpass
import json
import os
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vos_exporter.clock import SYSTEM_CLOCK, Clock
from vos_exporter.config import TargetSettings
from vos_exporter.control.errors import ControlError
from vos_exporter.control.plan import FORMAT, Plan, Step, write_plan

AUDIT_FILE = "audit.jsonl"
LOCK_FILE = "lock"
_POLL = 0.1
"""Seconds between two looks at a lock that somebody else holds."""


def time_text(wall: float) -> str:
    """Seconds since the epoch as ISO 8601 in UTC."""
    return datetime.fromtimestamp(wall, UTC).isoformat(timespec="milliseconds")


def who() -> str:
    """Who sits there: the user, and through sudo the one before."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    before = os.environ.get("SUDO_USER")
    return f"{user} (sudo by {before})" if before and before != user else user


def origin() -> dict[str, Any]:
    """Where a command comes from: this host, and the address of whoever logged in on it."""
    address = os.environ.get("SSH_CONNECTION", "").partition(" ")[0]
    return {"who": who(), "host": socket.gethostname(), "from": address or None, "pid": os.getpid()}


@dataclass(slots=True)
class Journal:
    """The audit file and the rollback file of one ``apply``.

    Attributes:
        folder: where both are; made when it is not there.
        target: the system that is written to.
        clock: what is kept is dated by it.
        rollback: the rollback file, once there is one.
    """

    folder: Path
    target: TargetSettings
    clock: Clock = SYSTEM_CLOCK
    rollback: Path | None = None
    _back: dict[tuple[str, str], Step] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make sure that an attempt can be kept, before there is one.

        Raises:
            ControlError: it cannot; then nothing may be written.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(self._open_audit())
        except OSError as error:
            raise ControlError(
                f"{error.filename or self.folder}: the audit file cannot be written ({error.strerror}), so"
                " nothing is written to VOS; set `state_dir` to a folder of yours"
            ) from None

    def _open_audit(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        return os.open(self.folder / AUDIT_FILE, flags, mode=0o600)

    @contextlib.contextmanager
    def alone(self, patience: float) -> Iterator[None]:
        """Keep every other ``vosctl`` with this folder from writing while the block runs.

        Raises:
            ControlError: another one holds on for longer than ``patience`` seconds.
        """
        handle = os.open(self.folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, mode=0o600)
        try:
            deadline = self.clock.monotonic() + patience
            while not _locked(handle):
                if self.clock.monotonic() > deadline:
                    raise ControlError("another vosctl is writing; wait until it has ended")
                time.sleep(_POLL)
            yield
        finally:
            os.close(handle)

    def since_last_write(self) -> float:
        """Seconds since the last write of any ``vosctl`` with this folder."""
        with contextlib.suppress(FileNotFoundError):
            return max(0.0, self.clock.wall() - (self.folder / f"{LOCK_FILE}.written").stat().st_mtime)
        return float("inf")

    def wrote(self) -> None:
        """A write has ended, this moment."""
        (self.folder / f"{LOCK_FILE}.written").touch(mode=0o600)

    def begin(self, step: Step, facts: Mapping[str, Any]) -> str:
        """Keep that a write is about to happen; the name of the attempt.

        Raises:
            ControlError: it cannot be kept; then it must not happen.
        """
        attempt = str(uuid.uuid4())
        self._append(step, attempt, {"event": "begin", **facts})
        return attempt

    def end(self, step: Step, attempt: str | None, outcome: str, detail: str) -> None:
        """Keep what became of an attempt; of one that never began without its name."""
        self._append(
            step, attempt or str(uuid.uuid4()), {"event": "end", "outcome": outcome, "detail": detail}
        )

    def _append(self, step: Step, attempt: str, facts: Mapping[str, Any]) -> None:
        about = {
            "at": time_text(self.clock.wall()),
            "attempt": attempt,
            **origin(),
            "target": self.target.name,
            "url": self.target.url,
            "action": "add" if step.adds else "change",
            "kind": step.kind.one,
            "id": step.id,
            "name": step.name,
        }
        line = json.dumps({**about, **facts}, ensure_ascii=True).encode() + b"\n"
        try:
            handle = self._open_audit()
            try:
                if os.write(handle, line) != len(line):
                    raise OSError(28, "no space left on device")
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise ControlError(
                f"{self.folder / AUDIT_FILE}: it cannot be written: {error.strerror}"
            ) from None

    def can_go_back(self, step: Step, *, over: Step) -> None:
        """Keep ``step``, the way back ``over`` another one, in the place of what was kept of that before.

        Raises:
            ControlError: it cannot be kept.
        """
        if self.rollback is None:
            stamp = datetime.fromtimestamp(self.clock.wall(), UTC).strftime("%Y%m%dT%H%M%S")
            self.rollback = self.folder / f"rollback-{stamp}-{uuid.uuid4().hex[:8]}.json"
        self._back = {(over.kind.value, over.id): step, **self._back} | {(over.kind.value, over.id): step}
        plan = Plan(
            FORMAT,
            self.target.name,
            self.target.url,
            time_text(self.clock.wall()),
            who(),
            tuple(self._back.values()),
        )
        write_plan(plan, self.rollback)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
