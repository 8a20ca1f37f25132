"""Sample values as text."""

import math
import re

_PLAIN = re.compile(r"\[[0-9., -]*]\Z")
"""A list of numbers in which no ``e``, ``inf`` or ``nan`` stands."""

_LONGEST_PLAIN = 24
"""Characters of the longest float that ``repr`` writes without exponent; longer ones are large integers."""


def value_texts(values: list[float]) -> list[str]:
    """The text of each value.

    Most families hold nothing that ``repr`` would not write as the formats want it, but for the ``.0`` of
    integral floats: one look at all values together tells.
    """
    if values.count(1) == len(values):
        return ["1"] * len(values)
    try:
        listing = repr(values)
    except ValueError:  # more digits than Python prints
        return list(map(value_text, values))
    if not _PLAIN.match(listing) or "-0.0" in listing:
        return list(map(value_text, values))
    texts = listing[1:-1].replace(".0, ", ", ").removesuffix(".0").split(", ")
    if max(map(len, texts)) > _LONGEST_PLAIN:
        return list(map(value_text, values))
    return texts


def value_text(value: float) -> str:
    """One value as both formats write it: integral numbers in full digits, the others as ``repr``.

    An integer beyond the range of a float is infinite, for that is what a reader would make of it at best.
    A negative zero is ``-0.0``, for some readers take ``-0`` for an integer and lose its sign.
    """
    try:
        number = float(value)
    except OverflowError:
        number = math.inf if value > 0 else -math.inf
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    if isinstance(value, int):
        return str(int(value))
    text = repr(number)
    return f"{number:.0f}" if number.is_integer() and text != "-0.0" else text
