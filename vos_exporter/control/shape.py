"""The shape of an object of VOS is only known from the object itself: what a file says of it has to fit."""

import difflib
from typing import Any

from vos_exporter.control.errors import ControlError
from vos_exporter.control.kinds import IDENTITIES
from vos_exporter.control.objects import Path, place


def check_keys(values: Any, there: Any, at: Path = ()) -> None:
    """Refuse keys that the object does not have: VOS would take a misspelt one, or lose it, without a word.

    Raises:
        ControlError: there is such a key, or an item that is new in a list lacks keys of its neighbours.
    """
    if isinstance(values, dict) and isinstance(there, dict):
        for key, value in values.items():
            if key not in there:
                near = difflib.get_close_matches(key, there, n=1, cutoff=0.6)
                rest = f"; did you mean `{near[0]}`?" if near else f"; it has {', '.join(map(str, there))}"
                raise ControlError(f"{place((*at, key))}: the object has no such key{rest}")
            check_keys(value, there[key], (*at, key))
    elif isinstance(values, list) and isinstance(there, list):
        _check_items(values, [item for item in there if isinstance(item, dict)], at)
    elif values is not None and there is not None and _form(values) != _form(there):
        raise ControlError(
            f"{place(at)}: this is {_form(there)} in VOS, not {_form(values)}"
            + (
                "; put it in quotes (YAML reads OFF, on, yes and 12 as something else)"
                if isinstance(there, str)
                else ""
            )
        )


def _form(value: Any) -> str:
    """What kind of value it is; a number may come as text, as the vendor's scripts send ports."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a number" if value.isdecimal() else "text"
    return "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a number"


def _check_items(values: list[Any], there: list[dict[str, Any]], at: Path) -> None:
    known = {item[key]: item for item in there for key in IDENTITIES if isinstance(item.get(key), str)}
    for index, item in enumerate(values):
        if not isinstance(item, dict) or not there:
            continue
        own = next((known[item[key]] for key in IDENTITIES if item.get(key) in known), None)
        missing = there[0].keys() - item.keys() if own is None else set()
        if missing:
            raise ControlError(
                f"{place((*at, index))}: an item that is not there yet has to be whole; it has no"
                f" {', '.join(sorted(missing))}"
            )
        check_keys(item, own or there[0], (*at, index))
