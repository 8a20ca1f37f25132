"""The log streams from VOS to the file: each event once over many scrapes, as ``docs/streams.md`` says."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.kits.plants import Clock
from tests.kits.scraping import Answer, opened, scrape, settings, with_routes
from vos_exporter.collectors.notification_events import event as notification_line
from vos_exporter.collectors.options import CollectorOptions, NotificationOptions, ScteOptions
from vos_exporter.collectors.scte import event as log_line
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target
from vos_exporter.vos.notification_classes import Reader
from vos_exporter.vos.payloads.notifications import Notification
from vos_exporter.vos.payloads.scte import LogRow

PAGE = (Path(__file__).parents[2] / "docs" / "streams.md").read_text(encoding="utf-8")

Line = dict[str, Any]


class Plant:
    """A simulated VOS that only moves when told to, and the files of a target that scrapes it."""

    def __init__(self, simulator: Simulator, clock: Clock, target: Target, folder: Path) -> None:
        self.simulator, self.clock, self.target = simulator, clock, target
        self.notifications, self.log = folder / "notifications", folder / "scte"

    async def scrape(self, *routes: str, seconds: float = 0, times: int = 1) -> None:
        """Let some time pass, then scrape so many times."""
        self.clock.advance(seconds)
        for _ in range(times):
            answer = await scrape(self.target, *routes)
            assert answer.scrape.up


def lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def events(found: list[Line]) -> list[tuple[str, str]]:
    return sorted((line["event"], line["title"]) for line in found)


def total(answer: Answer, name: str) -> float:
    return sum(amount for (sample, _), amount in answer.samples.items() if sample == name)


def living(folder: Path, work: Callable[[Plant], Awaitable[None]]) -> None:
    """Do ``work`` with a plant whose clock stands still: only faults bring notifications then."""
    clock = Clock()
    options = CollectorOptions(
        notifications=NotificationOptions(log=True, log_file=str(folder / "notifications")),
        scte_logs=ScteOptions(log=True, log_file=str(folder / "scte")),
    )
    routes = with_routes(scte_logs={"enabled": True})

    async def main(simulator: Simulator) -> None:
        async with opened(settings(simulator, routes=routes, collectors=options)) as target:
            await work(Plant(simulator, clock, target, folder))

    with Simulator(services=4, clock=clock) as simulator:
        asyncio.run(main(simulator))


def test_a_notification_is_written_when_it_is_new_changed_and_resolved(tmp_path: Path) -> None:
    async def work(plant: Plant) -> None:
        simulator = plant.simulator
        simulator.break_plant("slate", 0)
        await plant.scrape(times=2)
        assert lines(plant.notifications) == []  # the baseline, though a slate is on air
        simulator.break_plant("notification", "*", "License expires soon")
        await plant.scrape(times=3)
        assert events(lines(plant.notifications)) == [("new", "License expires soon")]
        simulator.break_plant("notification", "*", "License expires today")
        await plant.scrape(times=3)
        assert events(lines(plant.notifications)[1:]) == [("changed", "License expires today")]
        simulator.mend_plant()
        await plant.scrape(times=3)
        assert events(lines(plant.notifications)[2:]) == [
            ("resolved", "License expires today"),
            ("resolved", "Slate on air"),
        ]

    living(tmp_path, work)


def test_a_route_that_fails_resolves_nothing(tmp_path: Path) -> None:
    async def work(plant: Plant) -> None:
        await plant.scrape()
        plant.simulator.break_plant("notification", "*", "License expires soon")
        await plant.scrape()
        plant.simulator.fault("notifications", "status", 503)
        await plant.scrape(times=2)
        plant.simulator.clear_faults()
        await plant.scrape(times=2)
        assert events(lines(plant.notifications)) == [("new", "License expires soon")]

    living(tmp_path, work)


def test_a_file_that_is_rotated_away_keeps_its_lines_and_a_new_one_gets_the_next(tmp_path: Path) -> None:
    async def work(plant: Plant) -> None:
        old = tmp_path / "notifications.1"
        await plant.scrape()
        plant.simulator.break_plant("slate", 0)
        await plant.scrape()
        plant.notifications.rename(old)
        plant.simulator.mend_plant()
        await plant.scrape(times=2)
        assert events(lines(old)) == [("new", "Slate on air")]
        assert events(lines(plant.notifications)) == [("resolved", "Slate on air")]
        assert plant.notifications.stat().st_mode & 0o777 == 0o640

    living(tmp_path, work)


def test_in_a_storm_every_notification_is_written_once_and_as_often_as_it_is_counted(tmp_path: Path) -> None:
    async def work(plant: Plant) -> None:
        await plant.scrape()
        plant.simulator.break_plant("storm", "*", 60)
        for _ in range(20):
            await plant.scrape("notifications", seconds=30, times=2)
        written = Counter((line["event"], line["id"]) for line in lines(plant.notifications))
        assert set(written.values()) == {1}
        new = sum(event == "new" for event, _ in written)
        resolved = sum(event == "resolved" for event, _ in written)
        assert 600 < new < 620
        assert 280 < resolved < 320
        counted = await scrape(plant.target)
        observed = [
            v for (name, _), v in counted.samples.items() if name == "vos_notifications_observed_total"
        ]
        assert sum(observed) == new

    living(tmp_path, work)


def test_splice_events_are_written_once_and_as_often_as_they_are_counted(tmp_path: Path) -> None:
    async def work(plant: Plant) -> None:
        await plant.scrape()
        for _ in range(12):
            await plant.scrape("scte_logs", seconds=300, times=2)
        written = lines(plant.log)
        # Two of four services have an event every ten minutes.
        assert len(written) == 12
        assert {line["event"] for line in written} == {"new"}
        assert len({(line["service_id"], line["happened"]) for line in written}) == 12
        counted = await scrape(plant.target)
        assert total(counted, "vos_scte35_log_events_total") == 12

    living(tmp_path, work)


def test_two_scrapes_at_once_write_an_event_once(tmp_path: Path) -> None:
    async def work(plant: Plant) -> None:
        await plant.scrape()
        plant.simulator.break_plant("slate", 0)
        both = [scrape(plant.target, debug=True) for _ in range(2)]
        await asyncio.gather(*both)
        assert events(lines(plant.notifications)) == [("new", "Slate on air")]

    living(tmp_path, work)


def test_the_page_names_every_key_of_a_line() -> None:
    reader = Reader(NotificationOptions())
    row = LogRow(0, None, "", "other", "", "", "", "")
    made = {
        "notifications": notification_line("new", Notification(), 0, reader),
        "scte_logs": log_line(row, 0),
    }
    for stream, line in made.items():
        (keys,) = [text for text in PAGE.splitlines() if text.startswith(f"| `{stream}` |")]
        assert [key.strip("` ") for key in keys.split("|")[2].split(",")] == [*line][2:]
        assert [*line][:2] == ["event", "time"]


def test_the_example_of_the_page_is_a_line() -> None:
    example = json.loads(PAGE.split("```json\n")[1].split("```")[0])
    line = notification_line("new", Notification(), 0, Reader(NotificationOptions()))
    assert [*example] == ["target", "stream", *line]


@pytest.mark.parametrize("name", ["log", "log_file"])
def test_the_streams_are_off_unless_switched_on(name: str) -> None:
    for options in (NotificationOptions(), ScteOptions()):
        assert not msgspec.structs.asdict(options)[name]
