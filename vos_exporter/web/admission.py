"""The one door of all requests that make VOS work: how many there may be, and when they end early."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from vos_exporter.target import TargetBusyError
from vos_exporter.vitals import Refused, Vitals
from vos_exporter.web.answers import refusal
from vos_exporter.web.serving.crowd import address_of

K = TypeVar("K")

RETRY_AFTER = 5
"""Seconds after which a request that was one too many may find room."""

OF_ONE_TARGET = 16
"""Requests of one address about one target at the same time: each answer may be megabytes."""

KEPT_SHARE = 8
"""One in so many places is kept for addresses that hold less than that share of all."""

CLIENT_CLOSED_REQUEST = 499
"""What proxies log for a client that went away; nobody reads it."""


class Admission:
    """Lets in so many requests at the same time, whatever they ask, and of one address not all of them.

    Args:
        limit: requests that may be waited for at the same time; 0 for any number.
        vitals: counts whom it turns away.
    """

    def __init__(self, limit: int, vitals: Vitals) -> None:
        self._limit = limit
        self._vitals = vitals
        self._waiting = Counter[str]()
        self._about = Counter[tuple[str, str]]()

    async def answer(self, request: Request, work: Callable[[], Coroutine[Any, Any, Response]]) -> Response:
        """What ``work`` answers; 503 if there is no room, or if the exporter ended its scrape.

        ``work`` is cancelled when the client goes away.
        """
        address = address_of(request.scope.get("client"))
        about = address, request.query_params.get("target", "")
        if (self._limit and self._about[about] >= OF_ONE_TARGET) or not self._has_room(address):
            self._vitals.scrapes_refused[Refused.MAX_REQUESTS] += 1
            return refusal(
                503,
                "Too many scrapes are under way (--web.max-requests); ask again later.",
                retry_after=RETRY_AFTER,
            )
        self._waiting[address] += 1
        self._about[about] += 1
        try:
            return await _while_connected(request, work())
        except TargetBusyError as busy:
            self._vitals.scrapes_refused[Refused.TARGET] += 1
            return refusal(503, f"{busy}; ask again later.", retry_after=busy.retry_after)
        finally:
            _one_less(self._waiting, address)
            _one_less(self._about, about)

    def _has_room(self, address: str) -> bool:
        """The last places are kept for those who hold few, so that no client alone keeps the others out."""
        if not self._limit:
            return True
        kept = self._limit // KEPT_SHARE
        waiting = self._waiting.total()
        few = self._waiting[address] < kept
        return waiting < (self._limit if few else self._limit - kept)


def _one_less(counter: Counter[K], key: K) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]


async def _while_connected(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.cancelled():
            return refusal(503, "The exporter is stopping, or the target was taken away.")
        return working.result() if working.done() else Response(status_code=CLIENT_CLOSED_REQUEST)
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.gather(leaving, working, return_exceptions=True)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
