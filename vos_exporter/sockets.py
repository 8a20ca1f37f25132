"""What one encrypted connection costs in memory, for both sides: clients at our door, and us at VOS'."""

from asyncio import sslproto

TLS_BUFFER = 32 * 1024
"""Bytes that asyncio keeps for each TLS connection from before its handshake until its end.

By itself asyncio takes 256 KiB: a client that never said a word cost 300 kB, an idle connection to VOS
320 KB, and 600 KB after a large body. So it is 96 and 133, for a twentieth of the CPU of reading large
bodies; with half of this 80 and 88, for a sixth.
"""


def shrink_tls_buffers() -> None:
    """Let each TLS connection of this process take :data:`TLS_BUFFER` for reading.

    The attribute is undocumented, and for the whole process; ``tests/test_sockets.py`` says when it goes.
    """
    sslproto.SSLProtocol.max_size = TLS_BUFFER
