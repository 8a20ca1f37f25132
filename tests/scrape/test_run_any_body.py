"""Whatever VOS says, the answer is valid: any JSON as any route's body, any text as any label."""

import asyncio
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from tests.kits.scraping import Answer, Canned, with_routes
from vos_exporter.config import TargetSettings
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import Scrape, select
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target
from vos_exporter.vos.routes import ROUTES

openmetrics: Callable[[str], Iterable[Metric]] = text_string_to_metric_families
"""The parser, whose own types say nothing."""

TEXTS = st.text(max_size=40) | st.sampled_from(
    ['"', "\\", "\n", "a\r\nb", "\x00", "é", "𝄞", "\u202e", "LOST", "NaN"]
)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)


def scrapes(bodies: dict[str, bytes], times: int = 2) -> list[Scrape]:
    """Scrapes of a target that answers ``bodies``; the second one finds what the first remembered."""

    async def main() -> list[Scrape]:
        everything = with_routes(scte_logs={"enabled": True})
        target = Target(
            TargetSettings(name="any", url="https://vos.invalid", routes=everything), Canned(bodies).client
        )
        done = [await target.scrape(select(), 60.0) for _ in range(times)]
        await target.aclose()
        return done

    return asyncio.run(main())


def valid(scrape: Scrape) -> Answer:
    """The scrape, after both parsers found nothing wrong with it and no series was there twice."""
    list(openmetrics(assemble(scrape.parts, Format.OPENMETRICS).decode()))
    return Answer.of(scrape)


@settings(max_examples=60)
@given(bodies=st.lists(VALUES, min_size=len(ROUTES), max_size=len(ROUTES)))
def test_any_json_as_any_body_gives_a_valid_answer(bodies: list[object]) -> None:
    encoded = {route.key: msgspec.json.encode(body) for route, body in zip(ROUTES, bodies, strict=True)}
    for scrape in scrapes(encoded):
        assert set(valid(scrape).outcomes().values()) <= {"ok", "failed", "unsupported"}


_WORLD = Simulator(services=3, clock=lambda: 1.8e9).world
HEALTHY = {route.key: msgspec.json.decode(_WORLD.body(route.key, route.params)) for route in ROUTES}


def replaced(value: Any, texts: Callable[[], object]) -> Any:
    """``value`` with some of its texts and numbers replaced by what ``texts`` gives."""
    if isinstance(value, dict):
        return {key: replaced(item, texts) for key, item in value.items()}
    if isinstance(value, list):
        return [replaced(item, texts) for item in value]
    drawn = texts()
    return value if drawn is ... else drawn


@settings(max_examples=40)
@given(pool=st.lists(SCALARS, min_size=1, max_size=6), seed=st.integers(0, 2**32))
def test_bodies_of_the_right_shape_with_any_values_give_a_valid_answer(pool: list[object], seed: int) -> None:
    random = Random(seed)
    bodies = {
        key: msgspec.json.encode(
            replaced(body, lambda: random.choice(pool) if random.random() < 0.3 else ...)
        )
        for key, body in HEALTHY.items()
    }
    for scrape in scrapes(bodies):
        answer = valid(scrape)
        assert answer.value("vos_up") == 1
        assert not {"failed"} & set(answer.outcomes().values())
