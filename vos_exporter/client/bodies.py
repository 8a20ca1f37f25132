"""How many bytes of bodies the targets of one process hold at the same time."""

from weakref import WeakSet

LIMIT = 128 * 1024 * 1024
"""Bytes of all bodies together, decompressed, from their first byte until they have been read."""


class Bodies:
    """A budget of bytes that nobody waits for: who needs more than it may have fails at once.

    A target holds at most half of what the others left free. So one alone has half of it, and however much
    it holds, the next one finds half of the rest.

    Args:
        limit: bytes of all bodies together.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._shares: WeakSet[Share] = WeakSet()

    @property
    def in_flight(self) -> int:
        """Bytes that are held now."""
        return sum(share.held for share in self._shares)

    def share(self) -> "Share":
        """The part of one more target."""
        share = Share(self)
        self._shares.add(share)
        return share

    def most(self, share: "Share") -> int:
        """Bytes that ``share`` may hold, those it holds included."""
        return (self._limit - self.in_flight + share.held) // 2


class Share:
    """What one target holds.

    Attributes:
        held: bytes.
    """

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self.held = 0

    def take(self, size: int) -> bool:
        """Hold ``size`` bytes more, if they are to be had."""
        if self.held + size > self._bodies.most(self):
            return False
        self.held += size
        return True

    def give_back(self, size: int) -> None:
        """Hold ``size`` bytes less."""
        self.held -= size


class Hold:
    """The bytes of one route's bodies, all of which are given back at the end of a ``with`` block."""

    def __init__(self, share: Share) -> None:
        self._share = share
        self._size = 0

    def take(self, size: int) -> bool:
        """Hold ``size`` bytes more, if they are to be had."""
        taken = self._share.take(size)
        self._size += size if taken else 0
        return taken

    def __enter__(self) -> "Hold":
        """Nothing is held yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give everything back."""
        self._share.give_back(self._size)
        self._size = 0


BODIES = Bodies()
"""That of the process, as memory is."""
