"""The families that need the payloads of two routes; one module per page they answer.

A module that holds relations has a ``RELATIONS`` tuple; :data:`RELATIONS` is all of them, found when this
package is imported, before anything listens.
"""

import importlib
import pkgutil
from collections.abc import Iterable

from vos_exporter.relations.base import Relation
from vos_exporter.vos.routes import BY_KEY

__all__ = ["RELATIONS", "Relation"]


def _defined() -> Iterable[Relation]:
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        yield from getattr(importlib.import_module(found.name), "RELATIONS", ())


def checked(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """All ``relations``, in their order.

    Raises:
        TypeError: there are none, as when the package's folder could not be read, or one needs a route that
            is not in the table.
    """
    found = tuple(relations)
    if not found:
        raise TypeError(f"no relation was found in {__name__}")
    for relation in found:
        unknown = sorted(relation.routes - BY_KEY.keys())
        if unknown:
            raise TypeError(
                f"the relation {relation.name!r} needs routes that are not in the table: {unknown}"
            )
    return found


RELATIONS = checked(_defined())
"""In the order of the modules' names."""
