"""A file of objects, YAML or JSON, as ``export`` writes it -> what somebody wants."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from vos_exporter.config import loading
from vos_exporter.config.document import Document
from vos_exporter.config.problems import KeyPath, Problem, choices, hint, shown
from vos_exporter.control.errors import ControlError
from vos_exporter.control.kinds import Kind

LIKE = "like"
"""The key by which an object says whom it takes after."""

_KINDS = [kind.value for kind in Kind]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One object as somebody wants it.

    Attributes:
        kind: what it is.
        values: the named keys; at least an id or a name.
        where: where it stands, for a sentence about it.
        like: the object a new one takes after.
    """

    kind: Kind
    values: Mapping[str, Any]
    where: str
    like: str | None = None


def read_wanted(path: str) -> list[Wanted]:
    """The objects in the file at ``path``.

    Raises:
        ConfigError: it is no YAML or JSON.
        ControlError: it holds something else than objects; names all that was found.
    """
    document, describe = _document(path)
    problems = list(_problems(document.data))
    if problems:
        raise ControlError(*map(describe, problems))
    wanted = []
    for kind in _KINDS:
        for index, values in enumerate(document.data.get(kind, ())):
            at: KeyPath = (kind, index)
            line = document.lines.get(at)
            where = f"{path}{f':{line}' if line else ''}: {shown(at)}"
            own = {key: value for key, value in values.items() if key != LIKE}
            wanted.append(Wanted(Kind(kind), own, where, values.get(LIKE)))
    return wanted


def _document(path: str) -> tuple[Document, loading.Describe]:
    try:
        text = Path(path).read_bytes()
        if text.lstrip().startswith(b"{"):
            return Document(
                msgspec.json.decode(text), {}, []
            ), lambda problem: f"{path}: {shown(problem.path) or 'the file'}: {problem.sentence}"
    except (OSError, ValueError):
        pass  # the reader of YAML, which reads most JSON too, has better sentences
    return loading.read(path)


def _problems(data: Any) -> Iterator[Problem]:
    if isinstance(data, dict) and "vosctl_plan" in data:
        yield Problem((), "this is a plan already; do it with `vosctl apply`")
    elif not isinstance(data, dict) or not data:
        yield Problem(
            (), f"expected lists of objects under {choices(_KINDS)}; `vosctl services export` shows one"
        )
    else:
        for key, objects in data.items():
            if key not in _KINDS:
                yield Problem((str(key),), f"must be {choices(_KINDS)}{hint(str(key), _KINDS)}")
            elif not isinstance(objects, list):
                yield Problem((key,), "expected a list of objects")
            else:
                for index, values in enumerate(objects):
                    yield from _object_problems((key, index), values)


def _object_problems(at: KeyPath, values: Any) -> Iterator[Problem]:
    if not isinstance(values, dict):
        yield Problem(at, "expected an object: keys and values")
        return
    yield from _value_problems(at, values)
    if not any(isinstance(values.get(key), str) and values[key] for key in ("id", "name")):
        yield Problem(at, "an object needs a `name`, or the `id` of one that is there")
    if LIKE in values and not isinstance(values[LIKE], str):
        yield Problem((*at, LIKE), "expected the name or id of an object to take after")


def _value_problems(at: KeyPath, value: Any) -> Iterator[Problem]:
    """What JSON has no form for."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(key, str):
                yield from _value_problems((*at, key), item)
            else:
                yield Problem(at, "a key is not text; put it in quotes")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value_problems((*at, index), item)
    elif isinstance(value, float) and not math.isfinite(value):
        yield Problem(at, "not a number that JSON can say")
    elif not isinstance(value, str | int | float | bool | None):
        yield Problem(at, "expected text, a number, true, false, null, a list or an object")
