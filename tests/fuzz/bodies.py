"""Bodies that no VOS sends: good ones, changed at random in their values, keys, form and bytes."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vos_exporter.vos.routes import ROUTES

FIXTURES = Path(__file__).parents[1] / "fixtures"
PRIME = 2**61 - 1

SCALARS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63, 2**64, -(2**70), PRIME, 3 * PRIME,
    0.1, -0.0, 1e308, -1e308, 5e-324, 1_700_000_000, 1_700_000_000_000, 9e18,
    "", " ", "a", "NaN", "Infinity", "-Inf", "1e999", "250m", "1e308", "64Ki", "99%", "1,5", "12 dB", "0x10",
    "\ud800", "\udfff", "\U0001f600", "\x00", "\n", "\\", '"', '{a="b"}', "a\r\nb", "\u202e", "null",
    "é" * 300, "x" * 5_000, "ACTIVE", "LOST", "critical", "Disabled", "2024-01-01T00:00:00Z", "9999-99-99",
    [], {}, [[]], [{}], {"": ""}, [None], {"id": {"id": {"id": 1}}},
)  # fmt: skip

PIECES = (
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b'"',
    b"\\u",
    b"\\ud800",
    b"NaN",
    b"-",
    b"e999",
    b"\xff",
    b"\x00",
    b"\xef\xbb\xbf",
)


def _seeds() -> dict[str, list[bytes]]:
    found = {route.key: [b"[]", b"{}", b"null", b""] for route in ROUTES}
    for key in found:
        found[key] += [path.read_bytes() for path in sorted((FIXTURES / key).glob("*.json"))]
    return found


SEEDS = _seeds()


def body(rng: random.Random, key: str) -> bytes:
    """A body for the route ``key``, sometimes of another route."""
    seed = rng.choice(SEEDS[key if rng.random() < 0.9 else rng.choice(list(SEEDS))])
    try:
        value = json.loads(seed)
    except ValueError:
        return _bytes(rng, seed)
    for _ in range(rng.choice((0, 1, 1, 2, 4, 16))):
        value = _changed(rng, value)
    told = json.dumps(value, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    return _bytes(rng, told) if rng.random() < 0.15 else told


def _changed(rng: random.Random, value: Any) -> Any:
    """``value`` with one change somewhere in it."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        if rng.random() < 0.7:
            return {**value, key: _changed(rng, value[key])}
        return rng.choice(_OF_OBJECTS)(rng, value, key)
    if isinstance(value, list) and value and rng.random() < 0.9:
        at = rng.randrange(len(value))
        if rng.random() < 0.7:
            return [*value[:at], _changed(rng, value[at]), *value[at + 1 :]]
        return rng.choice(_OF_LISTS)(rng, value, at)
    if isinstance(value, int | float) and rng.random() < 0.4:
        return rng.choice((str(value), f"{value}%", -value, value * 1e300, [value], {"value": value}))
    if isinstance(value, str) and rng.random() < 0.4:
        return rng.choice((value.upper(), value[::-1], value + "\ud800", [value], value * 20, f" {value} "))
    return rng.choice(SCALARS)


_OF_OBJECTS: tuple[Callable[[random.Random, dict[str, Any], str], Any], ...] = (
    lambda _, value, key: {name: told for name, told in value.items() if name != key},
    lambda _, value, key: {name if name != key else key.upper(): told for name, told in value.items()},
    lambda rng, value, key: {**value, f"{key}{rng.randrange(99)}": value[key]},
    lambda rng, value, key: {**value, str(rng.choice(SCALARS)): value[key]},
    lambda _, value, key: {key: value},
    lambda _, value, key: [value],
    lambda _, value, key: value[key],
)

_OF_LISTS: tuple[Callable[[random.Random, list[Any], int], Any], ...] = (
    lambda _, value, at: value[:at] + value[at + 1 :],
    lambda _, value, at: [*value, value[at]],
    lambda _, value, at: value[::-1],
    lambda rng, value, at: [*value, rng.choice(SCALARS)],
    lambda _, value, at: {str(index): told for index, told in enumerate(value)},
    lambda _, value, at: {"data": {"items": value}, "total": at},
    lambda _, value, at: value[at],
)


def _bytes(rng: random.Random, told: bytes) -> bytes:
    """``told`` with some bytes exchanged, cut or put in."""
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(told) + 1)
        end = min(len(told), at + rng.choice((0, 0, 1, 1, 7, 300)))
        told = told[:at] + rng.choice((b"", *PIECES)) + told[end:]
    return told
