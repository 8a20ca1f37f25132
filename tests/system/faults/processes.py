"""Processes of a test on loopback: started, waited for, and ended by their own id."""

import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 60.0
"""Seconds within which anything on a busy machine gets ready."""


class Daemon:
    """One process, ready when it answers ``ready_url``; its output is in ``log``."""

    def __init__(self, command: list[str], ready_url: str, log: Path) -> None:
        self.command = command
        self.ready_url = ready_url
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self.command, stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)

    def kill(self) -> None:
        """End it without a word."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end and wait; nothing happens if it has ended."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.ready_url, timeout=1).close()
        except (urllib.error.URLError, OSError):
            return False
        return True
