"""How many new series a change in the plant brings: a bound for each, so that no history is ever flooded.

A new series is one with a name and labels that no scrape before had.
"""

import asyncio
from collections.abc import Awaitable, Callable

from tests.kits.plants import Clock, Series, about_vos, direct, scrape, world
from vos_exporter.simulator.notifications import BACKGROUND
from vos_exporter.simulator.world import World
from vos_exporter.vos.notification_classes import CLASSES, SEVERITIES

SERVICES = 10
New = Callable[..., Awaitable[set[Series]]]


def living(work: Callable[[World, Clock, New], Awaitable[None]], standing: int = 0) -> None:
    """Do ``work`` with a plant and something that scrapes it and tells the series never seen before."""
    clock = Clock()
    plant = world(clock, SERVICES)
    plant.standing = standing

    async def main() -> None:
        async with direct(plant) as target:
            seen = set(about_vos(await scrape(target)))

            async def new(*routes: str) -> set[Series]:
                clock.advance(30)
                fresh = about_vos(await scrape(target, *routes)).keys() - seen
                seen.update(fresh)
                return set(fresh)

            await work(plant, clock, new)

    asyncio.run(main())


def having(series: set[Series], **labels: str) -> set[Series]:
    """Those with these labels."""
    return {(name, found) for name, found in series if labels.items() <= dict(found).items()}


def alarming(series: set[Series]) -> set[Series]:
    """Those about notifications: sparse families, which have a series once there is something to count."""
    sparse = ("vos_service_notifications_active", "vos_notification_", "vos_notifications")
    return {(name, labels) for name, labels in series if name.startswith(sparse)}


def test_a_rename_costs_one_info_series_each_and_going_back_none() -> None:
    async def work(plant: World, clock: Clock, new: New) -> None:
        plant.plant.set("rename", 0, clock(), "another name")
        fresh = await new()
        assert {name for name, _ in fresh - alarming(fresh)} == {"vos_service_info", "vos_ingest_point_info"}
        assert len(fresh - alarming(fresh)) == 2
        plant.plant.clear(clock())
        back = await new()
        assert back == alarming(back)

    living(work)


def test_a_fail_over_and_its_end_cost_only_what_alarms_cost() -> None:
    async def work(plant: World, clock: Clock, new: New) -> None:
        for kind in ("source-loss", "uplink-lost", "group-lost", "origin-down", "ingest-stuck"):
            plant.plant.set(kind, 0, clock())
            fresh = await new()
            assert fresh == alarming(fresh)
            assert len(fresh) <= 8
            plant.plant.clear(clock())
            over = await new()
            assert over == alarming(over)

    living(work)


def test_a_service_deleted_and_made_again_costs_what_one_service_costs() -> None:
    async def work(plant: World, clock: Clock, new: New) -> None:
        plant.plant.set("delete", 0, clock())
        gone = await new()
        assert gone == alarming(gone)
        plant.plant.clear(clock())
        plant.plant.set("recreate", 0, clock(), 7)
        fresh = await new()
        service_id = plant.plant.service_id(0)
        own = having(fresh, service_id=service_id)
        pods = {series for series in fresh if series[0].startswith("vos_pod")}
        assert fresh == own | pods | alarming(fresh)
        assert len(own - alarming(own)) <= 20
        assert len(pods) <= 4
        plant.plant.clear(clock())
        same_id_again = await new()
        assert same_id_again == alarming(same_id_again)

    living(work)


def test_a_node_that_goes_costs_the_pods_that_move() -> None:
    async def work(plant: World, clock: Clock, new: New) -> None:
        moving = sum(service.worker == 0 for service in plant.plant.services())
        plant.plant.set("node-gone", 0, clock())
        fresh = await new()
        pods = {series for series in fresh if series[0].startswith("vos_pod")}
        assert fresh - pods == alarming(fresh)
        assert len(pods) == 4 * moving
        plant.plant.clear(clock())
        back = await new()
        assert back == alarming(back)

    living(work)


def test_ten_times_the_notifications_cost_no_series_but_those_of_services_not_seen_before() -> None:
    async def work(plant: World, clock: Clock, new: New) -> None:
        plant.standing = 3_000
        fresh = await new()
        assert {name for name, _ in fresh} <= {"vos_service_notifications_active"}
        assert len(fresh) <= SERVICES * len(BACKGROUND)

    living(work, standing=300)


def test_a_storm_of_an_hour_costs_at_most_one_series_per_service() -> None:
    async def work(plant: World, clock: Clock, new: New) -> None:
        plant.plant.set("storm", "*", clock())
        total: set[Series] = set()
        for _ in range(20):
            clock.advance(150)
            total |= await new("services", "notifications", "notification_history")
        of_storm = having(total, notification_class="transport_errors", notification_severity="warning")
        assert len(of_storm) <= SERVICES
        assert len(total) <= SERVICES * len(BACKGROUND) + len(BACKGROUND) + len(SEVERITIES)

    living(work)


def test_a_day_of_a_healthy_plant_adds_little_and_ever_less() -> None:
    """Whatever comes and goes, its series come from closed sets: most are there within hours."""

    async def work(plant: World, clock: Clock, new: New) -> None:
        hours = []
        for _ in range(24):
            fresh: set[Series] = set()
            for _ in range(4):
                clock.advance(870)
                fresh |= await new("services", "notifications", "notification_history")
            hours.append(fresh)
        hours.append(await new())
        everything = set().union(*hours)
        assert everything == alarming(everything)
        assert len(everything) <= SERVICES * len(BACKGROUND) + len(CLASSES)
        assert sum(map(len, hours[12:])) < sum(map(len, hours[:12]))

    living(work)
