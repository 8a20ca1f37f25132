"""Who gets in when many make VOS work."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message

from vos_exporter.vitals import Refused, Vitals
from vos_exporter.web.admission import OF_ONE_TARGET, Admission


class Crowded:
    """Requests that are not answered until they are told to."""

    def __init__(self, limit: int) -> None:
        self.vitals = Vitals()
        self.admission = Admission(limit, self.vitals)
        self.go_on = asyncio.Event()
        self.tasks: list[asyncio.Task[Response]] = []

    async def work(self) -> Response:
        await self.go_on.wait()
        return PlainTextResponse("answered")

    async def ask(self, address: str, times: int = 1, target: str = "") -> None:
        """Ask so often, about one target, or each time about another."""

        async def connected() -> Message:
            await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        for number in range(times):
            query = f"target={target or number}".encode()
            scope = {"type": "http", "client": (address, 1), "headers": [], "query_string": query}
            request = Request(scope, connected)
            self.tasks.append(asyncio.create_task(self.admission.answer(request, self.work)))
        await asyncio.sleep(0.01)

    async def statuses(self) -> list[int]:
        """What they were answered."""
        self.go_on.set()
        return [answer.status_code for answer in await asyncio.gather(*self.tasks)]


def test_no_client_alone_takes_all_places() -> None:
    """F17: one that asks for everything at once kept Prometheus out."""

    async def main() -> tuple[list[int], Vitals]:
        crowded = Crowded(16)
        await crowded.ask("192.0.2.1", 30)
        await crowded.ask("192.0.2.2", 2)
        await crowded.ask("192.0.2.3", 1)
        return await crowded.statuses(), crowded.vitals

    statuses, vitals = asyncio.run(main())
    assert statuses == [200] * 14 + [503] * 16 + [200] * 2 + [503]
    assert vitals.scrapes_refused == {Refused.MAX_REQUESTS: 17}


def test_no_client_asks_about_one_target_all_the_time() -> None:
    """F17: hundreds of answers of megabytes, for one who does not read them."""

    async def main() -> list[int]:
        crowded = Crowded(512)
        await crowded.ask("192.0.2.1", OF_ONE_TARGET + 2, "headend-a")
        await crowded.ask("192.0.2.1", 1, "headend-b")
        await crowded.ask("192.0.2.2", 1, "headend-a")
        return await crowded.statuses()

    assert asyncio.run(main()) == [200] * OF_ONE_TARGET + [503] * 2 + [200] * 2


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_few_places_are_for_who_comes_first(limit: int) -> None:
    async def main() -> list[int]:
        crowded = Crowded(limit)
        await crowded.ask("192.0.2.1", limit + 1)
        return await crowded.statuses()

    assert asyncio.run(main()) == [200] * limit + [503]


def test_places_come_back() -> None:
    async def main() -> list[int]:
        crowded = Crowded(16)
        crowded.go_on.set()
        for _ in range(5):
            await crowded.ask("192.0.2.1", 14)
            await asyncio.gather(*crowded.tasks)
        return await crowded.statuses()

    assert asyncio.run(main()) == [200] * 70
