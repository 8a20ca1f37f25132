"""The pages of one answer: the next ones are asked for, within the budget and the limit of rows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from vos_exporter.client import Request, RequestFailed, Response
from vos_exporter.config import TargetSettings
from vos_exporter.scrape.reading import Page, decoded
from vos_exporter.scrape.threads import Lane
from vos_exporter.vos.decoding import BodyError, Decoded, Knowledge, joined
from vos_exporter.vos.payloads.paging import followed
from vos_exporter.vos.routes import Route

MOST_PAGES = 100
"""Of one answer."""

KEPT_BACK = 0.1
"""The share of the time left that later pages may not use: the earlier ones still have to be collected."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Asks for the pages of one route.

    Attributes:
        route: whose they are.
        settings: of the target.
        ask: sends a request.
        deadline: when the budget ends, by the event loop's clock.
        now: when the scrape began, in seconds since the epoch.
        knowledge: what earlier answers of the route taught.
        lane: of the target.
    """

    route: Route
    settings: TargetSettings
    ask: Callable[[Request], Awaitable[Response]]
    deadline: float
    now: float
    knowledge: Knowledge | None
    lane: Lane

    async def read(self, request: Request, first: Response) -> tuple[Decoded[Any], int]:
        """The rows of ``first`` and of the pages after it, and the bytes of all.

        A later page that fails, comes too late or cannot be read leaves the ones before it, as a part.

        Raises:
            BodyError: the first page cannot be read.
        """
        page = await self._decoded(first)
        if page.next is None:
            return page, len(first.body)
        pages, size, seen = [page], len(first.body), {_place(request)}
        now = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(self.deadline - KEPT_BACK * (self.deadline - now)):
                while self._has_room(pages, size):
                    following = self._following(request, pages[-1].next)
                    if following is None or _place(following) in seen:
                        break
                    request = following
                    seen.add(_place(request))
                    response = await self.ask(request)
                    pages.append(await self._decoded(response))
                    size += len(response.body)
        except (TimeoutError, RequestFailed, BodyError):
            return joined(pages, self.route, self.settings.row_limit, whole=False), size
        return joined(pages, self.route, self.settings.row_limit, pages[-1].next is None), size

    async def _decoded(self, response: Response) -> Decoded[Any]:
        headers = {
            "content-type": response.content_type,
            "link": response.link,
            "x-total-count": response.total_count,
        }
        return await decoded(
            self.route, self.settings, Page(response.body, headers), self.now, self.knowledge, self.lane
        )

    def _has_room(self, pages: list[Decoded[Any]], size: int) -> bool:
        rows = sum(page.items for page in pages)
        room = len(pages) < MOST_PAGES and rows < self.settings.row_limit
        return pages[-1].next is not None and room and size < self.settings.max_response_size

    def _following(self, request: Request, reference: str | None) -> Request | None:
        """The request for the next page; ``None`` where it is not on the target, or there is none."""
        base = self.settings.url.rstrip("/")
        query = "&".join(f"{key}={value}" for key, value in request.params.items())
        place = followed(reference or "", f"{base}{request.path}{'?' + query if query else ''}")
        prefix = followed(f"{base}/", base) or "/"
        if place is None or not place.startswith(prefix):
            return None
        path, _, query = place.removeprefix(prefix.rstrip("/")).partition("?")
        return replace(request, path=path, params=dict(parse_qsl(query, keep_blank_values=True)))


def _place(request: Request) -> tuple[str, tuple[tuple[str, str], ...]]:
    return request.path, tuple(sorted(request.params.items()))
