"""A request that is cancelled leaves nothing open."""

import asyncio

from tests.kits.vos_server import secret_auth
from vos_exporter.client import Client, Request
from vos_exporter.config import AuthMethod, TargetSettings, Tls


def test_a_handshake_that_is_cancelled_closes_its_connection() -> None:
    async def run() -> bytes:
        accepted: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
        accepted = asyncio.get_running_loop().create_future()
        server = await asyncio.start_server(lambda *ends: accepted.set_result(ends), "127.0.0.1", 0)
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        settings = TargetSettings(
            name="mute", url=url, auth=secret_auth(AuthMethod.BASIC), tls=Tls(insecure_skip_verify=True)
        )
        client = Client(settings)
        request = asyncio.create_task(client.begin().get("services", Request("/", {}, 1_000)))
        reader, writer = await accepted
        await reader.readexactly(1)
        request.cancel()
        await asyncio.gather(request, return_exceptions=True)
        rest = await reader.read()
        await client.aclose()
        writer.close()
        server.close()
        return rest

    assert asyncio.run(asyncio.wait_for(run(), 20))
