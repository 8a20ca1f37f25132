"""The collectors: one file per page of the connector, one class per route.

They are found when this package is imported, before anything listens: a process that could not read all of
them must not start, because it would answer for ever without those routes.
"""

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from vos_exporter.collectors.base import Collector
from vos_exporter.vos.routes import ROUTES

__all__ = ["COLLECTORS", "Collector"]


def _defined() -> Iterable[type[Collector[Any]]]:
    """The collector classes of all modules in this package."""
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        for value in vars(importlib.import_module(found.name)).values():
            if _is_collector(value) and value.__module__ == found.name:
                yield value


def _is_collector(value: object) -> bool:
    """Whether ``value`` is a class that collects a route: bases for several pages name none."""
    return isinstance(value, type) and issubclass(value, Collector) and hasattr(value, "route")


def by_route(classes: Iterable[type[Collector[Any]]], keys: Collection[str]) -> dict[str, Collector[Any]]:
    """Route key to its collector, in the order of ``keys``.

    Raises:
        TypeError: two classes claim one route, or a route of ``keys`` has none.
    """
    found: dict[str, Collector[Any]] = {}
    for one in classes:
        if one.route.key in found:
            raise TypeError(f"two collectors for the route {one.route.key}: {one.__name__} is the second")
        found[one.route.key] = one()
    missing = [key for key in keys if key not in found]
    if missing:
        raise TypeError(
            f"no collector for {', '.join(missing)}: each route of the table needs a class in {__name__}"
        )
    return {key: found[key] for key in keys}


COLLECTORS: Mapping[str, Collector[Any]] = by_route(_defined(), [route.key for route in ROUTES])
"""Route key to the collector of that route, for every route of the table."""
