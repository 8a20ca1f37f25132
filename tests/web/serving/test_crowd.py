"""Who is counted, and who gives way (F1, F22)."""

import pytest

from vos_exporter.clock import Clock
from vos_exporter.vitals import Cut
from vos_exporter.web.serving.crowd import SPARED, Crowd, address_of


class Member:
    def __init__(self) -> None:
        self.ended: Cut | None = None

    def give_way(self, why: Cut) -> None:
        self.ended = why


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.clock = Clock(monotonic=lambda: self.now)


def entered(crowd: Crowd, address: str, count: int) -> list[Member]:
    members = [Member() for _ in range(count)]
    for member in members:
        assert crowd.no_room(address) is None
        crowd.enter(member, address)
    return members


@pytest.fixture
def clock() -> Hands:
    return Hands()


def test_who_idles_longest_makes_room_for_another_of_its_address(clock: Hands) -> None:
    crowd = Crowd(10, 3, clock.clock)
    first, second, third = entered(crowd, "a", 3)
    clock.now = SPARED
    crowd.works(first)
    crowd.idles(second)
    assert crowd.no_room("a") is None
    assert (first.ended, second.ended, third.ended) == (None, None, Cut.MADE_ROOM)
    assert len(crowd) == 2


def test_a_new_connection_and_one_that_works_are_spared(clock: Hands) -> None:
    crowd = Crowd(10, 2, clock.clock)
    members = entered(crowd, "a", 2)
    assert crowd.no_room("a") is Cut.ADDRESS
    for member in members:
        crowd.works(member)
    clock.now = 100
    assert crowd.no_room("a") is Cut.ADDRESS
    crowd.leave(members[0])
    crowd.leave(members[0])
    assert crowd.no_room("a") is None


def test_the_fullest_address_makes_room_for_another_address(clock: Hands) -> None:
    crowd = Crowd(4, 3, clock.clock)
    (alone,) = entered(crowd, "b", 1)
    clock.now = 1
    flood = entered(crowd, "a", 3)
    clock.now = 2
    assert crowd.no_room("c") is None
    assert flood[0].ended is Cut.MADE_ROOM
    assert alone.ended is None


def test_nobody_gives_way_while_there_is_room(clock: Hands) -> None:
    crowd = Crowd(4, 4, clock.clock)
    members = entered(crowd, "a", 3)
    clock.now = 100
    assert crowd.no_room("a") is None
    assert not any(member.ended for member in members)


def test_with_all_at_work_there_is_no_room(clock: Hands) -> None:
    crowd = Crowd(2, 2, clock.clock)
    for member in entered(crowd, "a", 2):
        crowd.works(member)
    clock.now = 100
    assert crowd.no_room("b") is Cut.TOO_MANY


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        (("192.0.2.1", 1), "192.0.2.1"),
        (("::ffff:192.0.2.1", 1, 0, 0), "192.0.2.1"),
        (("2001:db8:1:2:3:4:5:6", 1, 0, 0), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::9", 1, 0, 0), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 1, 0, 2), "fe80::/64"),
        ("", ""),
    ],
)
def test_a_client_cannot_choose_what_it_is_counted_by(peer: object, address: str) -> None:
    assert address_of(peer) == address
