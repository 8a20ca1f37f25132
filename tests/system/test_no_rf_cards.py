"""The connector's advice for systems without RF cards, as an operator would paste it."""

import asyncio
import re
from pathlib import Path

from vos_exporter import config
from vos_exporter.cli.demo import configure
from vos_exporter.scrape import select
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target

FIVE = (
    "/vos-api/platform-config/v1/systemInfo",
    "/vos-api/platform-config/v1/networks",
    "/vos-api/platform-config/v1/rfMonitorings",
    "/vos-api/platform-config/v1/rfStatistics",
    "/vos-api/platform-config/v1/rfSettings",
)
KEYS = {"system_info", "networks", "rf_monitorings", "rf_statistics", "rf_settings"}
ROOT = Path(__file__).parents[2]


def pasted(page: str) -> list[str]:
    """The lines of ``page`` that disable a route by its path."""
    return re.findall(r"^ +(/vos-api/\S+: \{enabled: false\})$", (ROOT / page).read_text(), re.MULTILINE)


def test_the_readme_and_the_configuration_page_have_the_five_lines() -> None:
    for page in ("README.md", "docs/configuration.md"):
        assert sorted(pasted(page)) == sorted(f"{path}: {{enabled: false}}" for path in FIVE)


def test_pasted_they_disable_five_routes_and_nothing_else(tmp_path: Path) -> None:
    with Simulator(services=2, scenario="no-rf", ca_dir=tmp_path) as simulator:
        path = configure(simulator, tmp_path)
        five = "".join(f"      {line}\n" for line in pasted("README.md"))
        path.write_text(path.read_text().replace("    routes:\n", f"    routes:\n{five}"))
        target = Target(config.load(str(path)).targets[0])

        async def main() -> dict[str, str]:
            scrape = await target.scrape(select(), 20)
            await target.aclose()
            return {key: report.outcome.value for key, report in scrape.routes.items()}

        outcomes = asyncio.run(main())
        assert {key for key, outcome in outcomes.items() if outcome == "disabled"} == KEYS
        assert {outcome for key, outcome in outcomes.items() if key not in KEYS} == {"ok"}
        assert not simulator.requests.by_path.keys() & set(FIVE)
