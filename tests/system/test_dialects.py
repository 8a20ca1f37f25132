"""Systems that differ as releases would: the doctor once, then every series that the plant has.

What is compared is the same plant at the same moment in dialect 1, sample by sample; the time and the
requests of each doctor are printed (``pytest -s``).
"""

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.kits.plants import BUDGET, Clock, Samples, about_vos, names, samples
from vos_exporter import config
from vos_exporter.cli import main
from vos_exporter.doctor.discovery import MOST_REQUESTS
from vos_exporter.scrape import select
from vos_exporter.simulator import Simulator
from vos_exporter.simulator.dialects import DIALECTS, Dialect
from vos_exporter.target import Target

SAID_BY_FEWER = {
    "vos_profile_type_info",
    "vos_profile_video_info",
    "vos_profile_audio_info",
    "vos_cloudlink_info",
    "vos_notification_type_observed_total",
}
"""Parts of a profile, rank and version of a link, type of a notification: dialect 2 does without."""

LONGEST = 60.0
"""Seconds that a doctor may take; five minutes of a person are for reading, too."""

PAGE = Path(__file__).parents[2] / "docs" / "simulator.md"


def speaking(dialect: Dialect, moment: Clock) -> Simulator:
    """The one plant, speaking ``dialect``."""
    return Simulator(
        services=5, clock=moment, spelling=dialect.spelling, alias=dialect.alias, vague=dialect.vague,
        paths=dialect.paths, telling=dialect.telling,
    )  # fmt: skip


def written(vos: Simulator, folder: Path) -> Path:
    file = folder / "vos.yml"
    file.write_text(
        f"targets:\n  - name: vos\n    url: {vos.url}\n    tls: {{ca_file: {vos.ca_file}}}\n"
        f"    auth: {{client_id: {vos.client_id}, client_secret: {vos.client_secret}}}  # of the exporter\n"
    )
    return file


def scraped(file: Path) -> Samples:
    """What the exporter says of VOS with the configuration ``file``."""
    (settings,) = config.load(str(file)).targets

    async def once() -> Samples:
        target = Target(settings)
        try:
            return about_vos(samples(await target.scrape(select(), BUDGET)))
        finally:
            await target.aclose()

    return asyncio.run(once())


def report(capsys: pytest.CaptureFixture[str], file: Path) -> dict[str, Any]:
    """What the doctor says, as data."""
    code = main(["doctor", "--config.file", str(file), "--probe", "--format", "json"])
    captured = capsys.readouterr()
    assert code in (0, 2), captured.err
    (target,) = json.loads(captured.out[captured.out.index('{\n  "format"') :])["targets"]
    found: dict[str, Any] = target
    return found


@pytest.fixture(scope="module")
def moment() -> Clock:
    """The moment at which every plant of this module stands still."""
    return Clock(float(int(time.time())))


@pytest.fixture(scope="module")
def plain(moment: Clock, tmp_path_factory: pytest.TempPathFactory) -> Samples:
    with speaking(DIALECTS[1], moment) as vos:
        return scraped(written(vos, tmp_path_factory.mktemp("plain")))


@pytest.mark.parametrize("number", DIALECTS)
def test_after_the_doctor_every_series_is_there(
    number: int, moment: Clock, plain: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dialect = DIALECTS[number]
    with speaking(dialect, moment) as vos:
        file, mended = written(vos, tmp_path), tmp_path / "mended.yml"
        began = time.monotonic()
        guesses = [one["about"] for one in report(capsys, file)["proposals"] if not one["proven"]]
        accepting = [word for about in guesses for word in ("--accept", about)]
        vos.requests.reset()
        main(["doctor", "--config.file", str(file), "--probe", "--write", str(mended), *accepting])
        requests, seconds = vos.requests.total, time.monotonic() - began
        assert requests <= len(config.default_routes()) + MOST_REQUESTS + len(dialect.paths) + 1
        assert seconds < LONGEST
        assert "# of the exporter" in mended.read_text()
        assert report(capsys, mended)["proposals"] == []
        found = scraped(mended)
    with capsys.disabled():
        print(f"\ndialect {number}: {requests} requests, {seconds:.1f} s, {len(guesses)} guesses accepted")
    left_out = SAID_BY_FEWER if dialect.spelling == "b" else set()
    wanted = {series: value for series, value in plain.items() if series[0] not in left_out}
    assert {series for series in wanted if series not in found} == set()
    assert {series: found[series] for series in wanted} == {
        series: pytest.approx(value, rel=1e-4) for series, value in wanted.items()
    }
    assert not {name for name in names(found) - names(plain) if not name.endswith("_reported")}


def test_without_the_doctor_something_is_missing(moment: Clock, plain: Samples, tmp_path: Path) -> None:
    """The dialects that the doctor has to mend are no easy ones."""
    for number in (4, 5, 6):
        with speaking(DIALECTS[number], moment) as vos:
            assert len(names(plain) - names(scraped(written(vos, tmp_path)))) >= 4


def test_the_page_lists_the_dialects() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(str(number), dialect.about) for number, dialect in DIALECTS.items()]


def test_a_dialect_nobody_speaks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--dialect", "0"]) == 1
    assert "4  no number says its unit" in capsys.readouterr().err
