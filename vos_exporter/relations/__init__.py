"""The families that need the payloads of two routes; one module per page they answer.

Every module here has a ``RELATIONS`` tuple; :data:`RELATIONS` is all of them.
"""

import importlib
import pkgutil

from vos_exporter.relations.base import Relation

__all__ = ["RELATIONS", "Relation"]


def _discover() -> tuple[Relation, ...]:
    modules = (
        importlib.import_module(found.name) for found in pkgutil.iter_modules(__path__, f"{__name__}.")
    )
    return tuple(relation for module in modules for relation in getattr(module, "RELATIONS", ()))


RELATIONS = _discover()
"""In the order of the modules' names."""
