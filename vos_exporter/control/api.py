"""The few calls of the API that ``vosctl`` makes: lists, single objects, and writes that are sent once."""

from types import TracebackType
from urllib.parse import quote

import msgspec

from vos_exporter.client import Client, Request, RequestFailed, Response
from vos_exporter.config import TargetSettings
from vos_exporter.control.errors import Unreadable
from vos_exporter.control.kinds import Kind
from vos_exporter.control.objects import RawObject
from vos_exporter.control.settings import Settings
from vos_exporter.secret import Secret
from vos_exporter.vos.routes import BY_KEY

NOT_FOUND = 404


class Refused(Exception):
    """VOS said no to a write, and took nothing of it; ``str()`` is a sentence."""


class Unanswered(Exception):
    """Nobody knows what became of a write; ``str()`` is a sentence."""


class Api:
    """One VOS system.

    Args:
        target: where it is and how to log in; its timeout is the longer of the two below.
        settings: seconds a read and a write may take.
    """

    def __init__(self, target: TargetSettings, settings: Settings) -> None:
        self._client = Client(target)
        self._target = target
        self._settings = settings

    async def __aenter__(self) -> "Api":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def listed(self, route: str) -> list[RawObject]:
        """Every object of ``route``.

        Raises:
            Unreadable: there is no whole answer, or it is no list of objects.
        """
        try:
            answer = await self._get(route, BY_KEY[route].path)
        except RequestFailed as failure:
            raise Unreadable(f"{self._target.name}: {route} cannot be read: {failure.detail}") from None
        try:
            return [RawObject.of(row) for row in msgspec.json.decode(answer.body, type=list[msgspec.Raw])]
        except ValueError:
            raise Unreadable(
                f"{self._target.name}: {route} was answered in a form that vosctl does not know (a list of"
                " objects is what is publicly known); nothing is done on a guess"
            ) from None

    async def one(self, kind: Kind, id: str) -> RawObject | None:
        """The object as it is now; ``None`` if there is none with this id.

        Raises:
            Unreadable: nobody knows.
        """
        path = self._path(kind, id)
        try:
            answer = await self._get(kind.value, path)
        except RequestFailed as failure:
            if failure.status == NOT_FOUND:
                return None
            raise Unreadable(f"{self._target.name}: {path} cannot be read: {failure.detail}") from None
        return _single(answer.body, f"{self._target.name}: {path}")

    async def _get(self, route: str, path: str) -> Response:
        request = Request(path, {}, self._target.max_response_size, self._settings.read_timeout)
        exchange = self._client.begin()
        answer = await exchange.get(route, request)
        exchange.accepted(route)
        return answer

    def _path(self, kind: Kind, id: str) -> str:
        """Where one object is; an id is one segment, whatever it holds."""
        if not id.strip("."):
            raise Unreadable(
                f"{self._target.name}: a {kind.one} with the id {id!r} has no address of its own"
            )
        return f"{kind.path}/{quote(id, safe='')}"

    async def replace(self, kind: Kind, id: str, body: bytes) -> None:
        """Put ``body`` in the place of the object ``id``; see :meth:`add` for what it raises."""
        await self._write("PUT", self._path(kind, id), body)

    async def add(self, kind: Kind, body: bytes) -> str | None:
        """Add an object; the id that VOS gave it, if it said so.

        Raises:
            Refused: VOS said no.
            Unanswered: VOS may have taken it.
        """
        answer = await self._write("POST", kind.path, body)
        try:
            return RawObject.of(answer.body).id or None
        except ValueError:
            return None

    async def _write(self, method: str, path: str, body: bytes) -> Response:
        """What VOS answers; sent once, whatever happens."""
        size, timeout = self._target.max_response_size, self._settings.write_timeout
        request = Request(path, {}, size, timeout, method=method, body=Secret(body.decode()))
        try:
            return await self._client.begin().write(f"{method} {path}", request)
        except RequestFailed as failure:
            if failure.status is not None and failure.status // 100 in (3, 4):
                raise Refused(failure.detail) from None
            raise Unanswered(f"{failure.reason.value}: {failure.detail}") from None


def _single(body: bytes, where: str) -> RawObject:
    """The object in ``body``; some scripts read a list with one object in its place."""
    try:
        if body.lstrip().startswith(b"["):
            (row,) = msgspec.json.decode(body, type=list[msgspec.Raw])
            return RawObject.of(row)
        return RawObject.of(body)
    except ValueError:
        raise Unreadable(f"{where} was answered in a form that vosctl does not know") from None
