"""Answers are compressed by the quickest library there is, always to the same bytes."""

import gzip
import importlib
import sys
import zlib
from types import ModuleType

import pytest

from vos_exporter.exposition import compression
from vos_exporter.exposition.compression import Gzip


def test_without_isal_the_standard_library_compresses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compression.zlib.__name__ == "isal.isal_zlib"
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "isal", None)
        without.delitem(sys.modules, compression.__name__)
        assert importlib.import_module(compression.__name__).zlib is zlib


@pytest.mark.parametrize("library", [zlib, compression.zlib], ids=["zlib", "isal"])
@pytest.mark.parametrize("pieces", [[], [b"vos_up 1\n"], [b"vos_up 1\n" * 100_000, b"", b"vos_up 0\n"]])
def test_the_pieces_become_one_member_the_same_every_time(
    monkeypatch: pytest.MonkeyPatch, library: ModuleType, pieces: list[bytes]
) -> None:
    monkeypatch.setattr(compression, "zlib", library)

    def member() -> bytes:
        stream = Gzip()
        return b"".join([*map(stream.compress, pieces), stream.flush()])

    assert member() == member()
    assert gzip.decompress(member()) == b"".join(pieces)
