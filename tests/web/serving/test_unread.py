"""Answers nobody reads take bounded memory, all together."""

import socket
from contextlib import ExitStack
from pathlib import Path

from tests.kits.door import opened, wait_until
from vos_exporter.vitals import Cut
from vos_exporter.web.serving.unread import Unread


class Reader:
    def __init__(self) -> None:
        self.ended: Cut | None = None

    def give_way(self, why: Cut) -> None:
        self.ended = why


def test_who_waits_longest_goes_first() -> None:
    unread = Unread(100)
    slow, slower, good = Reader(), Reader(), Reader()
    unread.waits(slower, 50)
    unread.waits(slow, 50)
    unread.waits(good, 10)
    assert (slower.ended, slow.ended, good.ended) == (Cut.SLOW_READER, None, None)


def test_who_has_read_is_not_counted() -> None:
    unread = Unread(100)
    readers = [Reader() for _ in range(10)]
    for reader in readers:
        unread.waits(reader, 90)
        unread.read(reader)
        unread.read(reader)
    assert not any(reader.ended for reader in readers)


def test_one_answer_may_be_as_large_as_it_is() -> None:
    unread = Unread(100)
    alone = Reader()
    unread.waits(alone, 1_000)
    assert alone.ended is None


def test_clients_that_do_not_read_are_cut_when_their_answers_are_too_many(config: Path) -> None:
    with opened(config, unread=200_000) as door, ExitStack() as stack:
        for _ in range(12):
            deaf = stack.enter_context(socket.socket())
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            deaf.connect(("127.0.0.1", door.port))
            deaf.sendall(b"GET /runbooks HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200)
        wait_until(lambda: door.exporter.vitals.connections_cut[Cut.SLOW_READER] > 0)
        assert door.ask("/-/healthy").status == 200
