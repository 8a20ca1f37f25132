"""Compressed bodies: whole, in pieces, broken."""

import gzip

import pytest

from vos_exporter.client.compression import STEP, CompressionError, Inflater

BODY = bytes(range(256)) * 8192


def inflated(encoding: str, *chunks: bytes) -> bytes:
    inflater = Inflater(encoding)
    pieces = [piece for chunk in chunks for piece in inflater.pieces(chunk)]
    inflater.end()
    return b"".join(pieces)


@pytest.mark.parametrize("size", [1, 7, 1000, 10**9])
@pytest.mark.parametrize("length", [0, 1, STEP - 1, STEP, STEP + 1, len(BODY)])
def test_a_body_comes_out_as_it_went_in_however_it_is_cut(size: int, length: int) -> None:
    packed = gzip.compress(BODY[:length])
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert inflated("gzip", *chunks) == BODY[:length]


def test_a_body_may_have_several_members() -> None:
    assert inflated("x-gzip", gzip.compress(b"[1,") + gzip.compress(b""), gzip.compress(b"2]")) == b"[1,2]"


@pytest.mark.parametrize("encoding", ["", "identity", " Identity ,", "identity, identity"])
def test_a_plain_body_is_passed_on(encoding: str) -> None:
    assert inflated(encoding, b"[", b"]") == b"[]"


@pytest.mark.parametrize("encoding", ["deflate", "br", "gzip, gzip", "gzip, br", "chunked"])
def test_any_other_compression_is_refused(encoding: str) -> None:
    with pytest.raises(CompressionError):
        Inflater(encoding)


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"[]",
        gzip.compress(b"[]")[:-1],
        gzip.compress(b"[]")[:5],
        gzip.compress(b"[]")[:-8] + bytes(8),
        gzip.compress(b"[]") + b"rest",
    ],
    ids=["nothing", "plain", "cut", "cut head", "wrong sum", "rest"],
)
def test_a_broken_compression_is_noticed(packed: bytes) -> None:
    with pytest.raises(CompressionError):
        inflated("gzip", packed)


def test_no_piece_is_larger_than_a_step() -> None:
    pieces = list(Inflater("gzip").pieces(gzip.compress(bytes(50 * STEP))))
    assert max(map(len, pieces)) == STEP
    assert sum(map(len, pieces)) == 50 * STEP
