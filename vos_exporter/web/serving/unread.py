"""Answers that wait for their readers: how much memory they may take together."""

from vos_exporter.vitals import Cut
from vos_exporter.web.serving.crowd import Member


class Unread:
    """Counts the bytes that wait for clients who read slower than we write.

    When there are too many, whoever has had an answer waiting for longest is cut: who reads has one only for
    a moment. One answer alone may be as large as it is.

    Args:
        limit: bytes of all answers together.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: dict[Member, int] = {}
        self._total = 0

    def waits(self, member: Member, size: int) -> None:
        """So many bytes for ``member`` could not be sent yet; others may have to go."""
        self.read(member)
        self._waiting[member] = size
        self._total += size
        while self._total > self._limit and len(self._waiting) > 1:
            oldest = next(iter(self._waiting))
            self.read(oldest)
            oldest.give_way(Cut.SLOW_READER)

    def read(self, member: Member) -> None:
        """Nothing waits for ``member`` any more."""
        self._total -= self._waiting.pop(member, 0)
