"""A request that is cancelled leaves nothing open, even if the peer takes no farewell."""

import asyncio
import gc
from pathlib import Path

import pytest

from tests.kits.vos_server import Authority, request, secret_auth
from tests.kits.wires import Mute, head, open_sockets, peer
from vos_exporter.client import Client
from vos_exporter.client.http import Http
from vos_exporter.clock import SYSTEM_CLOCK
from vos_exporter.config import AuthMethod, TargetSettings, Tls
from vos_exporter.secret import Secret

BASIC = secret_auth(AuthMethod.BASIC)
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"


def test_a_handshake_that_is_cancelled_closes_its_connection() -> None:
    async def run() -> bytes:
        heard = asyncio.Event()
        rest: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        async def serve(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.readexactly(1)
            heard.set()
            rest.set_result(await reader.read())

        async with peer(serve) as port:
            tls = Tls(insecure_skip_verify=True)
            client = Client(TargetSettings(name="mute", url=f"https://127.0.0.1:{port}", auth=BASIC, tls=tls))
            asking = asyncio.create_task(client.begin().get("services", request("/")))
            await heard.wait()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            assert await rest
            await client.aclose()
            return await rest

    assert asyncio.run(asyncio.wait_for(run(), 20))


@pytest.mark.parametrize(
    "answer", [b"", HEADERS, HEADERS + b"[1,"], ids=["nothing", "headers", "half a body"]
)
def test_a_hundred_cancelled_requests_leave_no_socket(tmp_path: Path, answer: bytes) -> None:
    authority = Authority(tmp_path)
    mute = Mute(authority.context, answer)

    async def run(port: int) -> None:
        settings = TargetSettings(
            name="mute",
            url=f"https://127.0.0.1:{port}",
            tls=Tls(ca_file=authority.file),
            timeout=60.0,
        )
        http = Http(settings, SYSTEM_CLOCK, lambda: 100)
        asking = [asyncio.create_task(http.send(request("/"), Secret("Basic x"))) for _ in range(100)]
        for _ in asking:
            assert await asyncio.to_thread(mute.asked.acquire, timeout=30)
        assert open_sockets(port) == 100
        for task in asking:
            task.cancel()
        await asyncio.wait(asking)
        await asyncio.sleep(0)
        assert open_sockets(port) == 0
        await http.aclose()

    with mute.running() as port:
        asyncio.run(asyncio.wait_for(run(port), 60))


@pytest.mark.parametrize("turns", range(12))
def test_an_attempt_that_is_cancelled_at_any_moment_leaves_nothing_open(turns: int) -> None:
    async def run() -> None:
        async def serve(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await head(reader)
            await reader.read()

        async with peer(serve) as port:
            client = Client(TargetSettings(name="plain", url=f"http://127.0.0.1:{port}", auth=BASIC))
            attempt = asyncio.create_task(client.begin().get("services", request("/")))
            for _ in range(turns):
                await asyncio.sleep(0)
            attempt.cancel()
            await asyncio.gather(attempt, return_exceptions=True)
            await asyncio.sleep(0)
            assert open_sockets(port) == 0
            await client.aclose()

    asyncio.run(asyncio.wait_for(run(), 20))
    gc.collect()  # a socket nobody closed would warn, and warnings are errors
