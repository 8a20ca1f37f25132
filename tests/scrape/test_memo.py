"""The same bytes give the same answer, whether the work on them is done again or not."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from tests.kits.collecting import FIXTURES
from tests.kits.scraping import BUDGET, Canned
from vos_exporter import target as target_module
from vos_exporter.client import Client, Request, Response
from vos_exporter.clock import Clock, Stopwatch
from vos_exporter.collectors import options
from vos_exporter.collectors.options import CollectorOptions, Expectation, ServiceMatch, ServiceRule, Window
from vos_exporter.config import Config, TargetSettings, default_routes
from vos_exporter.exporter import Exporter
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import select
from vos_exporter.scrape.memo import Shelf
from vos_exporter.target import Target

ROUTES = (
    "services", "sources", "notifications", "scte_logs", "pods", "profiles", "destinations", "uplink_status",
    "nodes", "system_info",
)  # fmt: skip
BODIES = {key: [path.read_bytes() for path in sorted((FIXTURES / key).glob("*.json"))] for key in ROUTES}
START = 1_700_000_000.0

RULES = (
    ServiceRule(ServiceMatch(name="*1*"), Expectation.WINDOW, Window("22:00", "22:30"), owner_team="late"),
    ServiceRule(ServiceMatch(label="tier1"), Expectation.WINDOW, Window("22:20", "23:00")),
    ServiceRule(ServiceMatch(name="*"), Expectation.ACTIVE, owner_team="all"),
)
OPTIONS = (
    CollectorOptions(),
    CollectorOptions(services=RULES),
    CollectorOptions(services=RULES[1:], notifications=options.NotificationOptions(log=True)),
    CollectorOptions(scte_logs=options.ScteOptions(expected_interval={"*": 60.0})),
)


@dataclass
class Plant(Canned):
    """A client whose bodies a test changes between scrapes; also how each is labelled and paged."""

    headers: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def get(self, route_key: str, request: Request, stopwatch: Stopwatch) -> Response:
        if request.params.get("page"):
            return Response(200, b"[]", "application/json", 0.0)
        content_type, link = self.headers.get(route_key, ("application/json", ""))
        return Response(200, self.bodies[route_key], content_type, 0.0, link)

    def inherit(self, predecessor: "Plant") -> None:
        """A target that changed goes on asking the same VOS."""


@dataclass
class Universe:
    """An exporter, and the VOS of each of its targets."""

    shelf: Shelf
    plants: dict[str, Plant]
    now: float = START
    config: Config = field(init=False)
    exporter: Exporter = field(init=False)

    def begin(self, config: Config) -> None:
        self.config = config
        self.exporter = Exporter(lambda: self.config, Clock(lambda: self.now, lambda: self.now))
        for one in self.exporter.targets.values():
            one._memo.shelf = self.shelf
        self.exporter.shelf = self.shelf

    async def answer(self, name: str, keys: Sequence[str]) -> bytes:
        """What a scrape of some routes of a target gives, all of it."""
        scrape = await self.exporter.targets[name].scrape(select(keys), BUDGET)
        assert scrape.late == frozenset()
        return assemble(scrape.parts, Format.TEXT)


def settings(name: str, chosen: CollectorOptions) -> TargetSettings:
    routes = {key: msgspec.structs.replace(own, enabled=True) for key, own in default_routes().items()}
    return TargetSettings(name=name, url=f"https://{name}.invalid", routes=routes, collectors=chosen)


def configuration(rng: random.Random) -> Config:
    return Config(targets=tuple(settings(name, rng.choice(OPTIONS)) for name in ("a", "b")))


def changed(rng: random.Random, universes: Sequence[Universe], keys: Sequence[str]) -> None:
    """Let something happen between two scrapes, the same in every universe."""
    name, key = rng.choice("ab"), rng.choice(keys)
    seconds = rng.choice((0.0, 15.0, 15.0, 15.0, 15.0, 300.0, 700.0))
    body = rng.choice(BODIES[key])
    link = '<?page=2>; rel="next"' if rng.random() < 0.05 else ""
    content_type = f"application/json{'; charset=utf-16' if rng.random() < 0.05 else ''}"
    for universe in universes:
        universe.now += seconds
        universe.plants[name].bodies[key] = body
        universe.plants[name].headers[key] = (content_type, link)


async def sequence(seed: int, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Some scrapes of both targets among changes and reloads; what the one with a memo did."""
    rng = random.Random(seed)
    with_memo, without = (
        Universe(shelf, {name: Plant({key: rng.choice(BODIES[key]) for key in ROUTES}) for name in "ab"})
        for shelf in (Shelf(), Shelf(room=0))
    )
    without.plants = {name: Plant(dict(plant.bodies)) for name, plant in with_memo.plants.items()}
    both, config = (with_memo, without), configuration(rng)
    for universe in both:
        with monkeypatch.context() as patched:
            patched.setattr(target_module, "Client", lambda one, clock, u=universe: u.plants[one.name])
            universe.begin(config)
    asked = rng.sample(ROUTES, 4)
    for _ in range(rng.randrange(6, 12)):
        for _ in range(rng.choice((0, 0, 0, 1, 2))):
            changed(rng, both, asked)
        if rng.random() < 0.05:
            config = rng.choice((config, configuration(rng)))
            for universe in both:
                universe.config = config
                with monkeypatch.context() as patched:
                    patched.setattr(
                        target_module, "Client", lambda one, clock, u=universe: u.plants[one.name]
                    )
                    await universe.exporter.reload()
        keys = rng.choice((asked, asked, asked, asked[:3], asked[2:]))
        for name in rng.sample("ab", rng.choice((1, 2))):
            answers = [await universe.answer(name, keys) for universe in both]
            assert answers[0] == answers[1], f"sequence {seed}"
    for universe in both:
        await universe.exporter.aclose()
    assert without.shelf.hits == 0
    return with_memo.shelf


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about what is logged; the streams of notifications go to standard output."""
    monkeypatch.setattr("vos_exporter.scrape.streams.Streams.write", lambda *_: None)


def prove(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails at the first sequence whose answers differ, and if nothing was ever the same bytes."""

    async def main() -> list[Shelf]:
        return [await sequence(seed, monkeypatch) for seed in seeds]

    shelves = asyncio.run(main())
    hits, misses = sum(shelf.hits for shelf in shelves), sum(shelf.misses for shelf in shelves)
    assert 0.2 < hits / (hits + misses) < 0.8, "the sequences prove nothing"


@pytest.mark.parametrize("hundred", range(3))
def test_hundreds_of_sequences_give_the_same_bytes_with_and_without(
    hundred: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove(range(100 * hundred, 100 * hundred + 100), monkeypatch)


@pytest.mark.verify
@pytest.mark.parametrize("thousand", range(1, 21))
def test_tens_of_thousands_of_sequences_do(thousand: int, monkeypatch: pytest.MonkeyPatch) -> None:
    prove(range(1_000 * thousand, 1_000 * thousand + 1_000), monkeypatch)


def canned(**bodies: bytes) -> Plant:
    return Plant({key: bodies.get(key, b"[]") for key in default_routes()})


def scraped(plant: Plant, shelf: Shelf, work: Any) -> Any:
    async def main() -> Any:
        settings = TargetSettings(name="a", url="https://a.invalid")
        target = Target(settings, cast(Client, plant), shelf=shelf)
        try:
            return await work(target)
        finally:
            await target.aclose()

    return asyncio.run(main())


def test_the_second_same_body_is_recalled_once_it_is_known_how_it_is_told() -> None:
    """The first answer teaches how bodies are told, so that only the second is read as all later ones are."""
    shelf = Shelf()

    async def work(target: Target) -> list[bool]:
        scrapes = [await target.scrape(select(["services"]), BUDGET) for _ in range(4)]
        return [scrape.routes["services"].recalled for scrape in scrapes]

    assert scraped(canned(services=BODIES["services"][-1]), shelf, work) == [False, False, True, True]
    assert (shelf.hits, shelf.misses) == (2, 2)


def test_what_asks_for_the_time_or_for_its_memory_is_never_recalled() -> None:
    async def work(target: Target) -> set[bool]:
        scrapes = [await target.scrape(select(["notifications"]), BUDGET) for _ in range(4)]
        return {scrape.routes["notifications"].recalled for scrape in scrapes}

    assert scraped(canned(notifications=BODIES["notifications"][-1]), Shelf(), work) == {False}


def test_one_generation_of_bodies_is_kept_within_the_bound_of_the_process_and_given_back() -> None:
    body = BODIES["services"][-1]
    shelf = Shelf(room=2 * len(body) + len(BODIES["sources"][-1]) - 1)

    async def work(target: Target) -> list[int]:
        left = []
        for _ in range(3):
            await target.scrape(select(["services", "sources", "nodes"]), BUDGET)
            left.append(shelf.room)
            plant.bodies["services"] = plant.bodies["services"] + b" "
        target.forget()
        return [*left, shelf.room]

    plant = canned(services=body, sources=BODIES["sources"][-1], nodes=b"[]" + b" " * 10 * len(body))
    start = shelf.room
    first, second, third, forgotten = scraped(plant, shelf, work)
    assert first == start - len(body) - len(BODIES["sources"][-1])
    assert (second, third) == (first - 1, first - 2)
    assert forgotten == start


def test_a_reload_forgets_also_what_belongs_to_targets_that_did_not_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target_module, "Client", lambda one, clock: canned())
    config = Config(targets=(settings("a", OPTIONS[0]),))

    async def main() -> tuple[int, int, bool]:
        exporter = Exporter(lambda: config)
        target = exporter.targets["a"]
        await target.scrape(select(["services"]), BUDGET)
        full = exporter.shelf.room
        await exporter.reload()
        same = exporter.targets["a"] is target
        await exporter.aclose()
        return full, exporter.shelf.room, same

    full, empty, same = asyncio.run(main())
    assert same
    assert empty == Shelf().room > full
