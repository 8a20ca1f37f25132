"""Mistakes of ours: one answer each, one line a minute (F14, F16)."""

import asyncio
import io

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.kits.door import CANARY, Door
from vos_exporter import logs
from vos_exporter.simulator import Simulator
from vos_exporter.web.serving.mishaps import LastResort, loop_handler


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    """An application with a mistake."""
    if scope["path"] == "/half":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise KeyError(CANARY)


async def nothing() -> Message:
    """What a client says that says nothing."""
    return {"type": "http.disconnect"}


async def asked(path: str, times: int) -> list[httpx.Response]:
    """The answers to so many requests for ``path``."""
    transport = httpx.ASGITransport(app=LastResort(broken))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return [await client.get(path) for _ in range(times)]


def test_a_mistake_is_500_and_a_line_a_minute(written: io.StringIO) -> None:
    for answer in asyncio.run(asked("/", 20)):
        assert answer.status_code == 500
        assert CANARY not in answer.text
    assert written.getvalue().count("\n") == 1
    assert "error=KeyError" in written.getvalue()
    assert "test_mishaps.py" in written.getvalue()
    assert CANARY not in written.getvalue()


def test_an_answer_that_has_begun_is_not_begun_again(written: io.StringIO) -> None:
    sent: list[str] = []

    async def send(message: Message) -> None:
        sent.append(message["type"])

    asyncio.run(LastResort(broken)({"type": "http", "path": "/half"}, nothing, send))
    assert sent == ["http.response.start", "http.response.body"]
    assert written.getvalue().count("a request broke the exporter") == 1


def test_a_mistake_of_the_real_application_is_caught(
    door: Door, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vos_exporter.web.views.target_status", None)
    for _ in range(3):
        assert door.ask("/status?format=json").status == 500
    assert written.getvalue().count("\n") == 1
    assert door.ask("/-/healthy").status == 200


def test_what_the_event_loop_could_not_hand_on_is_said_once(written: io.StringIO) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(loop_handler())
        for _ in range(20):
            loop.call_soon(lambda: 1 / 0)
        await asyncio.sleep(0.01)

    asyncio.run(main())
    assert written.getvalue().count("\n") == 1
    assert "ZeroDivisionError" in written.getvalue()


def test_kinds_of_mishaps_are_bounded(written: io.StringIO) -> None:
    handle = loop_handler()
    loop = asyncio.new_event_loop()
    for n in range(1_000):
        handle(loop, {"message": str(n)})
    loop.close()
    assert written.getvalue().count("\n") == 100


def test_a_state_that_is_half_a_character_breaks_no_page(
    vos: Simulator, door: Door, written: io.StringIO
) -> None:
    """F14."""
    logs.set_level("error")
    vos.fault("services", "garbage", '[{"id": "a", "name": "b", "controlState": "\\ud800"}]')
    try:
        assert door.ask("/metrics").status == 200
    finally:
        vos.clear_faults()
    for path in ("/", "/status?format=json", "/metrics", "/probe?target=headend-a&debug=true"):
        assert door.ask(path).status == 200
    assert written.getvalue() == ""
