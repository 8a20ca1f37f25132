"""Compressed bodies: whole, in pieces, broken, and made to burst."""

import gzip
import importlib
import random
import sys
import zlib
from collections.abc import Callable

import pytest

from vos_exporter.client import compression
from vos_exporter.client.compression import HARMLESS, BombError, CompressionError, Inflater

STEP = 1000
BODY = random.Random(1).randbytes(3 * STEP // 2 + 10).hex().encode()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw deflate": raw_deflate,
}


def inflated(encoding: str, *chunks: bytes) -> bytes:
    inflater = Inflater(encoding)
    pieces = [piece for chunk in chunks for piece in inflater.pieces(chunk)]
    inflater.end()
    return b"".join(pieces)


@pytest.fixture(params=["isal", "zlib"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each test runs with either, and with small pieces, whose ends are what matters."""
    monkeypatch.setattr(compression, "STEP", STEP)
    if request.param == "isal":
        assert "isal" in compression.zlib.__name__
    else:
        monkeypatch.setattr(compression, "zlib", zlib)
    return str(request.param)


def test_without_isal_the_standard_library_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "isal", None)
        without.delitem(sys.modules, "vos_exporter.client.compression")
        assert importlib.import_module("vos_exporter.client.compression").zlib is zlib


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("size", [1, 7, 1000, 10**9])
@pytest.mark.parametrize("length", [0, 1, STEP - 1, STEP, STEP + 1, len(BODY)])
def test_a_body_comes_out_as_it_went_in_however_it_is_cut(packer: str, size: int, length: int) -> None:
    packed = PACKERS[packer](BODY[:length])
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert inflated(packer.removeprefix("raw "), *chunks) == BODY[:length]


def test_a_last_match_that_waits_for_room_is_not_lost() -> None:
    """What is left over when a piece is full may need no more input: raw deflate has nothing behind it."""
    for length in range(STEP - 300, STEP + 300):
        body = BODY[: length - 258] + b"a" * 258
        assert inflated("deflate", raw_deflate(body)) == body


def test_a_body_may_have_several_members() -> None:
    assert (
        inflated(
            "x-gzip",
            gzip.compress(b"[1,", mtime=0) + gzip.compress(b"", mtime=0),
            gzip.compress(b"2]", mtime=0),
        )
        == b"[1,2]"
    )


@pytest.mark.parametrize("encoding", ["", "identity", " Identity ,", "identity, identity"])
def test_a_plain_body_is_passed_on(encoding: str) -> None:
    assert inflated(encoding, b"[", b"]") == b"[]"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, br", "chunked"])
def test_any_other_compression_is_refused(encoding: str) -> None:
    with pytest.raises(CompressionError):
        Inflater(encoding)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", b""),
        ("gzip", b"[]"),
        ("gzip", gzip.compress(b"[]", mtime=0)[:-1]),
        ("gzip", gzip.compress(b"[]", mtime=0)[:5]),
        ("gzip", gzip.compress(b"[]", mtime=0)[:-8] + bytes(8)),
        ("gzip", gzip.compress(b"[]", mtime=0) + b"rest"),
        ("deflate", b""),
        ("deflate", b"[]"),
        ("deflate", zlib.compress(b"[]")[:-1]),
        ("deflate", zlib.compress(b"[]") + b"rest"),
        ("deflate", raw_deflate(b"[]")[:-1]),
        ("deflate", raw_deflate(b"[]") + b"rest"),
    ],
)
def test_a_broken_compression_is_noticed(encoding: str, packed: bytes) -> None:
    with pytest.raises(CompressionError):
        inflated(encoding, packed)


def test_no_piece_is_larger_than_a_step() -> None:
    pieces = list(Inflater("gzip").pieces(gzip.compress(BODY, mtime=0)))
    assert max(map(len, pieces)) == STEP
    assert sum(map(len, pieces)) == len(BODY)


def until_it_bursts(encoding: str, packed: bytes) -> int:
    """How many bytes come before that is noticed."""
    came = 0
    try:
        for piece in Inflater(encoding).pieces(packed):
            came += len(piece)
    except BombError:
        return came
    raise AssertionError("it did not burst")


@pytest.mark.parametrize("packer", PACKERS)
def test_a_body_that_bursts_is_given_up_at_a_megabyte(packer: str) -> None:
    assert 0 < until_it_bursts(packer.removeprefix("raw "), PACKERS[packer](bytes(50_000_000))) <= HARMLESS


def test_what_is_small_may_be_compressed_as_much_as_it_likes() -> None:
    assert inflated("gzip", gzip.compress(bytes(HARMLESS))) == bytes(HARMLESS)


def test_what_waits_behind_a_burst_excuses_nothing() -> None:
    burst = gzip.compress(bytes(20_000_000)) + random.randbytes(1_000_000)
    assert 0 < until_it_bursts("gzip", burst) <= HARMLESS
