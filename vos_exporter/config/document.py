"""YAML text -> plain data, with the line of every key; duplicate keys are refused."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from vos_exporter.config.problems import KeyPath, Problem

_BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_INTEGER = "tag:yaml.org,2002:int"
_PLAIN_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_MERGE = "<<"
_DEEPEST = 50
"""Levels of nesting; libyaml composes by recursion in C, where too deep a file ends the process."""


class _Loader(_BaseLoader):  # type: ignore[misc]  # the base is chosen at run time
    """YAML without timestamps, octal and base 60: ``12:00`` is a text, as its writer meant."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own name and type
        first: [
            (tag, _PLAIN_INTEGER if tag == _INTEGER else pattern)
            for tag, pattern in resolvers
            if tag != _TIMESTAMP
        ]
        for first, resolvers in _BaseLoader.yaml_implicit_resolvers.items()
    }


class DocumentError(Exception):
    """The text is not one YAML document; ``problems`` say why, ``line`` counts from 1 where it is known."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data, the line of each path (from 1), and the keys that were written twice."""

    data: Any
    lines: Mapping[KeyPath, int]
    problems: list[Problem]


def parse(text: str) -> Document:
    """The one document in ``text``.

    Raises:
        DocumentError: it is not one YAML document of plain values.
    """
    try:
        _check_events(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return Document(None, {}, [])
            lines: dict[KeyPath, int] = {}
            problems = list(_index(node, lines))
            return Document(loader.construct_document(node), lines, problems)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise _explained(error) from None
    except (ValueError, OverflowError):
        raise DocumentError("it holds a value that its tag does not allow") from None


def composed(text: str) -> yaml.Node | None:
    """The tree of ``text``, which :func:`parse` took, with the place of every node in it."""
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


def _check_events(text: str) -> None:
    """Refuse what a parser takes, and a composer not at all, or not without harm."""
    depth = documents = 0
    anchors: set[str] = set()
    for event in yaml.parse(text, Loader=_Loader):
        line = _line(event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > _DEEPEST:
            raise DocumentError("it is nested too deeply", line)
        if documents > 1:
            raise DocumentError("a second document begins; remove it, or the line `---`", line)
        _check_anchor(event, anchors, line)


def _check_anchor(event: yaml.Event, anchors: set[str], line: int | None) -> None:
    """Refuse an alias of no anchor, and the second anchor of a name; adds the event's to ``anchors``."""
    anchor = getattr(event, "anchor", None)
    if anchor is None:
        return
    if isinstance(event, yaml.AliasEvent):
        if anchor not in anchors:
            raise DocumentError(
                "an alias without its anchor; put a text that begins with `*` in quotes", line
            )
    elif anchor in anchors:
        raise DocumentError("an anchor is set twice; put a text that begins with `&` in quotes", line)
    else:
        anchors.add(anchor)


def _index(root: yaml.Node, lines: dict[KeyPath, int]) -> Iterator[Problem]:
    """Fill ``lines`` with the first line of each path; yields the keys that are written twice."""
    seen: set[int] = set()
    waiting: list[tuple[KeyPath, yaml.Node]] = [((), root)]
    while waiting:
        path, node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        for key, line, child in _children(node):
            below = (*path, key)
            if below in lines and key != _MERGE:
                yield Problem(
                    below, f"this key is written twice, in lines {lines[below]} and {line}; remove one"
                )
            lines.setdefault(below, line)
            waiting.append((below, child))


def _children(node: yaml.Node) -> Iterator[tuple[str | int, int, yaml.Node]]:
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield index, item.start_mark.line + 1, item
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key.value, key.start_mark.line + 1, value


def _line(mark: Any) -> int | None:
    return None if mark is None else mark.line + 1


def _explained(error: yaml.YAMLError) -> DocumentError:
    """Our words for ``error``: PyYAML's change from version to version.

    They quote nothing, as a secret without quotes may begin with ``*`` or ``!``.
    """
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if isinstance(error, yaml.constructor.ConstructorError):
        return DocumentError(
            "a tag or key that is not supported; put a text that begins with `!` in quotes", _line(mark)
        )
    if isinstance(error, yaml.reader.ReaderError):
        return DocumentError("it holds a character that YAML does not allow")
    column = "" if mark is None else f" from column {mark.column + 1} on"
    within = f", in what begins in line {begun.line + 1}" if begun and mark and begun.line < mark.line else ""
    return DocumentError(
        f"it is not YAML{column}{within}; look for a bracket or quote that is not closed, "
        "a wrong indentation, a tab, or a `:` too many or without a blank behind it",
        _line(mark),
    )
