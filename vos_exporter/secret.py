"""A text that cannot be printed."""

from typing import Any, NoReturn

MASK = "<secret>"


class Secret:
    """Holds a credential; every way of printing, formatting or serialising it gives ``<secret>``.

    Only :meth:`reveal` returns the text, so that each place where a credential leaves can be found.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The credential itself, for the one request that needs it."""
        return self._text

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")

    def __deepcopy__(self, memo: dict[int, Any]) -> "Secret":
        return self
