"""The collectors: one file per page of the seed, one class per route."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from vos_exporter.collectors.base import Collector


@cache
def discover() -> Mapping[str, Collector[Any]]:
    """Route key to its collector, for every collector class in this package.

    Raises:
        TypeError: two classes claim the same route.
    """
    found: dict[str, Collector[Any]] = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if not (isinstance(value, type) and issubclass(value, Collector) and hasattr(value, "route")):
                continue
            if value.__module__ != module.name:
                continue
            if value.route.key in found:
                raise TypeError(f"two collectors for {value.route.key}")
            found[value.route.key] = value()
    return found
