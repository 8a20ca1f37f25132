"""What is done beside the event loop: one thing of a target at a time, and no target's behind another's."""

import asyncio
import threading

import pytest

from vos_exporter.scrape.threads import Lane, beside


def test_the_work_of_one_target_never_waits_for_anothers() -> None:
    stuck, free = threading.Event(), threading.Event()

    def stick() -> None:
        stuck.set()
        free.wait()

    async def main() -> None:
        hostile, good = Lane(), Lane()
        waiting = asyncio.create_task(hostile.do(stick))
        await asyncio.to_thread(stuck.wait)
        try:
            assert await asyncio.wait_for(good.do(lambda: "read"), 5) == "read"
            assert await asyncio.wait_for(beside(lambda: "assembled"), 5) == "assembled"
        finally:
            free.set()
        await waiting

    asyncio.run(main())


def test_a_target_has_one_thread_even_when_nobody_waits_for_what_it_does() -> None:
    stuck, free = threading.Event(), threading.Event()
    order: list[str] = []

    async def main() -> None:
        lane = Lane()

        def first() -> None:
            stuck.set()
            free.wait()
            order.append("first")

        given_up = asyncio.create_task(lane.do(first))
        await asyncio.to_thread(stuck.wait)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        second = asyncio.create_task(lane.do(order.append, "second"))
        for _ in range(10):
            await asyncio.sleep(0)
        assert order == []
        free.set()
        await second

    asyncio.run(main())
    assert order == ["first", "second"]


def test_a_waiter_that_gives_up_takes_nobodys_turn() -> None:
    async def main() -> str:
        lane, free = Lane(), threading.Event()
        first = asyncio.create_task(lane.do(free.wait))
        await asyncio.sleep(0)
        given_up = asyncio.create_task(lane.do(lambda: "never"))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        free.set()
        await first
        return await asyncio.wait_for(lane.do(lambda: "third"), 5)

    assert asyncio.run(main()) == "third"


def test_what_the_work_raises_comes_out_and_ends_its_turn() -> None:
    async def main() -> str:
        lane = Lane()
        with pytest.raises(ZeroDivisionError):
            await lane.do(lambda: 1 / 0)
        return await lane.do(lambda: "next")

    assert asyncio.run(main()) == "next"
