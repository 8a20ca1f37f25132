"""Bodies as they arrive to bodies as they are meant, never more at once than a limit lets through."""

import zlib
from collections.abc import Iterator

ACCEPTED = "gzip"
"""What we ask for, and all that is taken beside a plain body."""

STEP = 256 * 1024
"""Bytes that one piece has at most: a kilobyte of gzip can hold a megabyte."""

_GZIP = 16 + zlib.MAX_WBITS


class CompressionError(Exception):
    """The compression is broken, or another than we asked for."""


class Inflater:
    """Gives a body piece by piece, so that its reader can stop at a limit.

    Args:
        encoding: value of the ``Content-Encoding`` header, empty if there is none.

    Raises:
        CompressionError: the body is compressed in another way than by one gzip.
    """

    def __init__(self, encoding: str) -> None:
        named = [name for name in (part.strip().lower() for part in encoding.split(",")) if name]
        used = [name for name in named if name != "identity"]
        if used not in ([], ["gzip"], ["x-gzip"]):
            raise CompressionError
        self._gzip = bool(used)
        self._stream = zlib.decompressobj(_GZIP)

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What ``chunk``, the next bytes that arrived, adds to the body.

        Raises:
            CompressionError: it is not gzip.
        """
        if not self._gzip:
            yield chunk
            return
        while chunk:
            if self._stream.eof:
                self._stream = zlib.decompressobj(_GZIP)
            try:
                piece = self._stream.decompress(chunk, STEP)
            except zlib.error:
                raise CompressionError from None
            chunk = self._stream.unconsumed_tail or self._stream.unused_data
            yield piece

    def end(self) -> None:
        """Say that the body is complete.

        Raises:
            CompressionError: its compression ends in the middle.
        """
        if self._gzip and not self._stream.eof:
            raise CompressionError
