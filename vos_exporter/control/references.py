"""What objects refer to: names are resolved to ids, and nothing may refer to what is not there."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vos_exporter.control.errors import ControlError, Unreadable
from vos_exporter.control.kinds import REFERENCES, Keys, Kind
from vos_exporter.control.system import System, label

Added = Mapping[tuple[str, str], str]
"""Route and name of what the same plan adds -> the id it will have."""


async def resolved(kind: Kind, values: Mapping[str, Any], system: System, added: Added) -> dict[str, Any]:
    """``values`` with ids in the places where they name other objects.

    Raises:
        ControlError: something is not there, or its name is not unique; names all of it.
        Unreadable: nobody knows what is there.
    """
    changed = copy.deepcopy(dict(values))
    problems = []
    for reference in REFERENCES[kind]:
        for holder, key in _places(changed, reference.keys):
            try:
                holder[key] = await _id_of(reference.route, holder[key], system, added)
            except Unreadable:
                raise
            except ControlError as error:
                problems.append(str(error))
    if problems:
        raise ControlError(*dict.fromkeys(problems))
    return changed


async def names(kind: Kind, values: Sequence[Any], system: System, added: Added) -> dict[str, str]:
    """The names of everything that ``values`` refer to, by id."""
    known = {id: name for (_, name), id in added.items()}
    for reference in REFERENCES[kind]:
        for value in values:
            for holder, key in _places(value, reference.keys):
                if isinstance(holder[key], str) and holder[key] not in known:
                    there = await system.matching(reference.route, holder[key])
                    known[holder[key]] = label(reference.route, there) if there else ""
    return {id: name for id, name in known.items() if name}


async def _id_of(route: str, text: Any, system: System, added: Added) -> Any:
    if text is None:
        return None
    if not isinstance(text, str):
        raise ControlError("a reference to another object must be its name or id")
    if text in added.values():
        return text
    there = await system.matching(route, text)
    if there is not None:
        return there.id
    if (route, text) in added:
        return added[route, text]
    raise ControlError(await system.nothing(route, text))


def _places(value: Any, keys: Keys) -> Iterator[tuple[Any, Any]]:
    """The containers and keys at which ``value`` has something at ``keys``."""
    first, *rest = keys
    if first == "*":
        found = range(len(value)) if isinstance(value, list) else ()
    else:
        found = (first,) if isinstance(value, dict) and first in value else ()  # type: ignore[assignment]
    for key in found:
        if rest:
            yield from _places(value[key], tuple(rest))
        else:
            yield value, key
