"""How many connections the targets of one process hold."""

import resource
from weakref import WeakSet

CONNECTIONS = 1536
"""Connections of all targets together; each keeps about 100 KB while it is idle (docs/production.md)."""

LEAST = 4
"""Connections that a target may have however many targets there are."""


class Pool:
    """Divides connections among those who joined, and leaves half of all files for everything else."""

    def __init__(self, connections: int = CONNECTIONS) -> None:
        self._connections = connections
        self._members: WeakSet[object] = WeakSet()

    def join(self, member: object) -> None:
        """Take part from now on."""
        self._members.add(member)

    def leave(self, member: object) -> None:
        """Take no part any more."""
        self._members.discard(member)

    def share(self) -> int:
        """Connections that one member may have, in use and idle."""
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        connections = (
            self._connections if files == resource.RLIM_INFINITY else min(self._connections, files // 2)
        )
        return max(LEAST, connections // max(1, len(self._members)))


POOL = Pool()
"""That of the process: memory and files are the process's too."""
