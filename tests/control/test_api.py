"""The calls themselves: what an answer may look like, and what is nothing to build on."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from tests.kits.control import Bench
from vos_exporter.control.api import Api, Refused, Unanswered
from vos_exporter.control.errors import Unreadable
from vos_exporter.control.kinds import Kind
from vos_exporter.control.settings import load
from vos_exporter.simulator.writing import Writes

T = TypeVar("T")


def ask(bench: Bench, question: Callable[[Api], Awaitable[T]]) -> T:
    async def asked() -> T:
        settings = load(str(bench.folder / "vosctl.yml"), {})
        async with Api(settings.targets[0], settings) as api:
            return await question(api)

    return asyncio.run(asked())


@pytest.fixture(autouse=True)
def as_it_ships(bench: Bench) -> None:
    bench.as_it_ships()


def test_one_object_may_come_as_a_list_of_one(bench: Bench) -> None:
    service = bench.named("news-01")
    bench.vos.fault("services", "shape", [service])
    found = ask(bench, lambda api: api.one(Kind.SERVICES, service["id"]))
    assert found is not None
    assert found.value == service


@pytest.mark.parametrize("body", [42, [], [1], [{}, {}], "text"])
def test_anything_else_is_nothing_to_build_on(bench: Bench, body: object) -> None:
    id = bench.named("news-01")["id"]
    bench.vos.fault("services", "shape", body)
    with pytest.raises(Unreadable, match="in a form that vosctl does not know"):
        ask(bench, lambda api: api.one(Kind.SERVICES, id))


def test_what_is_not_there_is_none(bench: Bench) -> None:
    assert ask(bench, lambda api: api.one(Kind.SERVICES, "no such id/../?x#y")) is None
    assert bench.vos.requests.recent[-1].path == f"{Kind.SERVICES.path}/no such id/../?x#y"


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_an_id_that_would_lead_elsewhere_is_refused(bench: Bench, id: str) -> None:
    with pytest.raises(Unreadable, match="has no address of its own"):
        ask(bench, lambda api: api.one(Kind.SERVICES, id))
    assert not bench.vos.requests.recent


def test_an_answer_to_an_addition_need_not_tell_the_id(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Writes, "take", lambda *arguments: b"")
    assert ask(bench, lambda api: api.add(Kind.SERVICES, b"{}")) is None


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Refused), (404, Refused), (302, Refused), (500, Unanswered)]
)
def test_a_refusal_is_told_from_what_nobody_knows(bench: Bench, status: int, kind: type[Exception]) -> None:
    bench.vos.fault("services", "write-refused", status)
    service = bench.named("news-01")
    with pytest.raises(kind):
        ask(bench, lambda api: api.replace(Kind.SERVICES, service["id"], json.dumps(service).encode()))
    assert len(bench.vos.requests.sent) == 1
