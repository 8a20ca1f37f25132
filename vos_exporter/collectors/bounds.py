"""Label values of an open vocabulary, kept to so many."""

from collections.abc import Iterable

STATE_LIMIT = 16
"""Distinct values of a label ``state``."""

OPEN_LABEL_LIMIT = 64
"""Distinct values of any other label whose vocabulary is VOS's to extend."""

OTHER = "other"
"""What the values beyond a limit are shown as."""


class Bounded:
    """Folds the values beyond a limit into ``other``."""

    def __init__(self, kept: frozenset[str]) -> None:
        self.kept = kept

    @classmethod
    def first(cls, values: Iterable[str], limit: int = OPEN_LABEL_LIMIT) -> "Bounded":
        """Keep the first ``limit`` of ``values`` in sorted order."""
        return cls(frozenset(sorted(set(values))[:limit]))

    def __call__(self, value: str) -> str:
        """``value`` if it is kept, else ``other``."""
        return value if value in self.kept else OTHER
