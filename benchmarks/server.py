"""The mock VOS: HTTPS on loopback, ready bodies, a delay per route; in a process of its own.

Speaks HTTP/1.1 on bare asyncio streams, so that its own CPU, on the same machine, stays small. Reads one JSON
object per line from standard input and answers each with one: ``{"services": 2000}`` makes the bodies,
``{"next": "living"}`` lets happen what happens between two scrapes, and
``{"delays": {"*": 0.05, "images": 0.25}}`` sets delays in seconds.
"""

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any

from benchmarks.workload import Changing
from vos_exporter.vos.routes import BY_KEY

TOKEN = json.dumps({"access_token": "benchmark", "token_type": "Bearer", "expires_in": 43199}).encode()


class Mock:
    """Bodies, delays, and how many requests and connections there were."""

    def __init__(self) -> None:
        self.plant: Changing | None = None
        self.answers: dict[str, bytes] = {}
        self.keys = {BY_KEY[key].path: key for key in BY_KEY if key != "notification_history"}
        self.delays: dict[str, float] = {}
        self.requests = self.connections = 0

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do what the benchmark wants, and say what happened so far."""
        if "services" in order:
            self.plant = Changing(order["services"])
            self.answers = {key: answer(body) for key, body in self.plant.bodies.items()}
        if "next" in order and self.plant is not None:
            before = self.plant.bodies.copy()
            getattr(self.plant, order["next"])()
            changed = {key: body for key, body in self.plant.bodies.items() if body is not before[key]}
            self.answers.update((key, answer(body)) for key, body in changed.items())
        if "delays" in order:
            self.delays = order["delays"]
        size = sum(map(len, self.answers.values()))
        return {"requests": self.requests, "connections": self.connections, "bytes": size}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the client ends it."""
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                target = head.split(b" ", 2)[1].decode().partition("?")[0]
                writer.write(await self.answer(target))
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def answer(self, path: str) -> bytes:
        """The whole answer to a request for ``path``."""
        if path == "/oauth/token":
            return answer(TOKEN)
        key = self.keys.get(path, "")
        self.requests += 1
        await asyncio.sleep(self.delays.get(key, self.delays.get("*", 0.0)))
        return self.answers.get(key) or answer(b"{}", "404 Not Found")


def answer(body: bytes, status: str = "200 OK") -> bytes:
    """``body`` as a kept-alive HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def main(folder: Path) -> None:
    """Listen with the certificate in ``folder``, and obey orders until standard input ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    mock = Mock()
    server = await asyncio.start_server(mock.serve, "127.0.0.1", 0, ssl=context, backlog=500)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"url": f"https://127.0.0.1:{port}"}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(mock.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
