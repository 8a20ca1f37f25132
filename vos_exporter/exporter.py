"""The exporter itself: its configuration, its targets, and the families about it."""

import asyncio
import platform
from collections.abc import Callable, Sequence

import structlog

from vos_exporter import __version__, revision, vitals
from vos_exporter.client import BODIES
from vos_exporter.clock import SYSTEM_CLOCK, Clock
from vos_exporter.config import Config, ConfigError, TargetSettings
from vos_exporter.exposition import Encoded, encode, encode_histogram
from vos_exporter.families import counter, gauge, info
from vos_exporter.scrape.memo import Shelf
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

MEMO_HITS = counter(
    "vos_exporter_memo_hits_total",
    "Answers of VOS that were the bytes of last time, so that the work on them was not done again.",
)
MEMO_MISSES = counter(
    "vos_exporter_memo_misses_total", "Answers of VOS that were read: other bytes, or time has a say in them."
)
BODY_BYTES = gauge(
    "vos_exporter_body_bytes_in_flight",
    "Bytes of answers of VOS, decompressed, that are being received or read; all targets share 128 MiB.",
)

FAMILIES = (
    BUILD, RELOAD_SUCCESSFUL, RELOAD_TIME, MEMO_HITS, MEMO_MISSES, BODY_BYTES, *vitals.FAMILIES,
)  # fmt: skip

log = structlog.get_logger(__name__)


class Exporter:
    """All targets of one process.

    Attributes:
        clock: the clocks of all of it.
        config: the configuration in force.
        targets: by name, in the order of the configuration.
        reload_successful: whether the last load worked.
        reload_error: why it did not; empty if it did.
        loaded_at: when a configuration was loaded last, in seconds since the epoch.
        shelf: what the targets keep of the last answers together.
        vitals: how the process fares; kept over reloads.
    """

    def __init__(
        self, load: Callable[[], Config], clock: Clock = SYSTEM_CLOCK, shelf: Shelf | None = None
    ) -> None:
        """Load the configuration and start with it.

        Raises:
            ConfigError: there is nothing to start with.
        """
        self.vitals = vitals.Vitals()
        self._load = load
        self.clock = clock
        self._retiring: set[asyncio.Task[None]] = set()
        self._reloading = asyncio.Lock()
        self.shelf = Shelf() if shelf is None else shelf
        self.config = load()
        self.targets = {settings.name: self._target(settings) for settings in self.config.targets}
        self.reload_successful, self.reload_error = True, ""
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
                self.reload_successful, self.reload_error = False, str(error)
                log.error("the configuration was not reloaded", error=str(error))
                raise
            self._reloaded(single)

    def _reloaded(self, single: bool) -> None:
        self.reload_successful, self.reload_error, self.loaded_at = True, "", self.clock.wall()
        log.info("the configuration was reloaded", targets=len(self.targets))
        if single and self.only_target is None:
            log.warning("with more than one target, each is on /probe?target=NAME and none on /metrics")

    def _replace(self, config: Config) -> None:
        old = self.targets
        kept = {name: target for name, target in old.items() if config.target(name) == target.settings}
        self.targets = {s.name: kept.get(s.name) or self._target(s, old.get(s.name)) for s in config.targets}
        self.config = config
        for name, target in old.items():
            target.forget()
            if name not in kept:
                self._retire(target)

    def _target(self, settings: TargetSettings, predecessor: Target | None = None) -> Target:
        target = Target(settings, clock=self.clock, shelf=self.shelf)
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
        own = encode(
            (
                BUILD.family([((__version__, revision(), platform.python_version()), 1)]),
                RELOAD_SUCCESSFUL.family([((), int(self.reload_successful))]),
                RELOAD_TIME.family([((), self.loaded_at)]),
                MEMO_HITS.family([((), self.shelf.hits)]),
                MEMO_MISSES.family([((), self.shelf.misses)]),
                BODY_BYTES.family([((), BODIES.in_flight)]),
                *self.vitals.families(),
            ),
            series_limit=100,
        )
        return [*own, encode_histogram(vitals.LOOP_LAG, [((), self.vitals.loop_lag)])]

    async def aclose(self) -> None:
        """End all scrapes and close all connections."""
        await asyncio.gather(*(target.aclose() for target in self.targets.values()))
        await asyncio.gather(*self._retiring)
