"""What one encrypted connection costs (F1)."""

import asyncio
import ssl
from asyncio import sslproto

import pytest

from vos_exporter.sockets import TLS_BUFFER, shrink_tls_buffers


def test_a_tls_connection_keeps_a_small_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attribute is undocumented: this fails where Python no longer knows it."""
    monkeypatch.setattr(sslproto.SSLProtocol, "max_size", sslproto.SSLProtocol.max_size)
    shrink_tls_buffers()

    async def buffer() -> int:
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        made = sslproto.SSLProtocol(loop, asyncio.Protocol(), ssl.create_default_context(), waiter)
        buffer = made.get_buffer(-1)
        made._app_transport.abort()
        return len(buffer)

    assert asyncio.run(buffer()) == TLS_BUFFER
