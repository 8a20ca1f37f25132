"""What is asked again, and how often; what a login has to do with it."""

import asyncio

import pytest

from tests.kits.answers import live, scrape
from tests.kits.vos_server import Reply, Seen
from vos_exporter.vos.routes import BY_KEY


def test_a_route_is_repeated_at_most_once_in_a_scrape() -> None:
    path = BY_KEY["services"].path
    script = [Reply(raw=b""), Reply(401), Reply(raw=b""), Reply()]

    async def main() -> int:
        async with live() as (vos, target):
            await scrape(target, "sources")
            plain = vos.handle

            async def handle(seen: Seen) -> Reply:
                return script.pop(0) if seen.path == path and script else await plain(seen)

            vos.server.handler = handle
            await scrape(target, "services")
            return len(vos.server.targets(path))

    assert asyncio.run(main()) <= 2


@pytest.mark.parametrize("life", [[], {}, "", 10**400], ids=["list", "object", "empty", "giant"])
def test_a_life_that_is_no_number_is_a_failed_login_or_an_unknown_life(life: object) -> None:
    async def main() -> tuple[float | None, float | None, float | None]:
        async with live() as (vos, target):
            vos.expires_in, vos.extra = None, {"expires_in": life}
            answer = await scrape(target, "services")
            return (
                answer.value("vos_up"),
                answer.value("vos_api_request_errors_total", route="services", reason="decode"),
                answer.value("vos_oauth2_token_request_errors_total", reason="auth"),
            )

    up, decode, refused = asyncio.run(main())
    assert decode == 0, "the route was never asked, so its body cannot be unreadable"
    assert up == 1 or refused == 1


def test_overlapping_scrapes_of_other_selections_share_login_and_recheck() -> None:
    async def main() -> tuple[set[str], int, int]:
        async with live({"rf_statistics": Reply(404)}) as (vos, target):
            selections: tuple[list[str], ...] = (
                ["services", "rf_statistics"],
                ["services", "rf_statistics", "images"],
                [],
            )
            answers = await asyncio.gather(*(scrape(target, *names) for names in selections))
            asked = len(vos.server.targets(BY_KEY["rf_statistics"].path))
            await scrape(target)
            again = len(vos.server.targets(BY_KEY["rf_statistics"].path)) - asked
            return {answer.outcomes()["rf_statistics"] for answer in answers}, vos.logins, again

    assert asyncio.run(main()) == ({"unsupported"}, 1, 0)


def test_a_refusal_of_an_assumed_path_is_unsupported_and_renews_once() -> None:
    async def main() -> tuple[list[str], list[str], int]:
        async with live({"services": [], "nodes": Reply(403), "uplinks": Reply(403)}) as (vos, target):
            await scrape(target, "services")
            names = ("services", "nodes", "uplinks")
            first, second = [await scrape(target, *names) for _ in range(2)]
            return [first.outcomes()[n] for n in names], [second.outcomes()[n] for n in names], vos.logins

    expected = ["ok", "unsupported", "failed"]
    assert asyncio.run(main()) == (expected, expected, 2)
