"""Relations: one that breaks costs its own families and nothing else, and threads change nothing."""

import asyncio
from collections.abc import Iterable, Iterator

import pytest
from structlog.testing import capture_logs

from tests.kits.plants import Clock, settings, world
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.exposition import Format, assemble
from vos_exporter.families import Family
from vos_exporter.relations import RELATIONS, Relation
from vos_exporter.relations.base import RowsByRoute
from vos_exporter.scrape import relating
from vos_exporter.scrape.memo import Memo, Shelf
from vos_exporter.scrape.reading import Page, read_pages
from vos_exporter.scrape.relating import Relating
from vos_exporter.scrape.result import Reading, Related
from vos_exporter.scrape.threads import Lane
from vos_exporter.vos.routes import BY_KEY

NOW = 1_750_000_000.0


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    """What the bodies of a healthy plant gave, by route."""
    plant, target = world(Clock(NOW)), settings()
    keys = sorted({key for relation in RELATIONS for key in relation.routes})
    return {
        key: read_pages(BY_KEY[key], target, [Page(plant.body(key, BY_KEY[key].params), {})], NOW)
        for key in keys
    }


def related(readings: dict[str, Reading]) -> bytes:
    """The exposition of all relations, none of them remembered."""

    async def work() -> tuple[dict[Relation, Related], bool]:
        deadline = asyncio.get_running_loop().time() + 60
        return await Relating(readings, settings(), NOW, Memo(Shelf()), Lane(), deadline).relate()

    found, late = asyncio.run(work())
    assert not late
    return assemble([part for one in found.values() for part in one.parts], Format.TEXT)


def test_a_relation_that_breaks_costs_its_own_families_and_is_named(
    readings: dict[str, Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
        raise ZeroDivisionError("hunter2")

    whole = related(readings)
    lost = Relation("broken", frozenset({"services", "pods"}), (), broken)
    monkeypatch.setattr(relating, "RELATIONS", (lost, *RELATIONS))
    with capture_logs() as logged:
        assert related(readings) == whole
    (line,) = logged
    assert (line["relation"], line["error"]) == ("broken", "ZeroDivisionError")
    assert "hunter2" not in str(line)


def test_many_rows_are_related_in_a_thread_with_the_same_result(
    readings: dict[str, Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def told(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterator[Family]:
        threads.append(asyncio_thread())
        yield from ()

    on_loop = related(readings)
    watched = Relation("watched", frozenset({"services"}), (), told)
    monkeypatch.setattr(relating, "RELATIONS", (*RELATIONS, watched))
    assert related(readings) == on_loop
    monkeypatch.setattr(relating, "THREAD_ABOVE", 0)
    assert related(readings) == on_loop
    assert threads == ["on the loop", "beside it"]


def asyncio_thread() -> str:
    """Whether an event loop runs in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return "beside it"
    return "on the loop"
