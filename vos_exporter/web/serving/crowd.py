"""Who is connected: how many in all and from one address, and who gives way when there is no room."""

import ipaddress
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Protocol

from vos_exporter.clock import SYSTEM_CLOCK, Clock
from vos_exporter.vitals import Cut

SPARED = 0.1
"""Seconds in which a connection that is new, or just answered, does not have to give way: time to ask."""

NETWORK = 64
"""Bits of an IPv6 address that a client is counted by: the rest it may choose."""


class Member(Hashable, Protocol):
    """A connection, from accept to its end."""

    def give_way(self, why: Cut) -> None:
        """End now."""


@dataclass(slots=True)
class _Group:
    """The connections of one address: how many, and which do nothing since when, the longest first."""

    count: int = 0
    idle: dict[Member, float] = field(default_factory=dict)


class Crowd:
    """Counts connections from accept on, so that handshakes count as well.

    A newcomer who finds no room takes the place of whoever idles longest: at its own address if that has too
    many, else at the address that has the most. So nobody keeps others out by doing nothing.

    Args:
        most: connections in all.
        most_of_one: connections of one address.
        clock: which tells how long somebody has idled.
    """

    def __init__(self, most: int, most_of_one: int, clock: Clock = SYSTEM_CLOCK) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._clock = clock
        self._groups: dict[str, _Group] = {}
        self._addresses: dict[Member, str] = {}

    def __len__(self) -> int:
        return len(self._addresses)

    def no_room(self, address: str) -> Cut | None:
        """Make room for one more of ``address``; why there is none."""
        own = self._groups.get(address)
        if own is not None and own.count >= self._most_of_one:
            return None if self._took_place(own, Cut.MADE_ROOM) else Cut.ADDRESS
        if len(self) >= self._most and not self.make_room(Cut.MADE_ROOM):
            return Cut.TOO_MANY
        return None

    def make_room(self, why: Cut) -> bool:
        """Whether somebody of the address with the most connections gave way."""
        fullest = max(self._groups.values(), key=lambda group: group.count, default=None)
        return fullest is not None and self._took_place(fullest, why)

    def _took_place(self, group: _Group, why: Cut) -> bool:
        member, since = next(iter(group.idle.items()), (None, 0.0))
        if member is None or self._clock.monotonic() - since < SPARED:
            return False
        self.leave(member)
        member.give_way(why)
        return True

    def enter(self, member: Member, address: str) -> None:
        """Count one more, which does nothing yet."""
        self._addresses[member] = address
        group = self._groups.setdefault(address, _Group())
        group.count += 1
        group.idle[member] = self._clock.monotonic()

    def works(self, member: Member) -> None:
        """It has asked something, and waits for the answer."""
        address = self._addresses.get(member)
        if address is not None:
            self._groups[address].idle.pop(member, None)

    def idles(self, member: Member) -> None:
        """It has its answer."""
        address = self._addresses.get(member)
        if address is not None:
            idle = self._groups[address].idle
            idle.pop(member, None)
            idle[member] = self._clock.monotonic()

    def leave(self, member: Member) -> None:
        """It is gone; a second time changes nothing."""
        address = self._addresses.pop(member, None)
        if address is None:
            return
        group = self._groups[address]
        group.idle.pop(member, None)
        group.count -= 1
        if not group.count:
            del self._groups[address]


def address_of(peer: object) -> str:
    """What a client is counted by: its IPv4 address, or its IPv6 network; ``peer`` as ``accept`` gives it."""
    text = str(peer[0]) if isinstance(peer, tuple | list) and peer else ""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, NETWORK), strict=False))
    return str(address)
