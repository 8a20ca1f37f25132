"""What the pages see is what is exported: the same series with the same values."""

import asyncio

from tests.kits import plants
from vos_exporter.collectors.destinations import DELIVERY_INFO
from vos_exporter.collectors.services import ACTIVE
from vos_exporter.scrape import Scrape
from vos_exporter.target import Target
from vos_exporter.web.plant.facts import ROUTES, Facts, facts


def test_the_facts_of_a_scrape_are_the_series_that_it_exports() -> None:
    async def both(target: Target) -> tuple[Scrape, Facts]:
        scrape = await target.scrape(ROUTES, plants.BUDGET)
        return scrape, await asyncio.to_thread(facts, scrape, target.settings)

    scrape, seen = plants.run(plants.world(plants.Clock(), 6), both)
    exported = plants.samples(scrape)
    compared = 0
    for name, labels in seen.declared.items():
        for values, value in seen.samples[name]:
            # A label without a value is not written.
            told = frozenset((key, text) for key, text in zip(labels, values, strict=True) if text)
            found = {
                series: number
                for series, number in exported.items()
                if series[0] == name and frozenset(pair for pair in series[1] if pair[1]) == told
            }
            if name != DELIVERY_INFO.name:
                assert list(found.values()) == [value], (name, told)
                compared += 1
    assert compared > 100
    # The delivery types are shown, though they are exported only on request.
    assert list(seen.rows(DELIVERY_INFO))
    assert seen.read == ROUTES
    assert len(seen.truths(ACTIVE)) == 6


def test_two_families_of_one_name_are_one() -> None:
    one, other = ACTIVE.family([(("a",), 1)]), ACTIVE.family([(("b",), 0)])
    assert Facts.of([one, other], ["services"]).truths(ACTIVE) == {"a": True, "b": False}
