"""Memory stays flat over thousands of scrapes of a small plant in which everything changes all the time."""

import asyncio
import gc
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import msgspec
import pytest

from tests.kits.plants import BUDGET, Clock, direct, settings, world
from vos_exporter.collectors import observed
from vos_exporter.scrape import select
from vos_exporter.simulator import inventory, notifications
from vos_exporter.simulator.world import World

SERVICES = 2
LOG_ROWS = "30"
SAMPLES = 12
"""How often memory is looked at between warm-up and end."""

NEW_PER_SCRAPE = 6
"""Notifications that were never there before."""


@dataclass
class Use:
    """Memory of this process: blocks of Python objects, and bytes resident."""

    blocks: int
    resident: int

    @classmethod
    def now(cls, plant: World) -> "Use":
        """As it is, without what the simulator keeps to be fast."""
        inventory.identifier.cache_clear()
        notifications._slot.cache_clear()
        plant._cache.clear()
        plant.plant.resolved.clear()
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(sys.getallocatedblocks(), pages * resource.getpagesize())


def change(plant: World, clock: Clock, turn: int) -> None:
    """A minute passes: new notifications, a service made again, another renamed, an alarm now and then."""
    clock.advance(60)
    plant.plant.set("storm", "*", clock() - 300, NEW_PER_SCRAPE)
    plant.plant.set("recreate", turn % SERVICES, clock(), turn)
    plant.plant.set("rename", (turn + 1) % SERVICES, clock(), f"name {turn}")
    if turn % 7 == 0:
        plant.enter("source-loss")


def uses(scrapes: int, warm_up: int) -> list[Use]:
    """Memory after the warm-up, at equal distances until the end."""
    clock = Clock()
    plant = world(clock, SERVICES)
    routes = dict(settings().routes)
    routes["scte_logs"] = msgspec.structs.replace(routes["scte_logs"], params={"row_count": LOG_ROWS})
    target = msgspec.structs.replace(settings(), routes=routes)
    found = []

    async def main() -> None:
        async with direct(plant, target) as live:
            for turn in range(warm_up + scrapes):
                change(plant, clock, turn)
                assert (await live.scrape(select(), BUDGET)).up
                if turn >= warm_up and (turn - warm_up) % (scrapes // SAMPLES) == 0:
                    found.append(Use.now(plant))

    asyncio.run(main())
    return found


def assert_flat(found: list[Use]) -> None:
    """The last third is what the first third was, but for a hundredth: blocks, and bytes resident."""
    first, last = found[: len(found) // 3], found[-(len(found) // 3) :]
    assert mean(use.blocks for use in last) < 1.01 * mean(use.blocks for use in first)
    assert mean(use.resident for use in last) < 1.02 * mean(use.resident for use in first)


@pytest.mark.timeout(600)
def test_memory_is_flat_over_a_thousand_scrapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a smaller memory for notifications, so that it is full when the measurement begins."""
    monkeypatch.setattr(observed, "REMEMBERED", 600)
    monkeypatch.setattr(observed, "_PRUNED_TO", 450)
    assert_flat(uses(scrapes=1_000, warm_up=200))


@pytest.mark.verify
@pytest.mark.timeout(1_800)
def test_memory_is_flat_over_ten_thousand_scrapes() -> None:
    """As it ships: the warm-up fills the memory for notifications."""
    assert_flat(uses(scrapes=10_000, warm_up=observed.REMEMBERED // NEW_PER_SCRAPE + 200))


def test_a_leak_would_be_seen() -> None:
    """An object kept per scrape, as a thousand would be in a tenth of the time."""
    steady = Use(240_000, 57 * 2**20)
    leaking = [Use(steady.blocks + 400 * turn, steady.resident) for turn in range(SAMPLES)]
    assert_flat([steady] * SAMPLES)
    with pytest.raises(AssertionError):
        assert_flat(leaking)
