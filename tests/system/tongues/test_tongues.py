"""A plant told in every tongue: what the exporter says is true, and what it does not say is accounted for.

``VOS_EXPORTER_TONGUES`` says how many bodies each route gets, ``VOS_EXPORTER_SEED`` from which seed.
"""

import os
import time
from collections import defaultdict

import pytest

from tests.kits.reading import read
from tests.system.tongues.account import Account, account
from tests.system.tongues.envelope import MARKS, SINGLE, WRAPPERS
from tests.system.tongues.facts import Rendering
from tests.system.tongues.moments import FORMS
from tests.system.tongues.plants import TELLERS
from tests.system.tongues.rendering import render
from tests.system.tongues.tongue import STYLES
from vos_exporter.vos.routes import ROUTES

QUICK, THOROUGH = 100, 1_000
SEED = os.environ.get("VOS_EXPORTER_SEED", "")
BODIES = int(os.environ.get("VOS_EXPORTER_TONGUES", "0"))
PRESENT = 0.98
"""The share of the series of a route that has to be there where everything is told in known words."""


def test_every_route_has_a_tongue() -> None:
    assert set(TELLERS) == {route.key for route in ROUTES}


def test_every_tongue_is_spoken() -> None:
    """Nothing that the generator can say goes unsaid over the bodies of the quick run."""
    said = defaultdict(set)
    for route in TELLERS:
        for number in range(QUICK):
            for about, choice in render(route, f"as always/{number}").choices.items():
                said[about.partition(" of ")[0]].add(choice)
    assert said["envelope"] == {*WRAPPERS, *SINGLE}
    assert said["mark"] == set(MARKS)
    assert said["the form"] == set(FORMS)
    assert said["style"] == set(STYLES)
    assert said["the way"] == {"key", "text", "beside", "around", "name", "operator", "nothing", "total"}
    assert len(said["the unit"]) >= 23


@pytest.mark.parametrize("route", TELLERS)
def test_a_plant_told_in_every_tongue(route: str) -> None:
    _prove(route, SEED or "as always", BODIES or QUICK)


@pytest.mark.verify
@pytest.mark.parametrize("route", TELLERS)
def test_a_plant_told_in_a_thousand_tongues(route: str) -> None:
    _prove(route, SEED or str(time.time_ns()), BODIES or THOROUGH)


@pytest.mark.parametrize("route", TELLERS)
def test_what_an_earlier_answer_taught_takes_no_series_away(route: str) -> None:
    """A system may spell anew, and tell what it did not tell before, from one answer to the next."""
    for number in range(BODIES or QUICK):
        first, then = (render(route, f"{SEED or 'as always'}/{age}/{number}") for age in ("first", "then"))
        if first.options or then.options or read(route, first.pages).outcome != "ok":
            continue
        taught, fresh = read(route, then.pages, known=first.pages), read(route, then.pages)
        differs = set(taught.series.items()) ^ set(fresh.series.items())
        shown = sorted(map(str, differs))[:4]
        assert not differs, f"after first/{number}, then/{number} of {route}: {shown}"


def _prove(route: str, seed: str, count: int) -> None:
    told = there = 0
    for number in range(count):
        name = f"{seed}/{number}"
        rendering = render(route, name)
        balance = account(rendering, read(route, rendering.pages, rendering.options))
        assert not balance.wrong, _sentence("wrong", name, rendering, balance)
        assert not balance.silent, _sentence("silent", name, rendering, balance)
        if rendering.plain:
            told, there = told + balance.told, there + balance.there
    assert there >= PRESENT * told, f"seed {seed}: {there} of {told} series of {route} are there"


def _sentence(what: str, name: str, rendering: Rendering, balance: Account) -> str:
    said = "; ".join((balance.wrong or balance.silent)[:5])
    bodies = "\n".join(f"{dict(page.headers)} {page.body!r}" for page in rendering.pages)
    return f"{what} on {rendering.route}, body {name!r}: {said}\n{bodies}"
