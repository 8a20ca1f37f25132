"""An answer that is put together within its time."""

import gzip
import random

import pytest

from vos_exporter.exposition import Encoded, Format, assemble, assembled, encode
from vos_exporter.families import gauge

LAST = gauge("vos_test_late", "1 if families are missing.")
MANY = [gauge(f"vos_test_{n:02}", "A family.", "id") for n in range(20)]


def families(samples: int = 1) -> list[Encoded]:
    rng = random.Random(1)
    return [
        part
        for one in MANY
        for part in encode([one.family(((f"{rng.random()}",), 1) for _ in range(samples))], samples)
    ]


def last(missing: bool) -> Encoded:
    return encode([LAST.family([((), int(missing))])], 1)[0]


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("samples", [1, 2_000], ids=["small", "several slices"])
def test_compressed_or_not_it_is_the_same_answer(form: Format, samples: int) -> None:
    parts = families(samples)
    plain = assembled(parts, form, gzip=False)
    packed = assembled(parts, form, gzip=True)
    assert plain.body == gzip.decompress(packed.body) == assemble(parts, form)
    assert (plain.late, packed.late) == (False, False)


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_when_the_time_is_over_the_rest_is_left_out_and_said(form: Format, packed: bool) -> None:
    looks = iter([False] * 3 + [True] * 20)
    body, late = assembled(families(), form, gzip=packed, last=last, late=lambda: next(looks))
    text = gzip.decompress(body) if packed else body
    assert late
    assert text == assemble([*families()[:3], last(True)], form)


def test_what_ends_an_answer_in_time_says_so() -> None:
    body, late = assembled(families(), Format.TEXT, gzip=False, last=last)
    assert not late
    assert body.endswith(b"# TYPE vos_test_late gauge\nvos_test_late 0\n")
