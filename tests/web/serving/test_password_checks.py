"""Whose password is checked next (F10), and what a check costs (F20)."""

import asyncio
import threading

import bcrypt
import pytest

from vos_exporter.web.serving.password_checks import LONGEST_QUEUE, QUEUES, Busy, PasswordChecks, matches


class Asked:
    """Questions, the first of which is answered when it is told to."""

    def __init__(self) -> None:
        self.checks = PasswordChecks()
        self.order: list[str] = []
        self.go_on = threading.Event()
        self.tasks: list[asyncio.Task[bool]] = []

    def check(self, name: str) -> bool:
        self.go_on.wait(20)
        self.order.append(name)
        return True

    async def ask(self, address: str, user: str, name: str) -> None:
        """Ask, and let the question find its queue."""
        work = self.checks.ask((address, user), name.encode(), lambda: self.check(name))
        self.tasks.append(asyncio.create_task(work))
        await asyncio.sleep(0.01)

    async def answered(self) -> list[str]:
        """The order in which they were answered."""
        self.go_on.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return self.order


def test_addresses_and_users_have_their_turns() -> None:
    async def main() -> list[str]:
        asked = Asked()
        for n in range(4):
            await asked.ask("bad", "prometheus", f"guess {n}")
        await asked.ask("bad", "", "stranger")
        await asked.ask("good", "prometheus", "right")
        return await asked.answered()

    assert asyncio.run(main())[:4] == ["guess 0", "guess 1", "stranger", "right"]


def test_a_queue_ends_and_the_others_go_on() -> None:
    async def main() -> tuple[int, list[str]]:
        asked = Asked()
        for n in range(10):
            await asked.ask("bad", "", f"guess {n}")
        await asked.ask("good", "", "right")
        order = await asked.answered()
        return sum(isinstance(task.exception(), Busy) for task in asked.tasks), order

    refused, order = asyncio.run(main())
    assert refused == 10 - 1 - LONGEST_QUEUE
    assert "right" in order


def test_so_many_addresses_may_wait_and_no_more() -> None:
    async def main() -> int:
        asked = Asked()
        for n in range(QUEUES + 2):
            await asked.ask(str(n), "", str(n))
        await asked.answered()
        return sum(isinstance(task.exception(), Busy) for task in asked.tasks)

    assert asyncio.run(main()) == 1


def test_the_same_question_is_asked_once() -> None:
    async def main() -> list[str]:
        asked = Asked()
        for _ in range(50):
            await asked.ask("good", "prometheus", "right")
        order = await asked.answered()
        assert all(task.result() for task in asked.tasks)
        await asked.ask("good", "prometheus", "right")
        await asked.answered()
        return order

    assert asyncio.run(main()) == ["right", "right"]


@pytest.mark.parametrize("dearest", [4, 5, 8])
def test_a_cheap_hash_takes_as_long_as_the_dearest(dearest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    known = bcrypt.hashpw(b"right", bcrypt.gensalt(4))
    work: list[int] = []
    check = bcrypt.checkpw

    def counted(password: bytes, known: bytes) -> bool:
        work.append(2 ** int(known[4:6]))
        return check(password, known)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    assert matches(b"right", known, dearest)
    assert not matches(b"wrong", known, dearest)
    assert sum(work) == 2 * 2**dearest
