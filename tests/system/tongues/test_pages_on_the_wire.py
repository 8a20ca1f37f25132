"""Pages that follow: asked for on the same origin only, within limits, and never taken for the whole."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.kits.vos_server import Reply, Seen, Vos, target
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import select
from vos_exporter.target import Target

PATH = "/vos-api/configure/v1/services"
BUDGET = 5.0
MANY = 1_000
"""Pages of a server that never stops; nobody may ask for that many."""


@dataclass
class Paged(Vos):
    """A VOS whose services come in pages.

    Attributes:
        pages: query of a request to its answer; ``""`` is the first.
    """

    pages: Callable[[str], Reply] = lambda _: Reply()
    asked_for: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    async def handle(self, seen: Seen) -> Reply:
        if seen.path != PATH:
            return await super().handle(seen)
        reply = await super().handle(seen)
        if reply.status != 200:
            return reply
        query = seen.target.partition("?")[2]
        self.asked_for.append(query)
        return self.pages(query)


def page(*ids: str, link: str = "", status: int = 200) -> Reply:
    rows = [{"id": name, "name": name, "controlState": "ACTIVATED"} for name in ids]
    return Reply(status, json.dumps(rows).encode(), {"Link": link} if link else {})


def following(pages: Mapping[str, Reply]) -> Callable[[str], Reply]:
    return lambda query: pages.get(query, Reply(404))


def scraped(pages: Callable[[Paged, str], Reply], **options: Any) -> tuple[dict[str, float], Paged]:
    """Samples of one scrape of the services, by name and sorted label values, and the VOS that answered."""

    async def main() -> tuple[dict[str, float], Paged]:
        vos = Paged()
        vos.pages = lambda query: pages(vos, query)
        async with vos.server.running(None):
            live = Target(target(vos.server, scheme="http", **options))
            try:
                scrape = await live.scrape(select(("services",)), BUDGET)
            finally:
                await live.aclose()
        return _samples(assemble(scrape.parts, Format.TEXT).decode()), vos

    return asyncio.run(main())


def _samples(text: str) -> dict[str, float]:
    return {
        " ".join([sample.name, *sorted(filter(None, sample.labels.values()))]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def services(samples: Mapping[str, float]) -> set[str]:
    return {name.split(" ")[1] for name in samples if name.startswith("vos_service_active ")}


TRUNCATED = "vos_api_response_truncated services"


@pytest.mark.parametrize(
    "link",
    [
        f'<{PATH}?page=2>; rel="next"',
        f"<{PATH}?page=2>;rel=next",
        f'<{PATH}?page=9>; rel="last", <{PATH}?page=2>; rel="next"',
        '<?page=2>; rel="next"',
        f'<{PATH}?page=2>; title="a, b"; rel="next"',
        f'<{PATH}?page=2>; rel="prefetch next"',
    ],
)
def test_a_next_link_is_followed(link: str) -> None:
    pages = following({"": page("a", link=link), "page=2": page("b")})
    samples, vos = scraped(lambda _vos, query: pages(query))
    assert services(samples) == {"a", "b"}
    assert samples.get(TRUNCATED, 0) == 0
    assert vos.asked_for == ["", "page=2"]


def test_an_absolute_link_to_the_same_origin_is_followed() -> None:
    def pages(vos: Paged, query: str) -> Reply:
        link = f'<http://127.0.0.1:{vos.server.port}{PATH}?page=2>; rel="next"'
        return page("b") if query else page("a", link=link)

    assert services(scraped(pages)[0]) == {"a", "b"}


@pytest.mark.parametrize(
    "elsewhere", ["http://127.0.0.1:{other}", "http://localhost:{port}", "//localhost:{port}"]
)
def test_a_link_to_another_origin_is_never_asked_and_the_answer_is_a_part(elsewhere: str) -> None:
    """A credential goes to the origin of the target and nowhere else."""
    strangers: list[Seen] = []

    async def stranger(seen: Seen) -> Reply:
        strangers.append(seen)
        return page("b")

    async def main() -> dict[str, float]:
        vos, other = Paged(), Vos()
        other.server.handler = stranger
        async with vos.server.running(None), other.server.running(None):
            origin = elsewhere.format(other=other.server.port, port=vos.server.port)
            vos.pages = lambda query: (
                page("b") if query else page("a", link=f'<{origin}{PATH}?page=2>; rel="next"')
            )
            live = Target(target(vos.server, scheme="http"))
            try:
                scrape = await live.scrape(select(("services",)), BUDGET)
            finally:
                await live.aclose()
            assert vos.asked_for == [""]
        return _samples(assemble(scrape.parts, Format.TEXT).decode())

    samples = asyncio.run(main())
    assert not strangers
    assert services(samples) == {"a"}
    assert samples[TRUNCATED] == 1


@pytest.mark.parametrize(
    "second", [Reply(500), Reply(200, b"<html>"), Reply(200, b'{"error": "x"}'), Reply(404), Reply(200, b"")]
)
def test_a_later_page_that_fails_leaves_the_first_as_a_part(second: Reply) -> None:
    pages = following({"": page("a", link=f'<{PATH}?page=2>; rel="next"'), "page=2": second})
    samples, _ = scraped(lambda _vos, query: pages(query))
    assert services(samples) == {"a"}
    assert samples[TRUNCATED] == 1
    assert samples["vos_api_route_success services"] == 1


def test_a_later_page_that_hangs_leaves_the_first_as_a_part() -> None:
    async def main() -> dict[str, float]:
        vos, gate = Paged(), asyncio.Event()
        plain = vos.server.handler

        async def handler(seen: Seen) -> Reply:
            if seen.target.endswith("page=2"):
                await gate.wait()
            return await plain(seen)

        vos.server.handler = handler
        vos.pages = following({"": page("a", link=f'<{PATH}?page=2>; rel="next"')})
        async with vos.server.running(None):
            live = Target(target(vos.server, scheme="http"))
            try:
                scrape = await live.scrape(select(("services",)), 1.0)
            finally:
                await live.aclose()
                gate.set()
        return _samples(assemble(scrape.parts, Format.TEXT).decode())

    samples = asyncio.run(main())
    assert services(samples) == {"a"}
    assert samples[TRUNCATED] == 1


def test_a_link_to_the_page_itself_ends() -> None:
    samples, vos = scraped(lambda _vos, _query: page("a", link=f'<{PATH}>; rel="next"'))
    assert services(samples) == {"a"}
    assert len(vos.asked_for) <= 2


def test_a_server_that_never_stops_is_bounded_and_its_answer_a_part() -> None:
    def endless(_vos: Paged, query: str) -> Reply:
        number = int(query.removeprefix("page=") or 0)
        return page(f"s{number}", link=f'<{PATH}?page={number + 1}>; rel="next"')

    samples, vos = scraped(endless, row_limit=20)
    assert len(vos.asked_for) <= 25
    assert len(services(samples)) <= 20
    assert samples[TRUNCATED] == 1
    samples, vos = scraped(endless)
    assert len(vos.asked_for) < MANY
    assert samples[TRUNCATED] == 1


def test_all_pages_are_one_execution_of_the_route_with_one_login() -> None:
    pages = following({"": page("a", link=f'<{PATH}?page=2>; rel="next"'), "page=2": page("b")})
    samples, vos = scraped(lambda _vos, query: pages(query))
    assert samples["vos_api_requests_total services"] == 1
    assert samples["vos_api_request_successes_total services"] == 1
    assert samples["vos_api_last_response_items services"] == 2
    assert vos.logins == 1


def test_an_object_on_two_pages_is_one_object() -> None:
    pages = following({"": page("a", "b", link=f'<{PATH}?page=2>; rel="next"'), "page=2": page("b", "c")})
    samples, _ = scraped(lambda _vos, query: pages(query))
    assert services(samples) == {"a", "b", "c"}
    assert samples["vos_api_rejected_items_total duplicate services"] == 1
