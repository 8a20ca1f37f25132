"""Faults of single routes, on demand: what an answer looks like when something on the way is broken."""

import asyncio
import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from vos_exporter.vos.routes import BY_KEY

EVERY_ROUTE = "*"
LOGIN_ROUTES = ("token", "authorize")
ROUTES = (EVERY_ROUTE, *LOGIN_ROUTES, *BY_KEY)
JSON = "application/json"
CHUNK = 65_536
"""Bytes of a huge body that are sent at once."""


class Kind(enum.StrEnum):
    """What can go wrong with a route; delays come before the rest."""

    DELAY = "delay"
    HOLD = "hold"
    STATUS = "status"
    DROP = "drop"
    TRUNCATE = "truncate"
    STALL = "stall"
    GARBAGE = "garbage"
    EMPTY = "empty"
    NULL = "null"
    SHAPE = "shape"
    REDIRECT = "redirect"
    HUGE = "huge"
    ENDLESS = "endless"
    SHORT = "short"
    DUPLICATE = "duplicate"
    BAD_ROWS = "bad-rows"
    READ_RACED = "read-raced"
    WRITE_SLOW = "write-slow"
    WRITE_REFUSED = "write-refused"
    WRITE_CUT = "write-cut"
    WRITE_LOST = "write-lost"
    WRITE_LATE = "write-late"
    WRITE_IGNORED = "write-ignored"
    WRITE_RENUMBERED = "write-renumbered"
    WRITE_RACED = "write-raced"
    WRITE_OVERTAKEN = "write-overtaken"


MEANINGS: Mapping[Kind, tuple[Any, str]] = {
    Kind.DELAY: (1_000, "answer after so many milliseconds"),
    Kind.HOLD: (None, "answer when the fault is cleared"),
    Kind.STATUS: (503, "answer with this status"),
    Kind.DROP: (None, "close the connection instead of answering"),
    Kind.TRUNCATE: (None, "promise the whole body, send half of it, close"),
    Kind.STALL: (None, "promise the whole body, send half of it, never end"),
    Kind.GARBAGE: ("<html><body>Please log in</body></html>", "200 with this text, which is not JSON"),
    Kind.EMPTY: (None, "200 with an empty body"),
    Kind.NULL: (None, "200 with the JSON value null"),
    Kind.SHAPE: (42, "200 with this JSON value instead of what the route holds"),
    Kind.REDIRECT: ("https://elsewhere.invalid/", "302 to this address"),
    Kind.HUGE: (70 * 2**20, "200 with a JSON array of so many bytes, announced by Content-Length"),
    Kind.ENDLESS: (70 * 2**20, "the same without saying how much is to come"),
    Kind.SHORT: (0, "only the first so many rows"),
    Kind.DUPLICATE: (1, "the first row so many times more"),
    Kind.BAD_ROWS: (1, "so many rows are numbers instead of objects"),
    Kind.READ_RACED: ({"version": 2}, "after one object was read, somebody else sets these keys of it"),
    Kind.WRITE_SLOW: (1_000, "a write is taken at once and answered after so many milliseconds"),
    Kind.WRITE_REFUSED: (400, "a write is not taken and answered with this status"),
    Kind.WRITE_CUT: (None, "a write is not taken, the connection closes instead of an answer"),
    Kind.WRITE_LOST: (None, "a write is taken, the connection closes instead of an answer"),
    Kind.WRITE_LATE: (1_000, "a write is answered at once and can be read after so many milliseconds"),
    Kind.WRITE_IGNORED: (None, "a write is answered as if it was taken, and never can be read"),
    Kind.WRITE_RENUMBERED: (None, "a new object gets an id of the server's instead of the client's"),
    Kind.WRITE_RACED: ({"version": 2}, "just before a write is taken, somebody else sets these keys"),
    Kind.WRITE_OVERTAKEN: ({"version": 2}, "just after a write was taken, somebody else sets these keys"),
}
"""Kind to its default value and what it does."""

WRITE_KINDS = frozenset(kind for kind in Kind if kind.startswith("write-"))
"""What happens to writes only; everything else happens to reads and logins only."""


class UnknownRouteFaultError(ValueError):
    """There is no such route or kind; the message names what there is."""


@dataclass(slots=True)
class RouteFault:
    """One fault of one route; ``times`` is how many requests it still hits, ``None`` all."""

    route: str
    kind: Kind
    value: Any = None
    times: int | None = None
    cleared: asyncio.Event = field(default_factory=asyncio.Event)


class RouteFaults:
    """The faults that are on, at most one of a kind per route."""

    def __init__(self) -> None:
        self._faults: dict[tuple[str, Kind], RouteFault] = {}

    def __iter__(self) -> Iterator[RouteFault]:
        return iter(tuple(self._faults.values()))

    def set(self, route: str, kind: str, value: Any = None, times: int | None = None) -> None:
        """Let ``kind`` happen to ``route``, or to everything for ``*``.

        Raises:
            UnknownRouteFaultError: there is no such route or kind.
        """
        if route not in ROUTES:
            raise UnknownRouteFaultError(f"no route {route!r}; there are {', '.join(ROUTES)}")
        if kind not in set(Kind):
            raise UnknownRouteFaultError(f"no fault {kind!r}; there are {', '.join(Kind)}")
        known = Kind(kind)
        chosen = MEANINGS[known][0] if value is None else value
        self.clear(route, known)
        self._faults[route, known] = RouteFault(route, known, chosen, times)

    def clear(self, route: str | None = None, kind: str | None = None) -> None:
        """End the faults of ``route`` and ``kind``; of all by default."""
        for key, fault in tuple(self._faults.items()):
            if route in (None, fault.route) and kind in (None, fault.kind):
                fault.cleared.set()
                del self._faults[key]

    def take(self, route: str, *, writing: bool = False) -> list[RouteFault]:
        """The faults that hit one request to ``route``, in the order they apply."""
        hit = [
            fault
            for fault in self
            if fault.route in (EVERY_ROUTE, route) and (fault.kind in WRITE_KINDS) is writing
        ]
        for fault in hit:
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    del self._faults[fault.route, fault.kind]
        order = list(Kind)
        return sorted(hit, key=lambda fault: order.index(fault.kind))


def apply(fault: RouteFault, reply: Response) -> Response:
    """``reply`` as ``fault`` makes it; delays change nothing."""
    change = _CHANGES.get(fault.kind)
    return change(fault.value, reply) if change else reply


def _status(value: Any, reply: Response) -> Response:
    body = msgspec.json.encode({"error": "simulated", "status": int(value)})
    return Response(body, status_code=int(value), media_type=JSON)


def _garbage(value: Any, reply: Response) -> Response:
    return Response(str(value), media_type="text/html")


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type=JSON)


def _redirect(value: Any, reply: Response) -> Response:
    return Response(status_code=302, headers={"Location": str(value)})


def _rows(change: Callable[[list[Any], int], list[Any]]) -> Callable[[Any, Response], Response]:
    """A fault of the rows in a body: a list, an object with a list, or an object keyed by id."""

    def changed(value: Any, reply: Response) -> Response:
        top, amount = msgspec.json.decode(reply.body), int(value)
        if isinstance(top, list):
            return _json(change(top, amount))
        lists = [key for key, item in top.items() if isinstance(item, list)]
        if lists:
            return _json({**top, lists[0]: change(top[lists[0]], amount)})
        keys = list(top)
        return _json(dict(zip(keys, change(list(top.values()), amount), strict=False)))

    return changed


def _with_bad_rows(rows: list[Any], amount: int) -> list[Any]:
    return [*range(min(amount, len(rows))), *rows[amount:]]


class Dropped(Response):
    """Closes the connection without a word."""

    def __init__(self) -> None:
        super().__init__()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Abort the connection."""
        scope["state"]["connection"].transport.abort()
        await disconnected(receive)


class Halved(Response):
    """Promises a whole body and sends half of it; then closes, or lets the client wait."""

    def __init__(self, body: bytes, closes: bool) -> None:
        super().__init__(body, media_type=JSON)
        self.closes = closes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half of the body."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        if self.closes:
            scope["state"]["connection"].transport.close()
        await disconnected(receive)


class Huge(Response):
    """A valid JSON array, mostly of blanks."""

    def __init__(self, size: int, announced: bool) -> None:
        super().__init__(media_type=JSON)
        self.size = size
        del self.headers["content-length"]
        if announced:
            self.headers["content-length"] = str(size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the array in chunks."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b"[", "more_body": True})
        left = self.size - 2
        while left > 0:
            blanks = b" " * min(CHUNK, left)
            await send({"type": "http.response.body", "body": blanks, "more_body": True})
            left -= len(blanks)
            # Sending waits only when the client is slower than we are: others want to be answered meanwhile.
            await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b"]"})


async def disconnected(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


_CHANGES: Mapping[Kind, Callable[[Any, Response], Response]] = {
    Kind.STATUS: _status,
    Kind.DROP: lambda value, reply: Dropped(),
    Kind.WRITE_LOST: lambda value, reply: Dropped(),
    Kind.WRITE_CUT: lambda value, reply: Dropped(),
    Kind.TRUNCATE: lambda value, reply: Halved(bytes(reply.body), closes=True),
    Kind.STALL: lambda value, reply: Halved(bytes(reply.body), closes=False),
    Kind.GARBAGE: _garbage,
    Kind.EMPTY: lambda value, reply: Response(b"", media_type=JSON),
    Kind.NULL: lambda value, reply: _json(None),
    Kind.SHAPE: lambda value, reply: _json(value),
    Kind.REDIRECT: _redirect,
    Kind.HUGE: lambda value, reply: Huge(int(value), announced=True),
    Kind.ENDLESS: lambda value, reply: Huge(int(value), announced=False),
    Kind.SHORT: _rows(lambda rows, amount: rows[:amount]),
    Kind.DUPLICATE: _rows(lambda rows, amount: rows + rows[:1] * amount),
    Kind.BAD_ROWS: _rows(_with_bad_rows),
}
