"""Relations: one that breaks costs its own families and nothing else, and threads change nothing."""

import asyncio
from collections.abc import Iterable, Iterator

import pytest
from structlog.testing import capture_logs

from tests.kits.collecting import decode
from tests.kits.plants import Clock, settings, world
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.exposition import Format, assemble
from vos_exporter.families import Family
from vos_exporter.relations import RELATIONS, Relation
from vos_exporter.relations.base import RowsByRoute
from vos_exporter.scrape import relating
from vos_exporter.scrape.memo import Memo, Shelf
from vos_exporter.scrape.result import Reading
from vos_exporter.scrape.threads import Lane

NOW = 1_750_000_000.0


Readings = dict[str, Reading]


@pytest.fixture(scope="module")
def rows() -> Readings:
    """What a healthy plant gives by route."""
    plant = world(Clock(NOW))
    keys = {key for relation in RELATIONS for key in relation.routes}
    return {key: Reading(decode(key, plant.body(key, {})), Findings(), (), False, {}) for key in keys}


def related(rows: Readings) -> bytes:
    async def main() -> bytes:
        deadline = asyncio.get_running_loop().time() + 60
        made = relating.Relating(rows, settings(), NOW, Memo(Shelf()), Lane(), deadline)
        found, late = await made.relate()
        assert not late
        return assemble([part for one in found.values() for part in one.parts], Format.TEXT)

    return asyncio.run(main())


def test_a_relation_that_breaks_costs_its_own_families_and_is_named(
    rows: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
        raise ZeroDivisionError("hunter2")

    whole = related(rows)
    lost = Relation("broken", frozenset({"services", "pods"}), (), broken)
    monkeypatch.setattr(relating, "RELATIONS", (lost, *RELATIONS))
    with capture_logs() as logged:
        assert related(rows) == whole
    (line,) = logged
    assert (line["relation"], line["error"]) == ("broken", "ZeroDivisionError")
    assert "hunter2" not in str(line)


def test_many_rows_are_related_in_a_thread_with_the_same_result(
    rows: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def told(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterator[Family]:
        threads.append(asyncio_thread())
        yield from ()

    on_loop = related(rows)
    watched = Relation("watched", frozenset({"services"}), (), told)
    monkeypatch.setattr(relating, "RELATIONS", (*RELATIONS, watched))
    assert related(rows) == on_loop
    monkeypatch.setattr(relating, "THREAD_ABOVE", 0)
    assert related(rows) == on_loop
    assert threads == ["on the loop", "beside it"]


def asyncio_thread() -> str:
    """Whether an event loop runs in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return "beside it"
    return "on the loop"
