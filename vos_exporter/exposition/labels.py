"""Labels as text.

A sample line is ``name{service_id="7",state="ERROR"} 1``. What all lines of a family begin with is its head
(``name{service_id="``); the label text of a sample is the rest up to its value (``7",state="ERROR"} ``).
"""

import re
from collections.abc import Sequence
from itertools import chain

from vos_exporter.families import LabelValues

MAX_TEXT = 1_024
"""Characters of a label value that are shown (docs/architecture.md#limits)."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile('[\\\\"\n]')
_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n"}
_PLAIN_TEXTS = {escaped: plain for plain, escaped in _ESCAPES.items()}
_VALUE = re.compile(r'="((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\.", re.DOTALL)


def shown(value: str) -> str:
    """``value`` as it can be sent: not longer than we allow, and encodable as UTF-8."""
    return _SURROGATE.sub("\ufffd", value[:MAX_TEXT])


def escape(value: str) -> str:
    """``value`` as it stands between quotes."""
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], value)


def head(name: str, names: Sequence[str]) -> str:
    """What the lines of family ``name`` with label ``names`` begin with."""
    return f'{name}{{{names[0]}="' if names else name


def label_texts(
    names: Sequence[str], labels: Sequence[LabelValues]
) -> tuple[list[str], Sequence[LabelValues | str]]:
    """The label text of each sample, and for each something that sorts as its shown label values do.

    Args:
        names: label names of the family.
        labels: label values of each sample, in the order of the names.

    Raises:
        ValueError: a sample has more or fewer values than there are names.
    """
    if set(map(len, labels)) - {len(names)}:
        raise ValueError(f"a sample has not exactly the labels {names}")
    distinct = set(chain.from_iterable(labels))
    joined = "".join(distinct)
    if not joined.isascii() or max(map(len, distinct), default=0) > MAX_TEXT:
        labels = _mapped(labels, {value: shown(value) for value in distinct})
    if _sorts_as_text(joined):
        texts = _joined(names, labels)
        return texts, texts
    if not any(special in joined for special in _ESCAPES):
        return _joined(names, labels), labels
    escaped = {value: escape(value) for value in chain.from_iterable(labels)}
    return _joined(names, _mapped(labels, escaped)), labels


def label_values(line: str) -> LabelValues:
    """The shown label values in a sample line."""
    return tuple(_ESCAPED.sub(lambda match: _PLAIN_TEXTS[match[0]], value) for value in _VALUE.findall(line))


def _sorts_as_text(characters: str) -> bool:
    """Whether values of these characters need no escape, and sort as their label texts do.

    They do when no character sorts before the quote that ends a value; ids and states usually qualify.
    """
    return not any(other in characters for other in ' !"\\') and characters.isprintable()


def _joined(names: Sequence[str], labels: Sequence[LabelValues]) -> list[str]:
    template = "".join([f'%s",{name}="' for name in names[1:]]) + '%s"} ' if names else " "
    return [template % values for values in labels]


def _mapped(labels: Sequence[LabelValues], texts: dict[str, str]) -> list[LabelValues]:
    return [tuple([texts[value] for value in values]) for values in labels]
