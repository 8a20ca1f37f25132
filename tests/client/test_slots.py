"""Who gets a connection when there are fewer than requests."""

import asyncio

import pytest

from vos_exporter.client.slots import Slots


async def until_all_wait() -> None:
    """Let every task run until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


class Line:
    """Requests that hold a slot until they are told to end, in the order in which they got one."""

    def __init__(self, count: int) -> None:
        self.slots = Slots(count)
        self.served: list[str] = []
        self.ending: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.cancelled_by: dict[str, str] = {}

    async def ask(self, name: str, *, first: bool) -> None:
        """Let ``name`` ask for a slot."""
        self.ending[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._hold(name, first))
        await until_all_wait()

    async def _hold(self, name: str, first: bool) -> None:
        async with self.slots.slot(first=first):
            self.served.append(name)
            await self.ending[name].wait()
        if self.cancelled_by.get(name):
            self.tasks[self.cancelled_by[name]].cancel()

    async def end(self, name: str) -> None:
        """Let ``name`` give its slot back."""
        self.ending[name].set()
        await until_all_wait()


def test_those_that_go_first_overtake_the_others_and_keep_their_own_order() -> None:
    async def main() -> list[str]:
        line = Line(1)
        for name, first in (("a", False), ("b", False), ("c", True), ("d", True), ("e", False)):
            await line.ask(name, first=first)
        for name in "acdbe":
            await line.end(name)
        return line.served

    assert asyncio.run(main()) == ["a", "c", "d", "b", "e"]


def test_no_more_than_there_are_and_all_of_them() -> None:
    async def main() -> tuple[int, int]:
        line = Line(2)
        for name in "abc":
            await line.ask(name, first=True)
        before = len(line.served)
        for name in "abc":
            await line.end(name)
        await line.ask("d", first=False)
        await line.ask("e", first=False)
        return before, len(line.served)

    assert asyncio.run(main()) == (2, 5)


@pytest.mark.parametrize("handed_over", [False, True], ids=["while it waits", "as it is its turn"])
def test_who_goes_away_costs_nobody_a_slot(handed_over: bool) -> None:
    async def main() -> list[str]:
        line = Line(1)
        await line.ask("a", first=True)
        await line.ask("b", first=True)
        await line.ask("c", first=False)
        if handed_over:
            line.cancelled_by["a"] = "b"
        else:
            line.tasks["b"].cancel()
        await line.end("a")
        return line.served

    assert asyncio.run(main()) == ["a", "c"]


def test_more_slots_are_given_to_who_waits() -> None:
    async def main() -> list[str]:
        line = Line(1)
        for name in "abcd":
            await line.ask(name, first=True)
        line.slots.resize(3)
        await until_all_wait()
        return line.served

    assert asyncio.run(main()) == ["a", "b", "c"]


def test_fewer_slots_are_there_when_enough_gave_theirs_back() -> None:
    async def main() -> list[list[str]]:
        line, served = Line(3), []
        for name in "abcd":
            await line.ask(name, first=True)
        line.slots.resize(1)
        for name in "abcd":
            await line.end(name)
            served.append(list(line.served))
        for name in "ef":
            await line.ask(name, first=True)
        return [*served, line.served]

    assert asyncio.run(main()) == [list("abc"), list("abc"), list("abcd"), list("abcd"), list("abcde")]
