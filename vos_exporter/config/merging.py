"""Puts ``defaults:`` under a target, and finds back where a merged value was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vos_exporter.config.problems import KeyPath, Place, hint
from vos_exporter.vos.routes import BY_KEY, ROUTES

CREDENTIALS = ("client_id", "client_secret", "username", "password")

Table = Mapping[str, Any]


def merge(under: Table, over: Table) -> dict[str, Any]:
    """``over`` on top of ``under``: mappings are merged key by key all the way down, all else is replaced."""
    merged = dict(under)
    for key, value in over.items():
        beneath = merged.get(key)
        if isinstance(beneath, Mapping) and isinstance(value, Mapping):
            value = merge(beneath, value)
        merged[key] = value
    return merged


def merge_target(defaults: Table, target: Table) -> dict[str, Any]:
    """The settings of ``target`` with ``defaults`` under them; routes must be by key already.

    A credential given as a text replaces one given as a file, and the other way round.
    """
    defaults = dict(defaults)
    if "auth" in defaults and "auth" in target:
        defaults["auth"] = _without_replaced(defaults["auth"], target["auth"])
    return merge(defaults, target)


def _without_replaced(auth: Table, over: Table) -> Table:
    replaced = {name for name in CREDENTIALS if name in over or f"{name}_file" in over}
    return {key: value for key, value in auth.items() if key.removesuffix("_file") not in replaced}


def route_keys(name: str) -> Sequence[str]:
    """The keys of the routes that ``name`` (a key or an API path) addresses; two routes share one path."""
    if name in BY_KEY:
        return (name,)
    path = name.rstrip("/")
    return tuple(route.key for route in ROUTES if route.path == path)


def unknown_route(name: str) -> str:
    """The sentence about a ``name`` that addresses no route."""
    known = [route.path for route in ROUTES] if "/" in name else list(BY_KEY)
    return "no such route" + (hint(name, known) or "; `vos-exporter routes` lists them")


def routes_by_key(settings: Table, at: Place) -> dict[str, Any]:
    """``settings`` with its routes by key; what is said by key goes over what is said by path."""
    routes: dict[str, Any] = {}
    for name in sorted(settings.get("routes", ()), key=lambda name: name in BY_KEY):
        keys = route_keys(name)
        if not keys:
            at["routes"][name].wrong(unknown_route(name))
        for key in keys:
            routes[key] = merge(routes.get(key, {}), settings["routes"][name])
    return {**settings, "routes": routes} if "routes" in settings else dict(settings)


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the merged values of one target were written: in the target or in the defaults."""

    data: Table
    index: int

    def find(self, path: KeyPath) -> KeyPath:
        """The place in the file of ``path``, which begins at the merged target."""
        for start in (("targets", self.index), ("defaults",)):
            for spelled in _spellings(path):
                if _exists(self.data, (*start, *spelled)):
                    return (*start, *spelled)
        return ("targets", self.index, *path)


def _spellings(path: KeyPath) -> list[KeyPath]:
    if len(path) < 2 or path[0] != "routes":
        return [path]
    route = BY_KEY[str(path[1])]
    return [(path[0], name, *path[2:]) for name in (route.key, route.path, f"{route.path}/")]


def _exists(data: Any, path: KeyPath) -> bool:
    try:
        for part in path:
            data = data[part]
    except (LookupError, TypeError):
        return False
    return True
