"""The compressed rules differ from the shipped ones in their times only."""

import subprocess
from pathlib import Path

import promql_parser
import pytest

from tests.kits.rules.compress import compress, expression, milliseconds, scaled, write
from tests.kits.rules.shipped import RULE_FILES, load
from tests.kits.tools import require

_TIMES = {"for", "keep_firing_for", "expr"}


@pytest.mark.parametrize(
    ("expr", "short"),
    [
        ("rate(a[5m])", "rate(a[15000ms])"),
        ("a offset 1h30m", "a offset 270000ms"),
        ("max_over_time(a[1h:1m] offset -5m)", "max_over_time(a[180000ms:3000ms] offset -15000ms)"),
        ('a{b=~"[5m]|offset 1h"} > 300', 'a{b=~"[5m]|offset 1h"} > 300'),
    ],
)
def test_ranges_and_offsets_shrink_and_text_stays(expr: str, short: str) -> None:
    assert expression(expr, 0.05) == short


def test_a_range_keeps_room_for_scrapes() -> None:
    assert expression("rate(a[5m])", 0.001, shortest_range=4_000) == "rate(a[4000ms])"


def test_a_duration_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a duration"):
        milliseconds("5 minutes")


def test_a_duration_never_becomes_zero() -> None:
    assert scaled("1s", 0.00001) == "1ms"


def parsed(expr: str) -> str:
    """``expr`` as the parser understands it, durations in their canonical form."""
    return str(promql_parser.parse(expr).prettify())


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.name)
def test_only_times_differ(path: Path) -> None:
    document = load(path)
    for group, short_group in zip(document["groups"], compress(document, 0.05)["groups"], strict=True):
        for rule, short in zip(group["rules"], short_group["rules"], strict=True):
            assert rule.keys() == short.keys()
            assert all(rule[key] == short[key] for key in rule.keys() - _TIMES)
            for key in rule.keys() & {"for", "keep_firing_for"}:
                assert milliseconds(short[key]) == milliseconds(rule[key]) * 0.05
            assert parsed(expression(short["expr"], 20)) == parsed(rule["expr"])


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.name)
def test_promtool_accepts_them(path: Path, tmp_path: Path) -> None:
    short = tmp_path / path.name
    write(path, short, 1 / 60, shortest_range=4_000)
    done = subprocess.run(
        [require("promtool"), "check", "rules", "--lint=all", "--lint-fatal", str(short)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
