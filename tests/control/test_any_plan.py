"""Random plans over random plants with random faults: never a state that nobody knows of."""

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kits.control import Bench
from vos_exporter.simulator import Simulator

Objects = dict[str, dict[str, Any]]
"""Id to object, of all kinds."""

FAULTS: Mapping[str, Any] = {
    "none": None,
    "read-raced": 7,
    "write-refused": 409,
    "write-cut": None,
    "write-lost": None,
    "write-slow": 1_500,
    "write-late": 1_000_000,
    "write-ignored": None,
    "write-renumbered": None,
    "write-raced": 8,
    "write-overtaken": 9,
}
"""What can happen, and by which value; what somebody else sets is below."""

MEDDLED = {"services": "rank", "sources": "pmtPid", "destinations": "poolAddon"}
"""The key that somebody else sets."""

RACES = ("read-raced", "write-raced", "write-overtaken")

CHANGES: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "services": (
        ("controlState", "OFF"),
        ("controlState", "ACTIVATED"),
        ("rank", 3),
        ("redundancyMode", "HOT"),
        ("addons", {"scte35SlateAddon": None}),
        ("profile", "sd-ladder"),
        ("enableRollingUpgrade", True),
    ),
    "sources": (("enableMonitoring", False), ("labels", ["a", "b"]), ("pmtPid", 5)),
    "destinations": (("labels", ["c"]), ("inUse", False)),
}


class Clock:
    """Stands still until it is moved: what is late comes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def wanted(chance: random.Random, bench: Bench) -> dict[str, list[dict[str, Any]]]:
    """A file of one to four objects, now and then a new one."""
    document: dict[str, list[dict[str, Any]]] = {}
    for _ in range(chance.randint(1, 4)):
        kind = chance.choice(list(CHANGES))
        chosen = chance.choice(bench.objects(kind))["name"]
        if all(each["name"] != chosen for each in document.get(kind, ())):
            changes = dict(chance.sample(CHANGES[kind], chance.randint(1, 2)))
            document.setdefault(kind, []).append({"name": chosen, **changes})
    if chance.random() < 0.3:
        name = f"new-{chance.randrange(10**9)}"
        feed = {"address": f"233.252.0.{chance.randrange(256)}", "port": 5_000}
        new = {"name": f"{name}-feed", "like": "news-01-feed", "inputs": [feed]}
        document.setdefault("sources", []).append(new)
        service = {
            "name": name,
            "like": "news-01",
            "sources": [f"{name}-feed"],
            "destinations": ["news-01-origin"],
        }
        document.setdefault("services", []).append(service)
    return document


def everything(bench: Bench) -> Objects:
    return {each["id"]: each for rows in bench.everything().values() for each in rows}


def after(before: dict[str, Any] | None, values: dict[str, Any]) -> dict[str, Any]:
    """What a step is to make of an object."""
    if before is None:
        return values
    return before | {
        key: {**before[key], **value} if isinstance(value, dict) and isinstance(before[key], dict) else value
        for key, value in values.items()
    }


def alike(
    one: dict[str, Any] | None, other: dict[str, Any] | None, but: frozenset[str] = frozenset()
) -> bool:
    if one is None or other is None:
        return one is other
    return {key: value for key, value in one.items() if key not in but} == {
        key: value for key, value in other.items() if key not in but
    }


def allowed(outcome: str, fault: str) -> Iterator[str]:
    """The states an object may be in of which the tool says ``outcome``."""
    if outcome in ("done", "nothing_to_do", "pending") or (outcome, fault) == ("stale", "write-overtaken"):
        yield "after"
    if outcome in ("refused", "not_tried", "stale", "pending"):
        yield "before"


def check(seed: int, bench: Bench, clock: Clock) -> None:
    chance = random.Random(seed)
    document = wanted(chance, bench)
    fault = chance.choice(list(FAULTS))
    before = everything(bench)
    planned = bench.run(
        "plan", bench.write("wanted.yml", document), "-o", "a.plan", "--send-masked", "--format", "json"
    )
    if planned.code == 0:
        return
    assert planned.code == 2, planned.said
    steps = {step["id"]: step for step in json.loads(planned.out)["steps"]}
    if fault != "none":
        for kind in CHANGES:
            value = {MEDDLED[kind]: FAULTS[fault]} if fault in RACES else FAULTS[fault]
            bench.vos.fault(kind, fault, value, times=chance.choice([1, 2]))
    done = json.loads(bench.run("apply", "a.plan", "--format", "json").out)
    bench.vos.clear_faults()
    for moment in ("at once", "later"):
        judge(before, everything(bench), steps, done["results"], fault)
        if moment == "at once":
            clock.now += 2_000
    if done["rollback"]:
        back = bench.run("apply", done["rollback"])
        assert back.code in (0, 4), back.said
        if back.code == 0 and fault not in RACES:
            now = everything(bench)
            assert all(alike(now[id], each) for id, each in before.items())
            assert all(
                each.get("controlState", "OFF") == "OFF" for id, each in now.items() if id not in before
            )


def judge(before: Objects, now: Objects, steps: Objects, results: list[dict[str, Any]], fault: str) -> None:
    """Every object is as it was, as it was wanted, or as somebody else made it; and as the tool says."""
    renumbered = {each["name"]: each for id, each in now.items() if id not in before and id not in steps}
    told = {result["id"]: result["outcome"] for result in results}
    assert told.keys() == steps.keys()
    for id, step in steps.items():
        is_now = now.get(id) or renumbered.get(step["name"])
        states = {"before": before.get(id), "after": after(before.get(id), step["wanted"])}
        but = frozenset(MEDDLED.values()) if fault in RACES else frozenset[str]()
        if id not in before:
            but |= {"id", "inputs", "serviceSources"}
        fitting = [state for state in allowed(told[id], fault) if alike(is_now, states[state], but)]
        assert fitting, (told[id], fault, is_now, states)
    untouched = {id: each for id, each in before.items() if id not in steps}
    assert {id: now[id] for id in untouched} == untouched
    known = set(before) | set(steps)
    strangers = [each["name"] for id, each in now.items() if id not in known]
    assert set(strangers) <= {step["name"] for id, step in steps.items() if id not in before}


def run(seeds: range, folder: Path) -> None:
    clock = Clock()
    with Simulator(services=4 + seeds.start % 5, seed=seeds.start, clock=clock) as vos:
        bench = Bench(vos, folder, settle="300ms", write_timeout="1s")
        for seed in seeds:
            try:
                check(seed, bench, clock)
            except Exception as error:
                raise AssertionError(f"seed {seed}, that began with {seeds.start}") from error


@pytest.mark.parametrize(
    "seeds", [range(start, start + 15) for start in (0, 100)], ids=lambda seeds: str(seeds.start)
)
def test_the_system_is_as_before_as_wanted_or_as_the_tool_said(seeds: range, tmp_path: Path) -> None:
    run(seeds, tmp_path)


@pytest.mark.verify
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "seeds", [range(n, n + 100) for n in range(1_000, 1_400, 100)], ids=lambda s: str(s.start)
)
def test_the_same_four_hundred_times(seeds: range, tmp_path: Path) -> None:
    run(seeds, tmp_path)
