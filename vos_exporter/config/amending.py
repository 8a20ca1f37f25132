"""Values written into the text of a configuration file: every other character stays as its writer left it.

A library that reads YAML and writes it again keeps comments, but not the layout around them; here only what
is new is inserted, by the places that the parser gives, and the result is read again to prove it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from vos_exporter.config.document import DocumentError, composed, parse
from vos_exporter.config.errors import ConfigError
from vos_exporter.config.merging import route_keys

_WIDTH = 10_000
_BY_HAND = "write these lines by hand"
_BEGIN = "# Guesses about {}, not in force until the # before them is taken away:"
_END = "# End of the guesses about {}."


@dataclass(frozen=True, slots=True)
class Amendment:
    """One value, and where it goes.

    Attributes:
        path: the keys below the target.
        value: what is written there.
        remark: why, said in a comment where it is only a guess.
    """

    path: tuple[str, ...]
    value: Any
    remark: str = ""


def amended(text: str, target: str, live: Sequence[Amendment], guesses: Sequence[Amendment] = ()) -> str:
    """``text`` with ``live`` in force for ``target``, and ``guesses`` as comments where they would go.

    Args:
        text: a configuration file that loads.
        target: the name of the target.
        live: go in as values; what is there already gives way.
        guesses: go in as comments, in the place of those of an earlier time.

    Raises:
        ConfigError: the file is written in a way that cannot be amended without harm: an alias, a merge.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    text += "" if text.endswith("\n") else "\n"
    text = _without_guesses(text, target)
    for amendment in live:
        text = _proven(_with(text, target, amendment), text, target, amendment)
    return _with_guesses(text, target, guesses).replace("\n", ending)


def lines(amendments: Sequence[Amendment]) -> str:
    """``amendments`` as a person pastes them under a target."""
    return "".join(f"{line}\n" for line in _drawn(_tree(amendments)))


def _target(text: str, name: str) -> tuple[int, yaml.MappingNode]:
    """Where the target called ``name`` stands among the targets, and its node."""
    root = composed(text)
    targets = _child(root, "targets") if isinstance(root, yaml.MappingNode) else None
    found = [
        (index, node)
        for index, node in enumerate(targets.value if targets is not None else ())
        if isinstance(node, yaml.MappingNode) and getattr(_child(node, "name"), "value", None) == name
    ]
    if not found:
        raise ConfigError(f"the file does not name the target {name!r} in its own words: {_BY_HAND}")
    return found[0]


def _child(node: yaml.MappingNode, key: str) -> Any:
    return next((value for name, value in node.value if name.value == key), None)


def _with(text: str, target: str, amendment: Amendment) -> str:
    """``text`` with one value more."""
    _, node = _target(text, target)
    path = _spelled(node, amendment.path)
    parent, rest = _deepest(node, path)
    present = _child(parent, rest[0])
    if present is not None:
        start, end = present.start_mark.index, present.end_mark.index
        blank = "" if text[start - 1 : start].isspace() else " "
        return text[:start] + blank + _flow(_nested(rest[1:], amendment.value)) + text[end:]
    tree = _nested(rest, amendment.value)
    if parent.flow_style:
        added = _flow(tree)[1:-1]
        if not parent.value:
            return f"{text[: parent.start_mark.index]}{{{added}}}{text[parent.end_mark.index :]}"
        end = parent.value[-1][1].end_mark.index
        return f"{text[:end]}, {added}{text[end:]}"
    return _inserted(text, parent, _drawn(tree))


def _spelled(node: yaml.MappingNode, path: tuple[str, ...]) -> tuple[str, ...]:
    """``path`` as the file writes it: a route may stand there by its API path."""
    routes = _child(node, "routes") if path[0] == "routes" else None
    if not isinstance(routes, yaml.MappingNode):
        return path
    names = [key.value for key, _ in routes.value]
    written = [name for name in names if name == path[1]] or [
        name for name in names if route_keys(name) == (path[1],)
    ]
    return (path[0], *written[:1], *path[2:]) if written else path


def _deepest(node: yaml.MappingNode, path: tuple[str, ...]) -> tuple[yaml.MappingNode, tuple[str, ...]]:
    """The deepest mapping on ``path`` that is written, and the rest of the path."""
    while len(path) > 1 and isinstance(child := _child(node, path[0]), yaml.MappingNode):
        if child.start_mark.index < node.start_mark.index:
            raise ConfigError(f"`{path[0]}` is an alias of something written elsewhere: {_BY_HAND}")
        node, path = child, path[1:]
    return node, path


def _inserted(text: str, parent: yaml.MappingNode, added: Sequence[str]) -> str:
    """``added`` as the last lines of the block ``parent``."""
    indent = " " * parent.value[0][0].start_mark.column
    at = _end(text, parent)
    return text[:at] + "".join(f"{indent}{line}\n" for line in added) + text[at:]


def _end(text: str, node: yaml.Node) -> int:
    """Where the line after the last one of ``node`` begins."""
    last = node
    while isinstance(last, yaml.CollectionNode) and last.value and not last.flow_style:
        last = last.value[-1] if isinstance(last, yaml.SequenceNode) else last.value[-1][1]
    index = last.end_mark.index
    if getattr(last, "style", None) in ("|", ">"):
        return text.rfind("\n", 0, index) + 1
    return text.index("\n", index) + 1


def _proven(new: str, old: str, target: str, amendment: Amendment) -> str:
    """``new``, if it says exactly what ``old`` says and the amendment.

    Raises:
        ConfigError: it does not, as where a value is shared by an alias or comes by a merge.
    """
    index, node = _target(old, target)
    wanted = _unshared(parse(old).data)
    place = wanted["targets"][index]
    path = _spelled(node, amendment.path)
    for key in path[:-1]:
        if not isinstance(place.get(key), dict):
            place[key] = {}
        place = place[key]
    place[path[-1]] = amendment.value
    return _saying(new, wanted, ".".join(amendment.path))


def _unshared(data: Any) -> Any:
    """A copy of ``data`` in which nothing stands twice that an alias shares."""
    if isinstance(data, dict):
        return {key: _unshared(value) for key, value in data.items()}
    return [_unshared(value) for value in data] if isinstance(data, list) else data


def _saying(text: str, wanted: Any, what: str) -> str:
    """``text``, if it says what is ``wanted``."""
    try:
        document = parse(text)
        good = not document.problems and document.data == wanted
    except DocumentError:
        good = False
    if not good:
        raise ConfigError(f"`{what}` shares what another place writes: {_BY_HAND}")
    return text


def _with_guesses(text: str, target: str, guesses: Sequence[Amendment]) -> str:
    """``text`` with comments at the deepest blocks where the guesses would go."""
    _, node = _target(text, target)
    places: dict[int, tuple[yaml.MappingNode, list[Amendment]]] = {}
    for guess in guesses:
        parent, rest = _deepest_block(node, _spelled(node, guess.path))
        places.setdefault(_end(text, parent), (parent, []))[1].append(
            Amendment(rest, guess.value, guess.remark)
        )
    for _, (parent, group) in sorted(places.items(), reverse=True):
        drawn = [f"# {line}" for line in _drawn(_tree(group))]
        comment = [_BEGIN.format(target), *drawn, _END.format(target)]
        text = _saying(_inserted(text, parent, comment), parse(text).data, target)
    return text


def _without_guesses(text: str, target: str) -> str:
    """``text`` without the comments that an earlier call wrote."""
    kept, within = [], False
    for line in text.splitlines(keepends=True):
        within |= line.strip() == _BEGIN.format(target)
        if not within:
            kept.append(line)
        within &= line.strip() != _END.format(target)
    return "".join(kept)


def _deepest_block(node: yaml.MappingNode, path: tuple[str, ...]) -> tuple[yaml.MappingNode, tuple[str, ...]]:
    while len(path) > 1 and isinstance(child := _child(node, path[0]), yaml.MappingNode):
        if child.flow_style or child.start_mark.index < node.start_mark.index:
            break
        node, path = child, path[1:]
    return node, path


def _nested(path: Sequence[str], value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _tree(amendments: Sequence[Amendment]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for amendment in amendments:
        place = tree
        for key in amendment.path[:-1]:
            place = place.setdefault(key, {})
        place[amendment.path[-1]] = _Leaf(amendment.value, amendment.remark)
    return tree


@dataclass(frozen=True, slots=True)
class _Leaf:
    value: Any
    remark: str


def _drawn(tree: Mapping[str, Any], depth: int = 0) -> list[str]:
    """``tree`` in block style, a line each."""
    drawn: list[str] = []
    for key, value in tree.items():
        head = f"{'  ' * depth}{_flow(key)}:"
        if isinstance(value, Mapping) and value:
            drawn += [head, *_drawn(value, depth + 1)]
        elif isinstance(value, _Leaf):
            drawn.append(f"{head} {_flow(value.value)}" + (f"  # {value.remark}" if value.remark else ""))
        else:
            drawn.append(f"{head} {_flow(value)}")
    return drawn


def _flow(value: Any) -> str:
    text: str = yaml.safe_dump(
        value, default_flow_style=True, sort_keys=False, width=_WIDTH, allow_unicode=True
    )
    return text.removesuffix("\n").removesuffix("\n...")
