"""What has to be true of every answer, whatever VOS said."""

import asyncio
import base64
import json
from collections.abc import Mapping
from pathlib import Path

from structlog.testing import capture_logs

from tests.kits.scraping import Canned, with_routes
from tests.scrape.test_run_any_body import valid
from vos_exporter.config import TargetSettings
from vos_exporter.scrape import Scrape, select
from vos_exporter.target import Target
from vos_exporter.vos.routes import ROUTES

REGRESSIONS = Path(__file__).parent / "regressions"

SETTINGS = TargetSettings(
    name="fuzzed",
    url="https://vos.invalid",
    routes=with_routes(**{route.key: {"enabled": True} for route in ROUTES}),
)
BROKEN = ("a route broke its collector", "a relation broke")
"""What the log says of a mistake of ours."""


def judge(rounds: list[Mapping[str, bytes]]) -> None:
    """Scrape a target that gives ``rounds`` of bodies one after the other; each round comes twice.

    Raises:
        AssertionError: an answer is invalid, has a series twice or another one the second time, or a mistake
            of ours showed.
    """
    with capture_logs() as logs:
        asyncio.run(_scraped(rounds))
    said = [line for line in logs if line["event"] in BROKEN]
    assert not said, said[0]


async def _scraped(rounds: list[Mapping[str, bytes]]) -> None:
    canned = Canned({})
    target = Target(SETTINGS, canned.client)
    try:
        for bodies in rounds:
            canned.bodies = dict(bodies)
            first, second = [await target.scrape(select(), 60.0) for _ in range(2)]
            assert _outcomes(first) == _outcomes(second)
            valid(second)
    finally:
        await target.aclose()


def _outcomes(scrape: Scrape) -> dict[str, str]:
    return {key: report.outcome.value for key, report in scrape.routes.items()}


def kept(rounds: list[Mapping[str, bytes]], name: str, folder: Path = REGRESSIONS) -> Path:
    """Write ``rounds`` down, so that the tests judge them from now on."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    told = [{key: base64.b64encode(body).decode() for key, body in bodies.items()} for bodies in rounds]
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[Mapping[str, bytes]]:
    """What :func:`kept` wrote."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return [{key: base64.b64decode(body) for key, body in bodies.items()} for bodies in told]
