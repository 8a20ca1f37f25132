"""The exporter itself: its configuration, its targets, and the families about it."""

import asyncio
import platform
from collections.abc import Callable, Sequence

import structlog

from vos_exporter import __version__, revision
from vos_exporter.client import BODIES
from vos_exporter.clock import SYSTEM_CLOCK, Clock
from vos_exporter.config import Config, ConfigError, TargetSettings
from vos_exporter.exposition import Encoded, encode
from vos_exporter.families import gauge, info
from vos_exporter.target import Target

BUILD = info(
    "vos_exporter_build_info", "What is running: version, revision and Python version.",
    "version", "revision", "python_version",
)  # fmt: skip
RELOAD_SUCCESSFUL = gauge(
    "vos_exporter_config_last_reload_successful", "1 if the last load of the configuration worked, else 0."
)
RELOAD_TIME = gauge(
    "vos_exporter_config_last_reload_success_timestamp_seconds", "When a configuration was loaded last."
)

BODY_BYTES = gauge(
    "vos_exporter_body_bytes_in_flight",
    "Bytes of answers of VOS, decompressed, that are being received or read; all targets share 128 MiB.",
)

FAMILIES = (BUILD, RELOAD_SUCCESSFUL, RELOAD_TIME, BODY_BYTES)

log = structlog.get_logger(__name__)


class Exporter:
    """All targets of one process.

    Attributes:
        clock: the clocks of all of it.
        config: the configuration in force.
        targets: by name, in the order of the configuration.
        reload_successful: whether the last load worked.
        loaded_at: when a configuration was loaded last, in seconds since the epoch.
    """

    def __init__(self, load: Callable[[], Config], clock: Clock = SYSTEM_CLOCK) -> None:
        """Load the configuration and start with it.

        Raises:
            ConfigError: there is nothing to start with.
        """
        self._load = load
        self.clock = clock
        self._retiring: set[asyncio.Task[None]] = set()
        self._reloading = asyncio.Lock()
        self.config = load()
        self.targets = {settings.name: self._target(settings) for settings in self.config.targets}
        self.reload_successful = True
        self.loaded_at = clock.wall()

    @property
    def only_target(self) -> Target | None:
        """The target whose metrics are on ``/metrics``: the one there is, if there is just one."""
        return next(iter(self.targets.values())) if len(self.targets) == 1 else None

    async def reload(self) -> None:
        """Load the configuration again. Unchanged targets keep client, token and counters.

        Files are read in a thread, so that scrapes go on; the exchange itself is one step.

        Raises:
            ConfigError: the new configuration is bad; the old one stays in force.
        """
        async with self._reloading:
            single = self.only_target is not None
            try:
                self._replace(await asyncio.to_thread(self._load))
            except ConfigError as error:
                self.reload_successful = False
                log.error("the configuration was not reloaded", error=str(error))
                raise
            self._reloaded(single)

    def _reloaded(self, single: bool) -> None:
        self.reload_successful, self.loaded_at = True, self.clock.wall()
        log.info("the configuration was reloaded", targets=len(self.targets))
        if single and self.only_target is None:
            log.warning("with more than one target, each is on /probe?target=NAME and none on /metrics")

    def _replace(self, config: Config) -> None:
        old = self.targets
        kept = {name: target for name, target in old.items() if config.target(name) == target.settings}
        self.targets = {s.name: kept.get(s.name) or self._target(s, old.get(s.name)) for s in config.targets}
        self.config = config
        for name, target in old.items():
            if name not in kept:
                self._retire(target)

    def _target(self, settings: TargetSettings, predecessor: Target | None = None) -> Target:
        try:
            target = Target(settings, clock=self.clock)
        except (OSError, ValueError) as error:
            # Its files were good when the configuration was checked, and are not any more.
            raise ConfigError(f"target {settings.name}: {error}") from None
        if predecessor is not None and predecessor.settings.url == settings.url:
            target.client.inherit(predecessor.client)
        return target

    def _retire(self, target: Target) -> None:
        """Close a replaced target once the scrapes that began with it are over."""
        task = asyncio.get_running_loop().create_task(target.retire())
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    def families(self) -> Sequence[Encoded]:
        """The families about the exporter itself, encoded."""
        return encode(
            (
                BUILD.family([((__version__, revision(), platform.python_version()), 1)]),
                RELOAD_SUCCESSFUL.family([((), int(self.reload_successful))]),
                RELOAD_TIME.family([((), self.loaded_at)]),
                BODY_BYTES.family([((), BODIES.in_flight)]),
            ),
            series_limit=1,
        )

    async def aclose(self) -> None:
        """End all scrapes and close all connections."""
        await asyncio.gather(*(target.aclose() for target in self.targets.values()))
        await asyncio.gather(*self._retiring)
