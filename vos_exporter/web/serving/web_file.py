"""The web file in force: read again when it, or a certificate it names, changes."""

import ssl
from collections.abc import Iterable
from pathlib import Path

import structlog

from vos_exporter.config import ConfigError
from vos_exporter.web.serving.tls import server_context
from vos_exporter.web.serving.web_config import WebConfig, load

log = structlog.get_logger(__name__)

Look = tuple[int, int, int] | None
"""What a file looks like: time of change, size and inode; ``None`` if it cannot be looked at."""


class WebFile:
    """What our HTTP server asks of clients; a bad change leaves the old state working.

    Raises:
        ConfigError: there is nothing to start with.
    """

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._config = WebConfig()
        self._context: ssl.SSLContext | None = None
        self._seen: dict[str, Look] = {}
        if path is not None:
            self._read(path)

    @property
    def has_tls(self) -> bool:
        """Whether HTTPS is spoken; decided at start."""
        return self._context is not None

    @property
    def scheme(self) -> str:
        """Of the URLs we are reached by."""
        return "https" if self.has_tls else "http"

    @property
    def config(self) -> WebConfig:
        """The configuration in force now."""
        self._refresh()
        return self._config

    def context(self) -> ssl.SSLContext:
        """What a new connection is made with; only with TLS."""
        self._refresh()
        if self._context is None:  # pragma: no cover - asked for only where there is TLS
            raise RuntimeError("the web file has no TLS")
        return self._context

    def _refresh(self) -> None:
        """Read everything again if a file looks different from when it was read."""
        if self._path is None or _looks(self._seen) == self._seen:
            return
        had_tls = self.has_tls
        try:
            self._read(self._path, had_tls)
        except ConfigError as error:
            log.error("the web file changed and is not used", error=str(error))
        else:
            log.info("the web file was read again", file=self._path)

    def _read(self, path: str, tls_expected: bool | None = None) -> None:
        """Each file is looked at before it is read, so that no change in between is lost."""
        self._seen = _looks({path, *self._seen})
        config = load(path)
        tls = config.tls_server_config
        self._seen |= _looks(() if tls is None else tls.files)
        if tls_expected is not None and tls_expected is not (tls is not None):
            raise ConfigError(f"{path}: turning TLS on or off needs a restart")
        try:
            context = None if tls is None else server_context(tls)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from None
        self._config, self._context = config, context


def _looks(names: Iterable[str]) -> dict[str, Look]:
    return {name: _look(name) for name in names}


def _look(name: str) -> Look:
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
