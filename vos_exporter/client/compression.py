"""Bodies as they arrive to bodies as they are meant, never more at once than a limit lets through."""

from collections.abc import Iterator
from typing import Any

zlib: Any
try:
    from isal import isal_zlib as zlib
except ImportError:
    # There is no wheel for every machine; the standard library's takes two to three times as long.
    import zlib

ACCEPTED = "gzip, deflate"
"""What we ask for, and all that is taken beside a plain body."""

STEP = 256 * 1024
"""Bytes that one piece has at most: a kilobyte of gzip can hold a megabyte."""

RATIO = 100
"""Bytes that one byte may become; JSON of many equal rows comes to about 30."""

HARMLESS = 1024 * 1024
"""Bytes up to which the ratio does not matter."""

_ZLIB, _RAW, _GZIP = 15, -15, 31


class CompressionError(Exception):
    """The compression is broken, or another than we asked for."""


class BombError(Exception):
    """The body becomes so much larger than it came that nobody meant well."""


class Inflater:
    """Gives a body piece by piece, so that its reader can stop at a limit.

    Args:
        encoding: value of the ``Content-Encoding`` header, empty if there is none.

    Raises:
        CompressionError: the body is compressed in another way than by one gzip or deflate.
    """

    def __init__(self, encoding: str) -> None:
        named = [name for name in (part.strip().lower() for part in encoding.split(",")) if name]
        used = [name for name in named if name != "identity"]
        if used not in ([], ["gzip"], ["x-gzip"], ["deflate"]):
            raise CompressionError
        self._compressed = bool(used)
        self._gzip = used != ["deflate"]
        self._stream: Any = None
        self._came = self._became = 0

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What ``chunk``, the next bytes that arrived, adds to the body.

        Raises:
            CompressionError: it is not what the header says.
            BombError: it is more than it may be.
        """
        if not self._compressed:
            yield chunk
            return
        self._came += len(chunk)
        piece = b""
        while chunk or len(piece) == STEP:
            piece = self._inflated(chunk)
            chunk = self._stream.unconsumed_tail or self._stream.unused_data
            self._became += len(piece)
            if self._became > max(HARMLESS, RATIO * (self._came - len(chunk))):
                raise BombError
            yield piece

    def _inflated(self, chunk: bytes) -> bytes:
        """The first piece of ``chunk``."""
        if self._stream is None or (self._stream.eof and self._gzip and chunk):
            # A gzip body may have several members.
            self._stream = zlib.decompressobj(self._window(chunk))
        elif self._stream.eof and chunk:
            raise CompressionError
        try:
            piece: bytes = self._stream.decompress(chunk, STEP)
        except zlib.error:
            raise CompressionError from None
        return piece

    def _window(self, chunk: bytes) -> int:
        """How to read what begins with ``chunk``; some call deflate what has no header (RFC 9110)."""
        if self._gzip:
            return _GZIP
        return _ZLIB if chunk[0] & 0x0F == 8 else _RAW

    def end(self) -> None:
        """Say that the body is complete.

        Raises:
            CompressionError: its compression ends in the middle.
        """
        if self._compressed and not (self._stream and self._stream.eof):
            raise CompressionError
