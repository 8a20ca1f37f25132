"""What is there: lists of objects, each read once per command, and objects found by name or id."""

import difflib

from vos_exporter.control.api import Api
from vos_exporter.control.errors import ControlError
from vos_exporter.control.objects import RawObject
from vos_exporter.control.secrecy import shown

_NOUNS = {"uplinks": "cloud link", "uplink_groups": "cloud link group"}


class System:
    """One VOS system as this command sees it."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lists: dict[str, list[RawObject]] = {}

    async def objects(self, route: str) -> list[RawObject]:
        """Every object of ``route``."""
        if route not in self._lists:
            self._lists[route] = await self._api.listed(route)
        return self._lists[route]

    async def found(self, route: str, text: str) -> RawObject:
        """The object with the id or name ``text``.

        Raises:
            ControlError: there is none, or the name is not unique; names the candidates.
        """
        match = await self.matching(route, text)
        if match is None:
            raise ControlError(await self.nothing(route, text))
        return match

    async def matching(self, route: str, text: str) -> RawObject | None:
        """The object with the id or name ``text``, if there is one.

        Raises:
            ControlError: the name is not unique.
        """
        objects = await self.objects(route)
        by_id = [each for each in objects if each.id == text]
        by_name = [each for each in objects if label(route, each) == text]
        if len(by_id) == 1:
            return by_id[0]
        if len(by_name) > 1 or len(by_id) > 1:
            ids = ", ".join(shown(each.id) for each in by_id or by_name)
            raise ControlError(f"{noun(route)} {shown(text)}: there are several; say which by its id: {ids}")
        return by_name[0] if by_name else None

    async def nothing(self, route: str, text: str) -> str:
        """A sentence about a ``text`` that is nothing here, with what it may have meant."""
        names = [label(route, each) for each in await self.objects(route)]
        near = difflib.get_close_matches(text[:100], names, n=3, cutoff=0.5)
        rest = f"; did you mean {', '.join(map(shown, near))}?" if near else ""
        return f"there is no {noun(route)} with the name or id {shown(text)}{rest}"


def noun(route: str) -> str:
    """One object of ``route``, in words."""
    return _NOUNS.get(route, route.removesuffix("s"))


def label(route: str, found: RawObject) -> str:
    """What an object is called; an image without a name by the end of its address."""
    if found.name or route != "images":
        return found.name
    url = found.value.get("url")
    return url.partition("?")[0].rpartition("/")[2] if isinstance(url, str) else ""
