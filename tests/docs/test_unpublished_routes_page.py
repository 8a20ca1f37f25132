"""The page about unpublished routes is current, and its examples do what it says."""

import json
import re
import runpy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.kits.collecting import decode
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.config import TargetSettings, load
from vos_exporter.reference import fields
from vos_exporter.reference.fields import BEGIN, END, with_tables

PATH = Path(__file__).parents[2] / "docs" / "unpublished-routes.md"
PAGE = PATH.read_text(encoding="utf-8")
Load = Callable[[str], TargetSettings]
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_tables_are_those_of_the_program() -> None:
    """Otherwise: ``make docs``."""
    assert with_tables(PAGE) == PAGE


def test_the_tables_are_written_anew_and_the_rest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rest = PAGE.split(BEGIN)
    tables, after = rest.split(END)
    assert len(tables) > 5_000
    page = tmp_path / "page.md"
    page.write_text(f"{before}{BEGIN}### nothing\n{END}{after}", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["fields", str(page)])
    runpy.run_path(fields.__file__, run_name="__main__")
    assert page.read_text(encoding="utf-8") == PAGE


@pytest.fixture
def read(tmp_path: Path) -> Load:
    """Loads the text of a configuration file."""

    def loaded(text: str) -> TargetSettings:
        secret = tmp_path / "secret"
        secret.write_text("s", encoding="utf-8")
        file = tmp_path / "vos.yml"
        file.write_text(text.replace("/run/secrets/vos-a", str(secret)), encoding="utf-8")
        return load(str(file)).targets[0]

    return loaded


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(read: Load, example: str) -> None:
    """Each is a whole configuration."""
    assert read(example).routes


def names(target: TargetSettings, key: str, body: object) -> dict[tuple[str, str], float]:
    """Names of the families that ``body`` gives under the settings of ``target``, without info."""
    fields = target.routes[key].fields
    decoded = decode(key, json.dumps(body).encode(), 10, fields=fields, rows=target.routes[key].rows)
    families = COLLECTORS[key].collect(decoded.rows, Context(now=0, overrides=fields), Findings())
    return {
        (family.declaration.name, labels[0]): value
        for family in families
        for labels, value in family
        if not family.declaration.name.endswith("_info")
    }


def vector(**series: Mapping[str, object]) -> dict[str, object]:
    """An instant vector: label text to names and values of series."""
    result = [
        {"metric": {**({"__name__": name} if name != "value" else {}), "pod": pod}, "value": [1, value]}
        for pod, numbers in series.items()
        for name, value in numbers.items()
    ]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def test_the_example_of_overrides(read: Load) -> None:
    """Other keys, units and scales, and ids of several keys."""
    target = read(EXAMPLES[0])
    assert target.routes["pods"].params["limit"] == "500"
    assert names(target, "pods", [{"instanceName": "p", "load": 0.5, "memory": 2}]) == {
        ("vos_pod_cpu_usage_ratio", "p"): 0.5,
        ("vos_pod_memory_usage_bytes", "p"): 2**21,
    }
    row = {"slotNo": 1, "inputNo": 2, "rfLevel": -452, "frequency": 11747000}
    assert names(target, "rf_statistics", {"rf": {"inputs": [row]}}) == {
        ("vos_rf_level_dbm", "1/2"): pytest.approx(-45.2),
        ("vos_rf_frequency_hertz", "1/2"): 11.747e9,
    }


BY_EXAMPLE = re.findall(r"^\| (\w+) \| `(\{.*\})` \| (.+) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("key", "row", "gives"), BY_EXAMPLE)
def test_each_row_of_the_examples_gives_what_it_says(key: str, row: str, gives: str) -> None:
    """And no other number under a name with a unit."""
    decoded = decode(key, json.dumps([json.loads(row)]).encode())
    families = COLLECTORS[key].collect(decoded.rows, Context(now=0), Findings(hints=decoded.hints))
    texts = ("_info", "_state", "vos_services")
    found = {
        f"`{family.declaration.name} {value:.15g}`"
        for family in families
        for _, value in family
        if not family.declaration.name.endswith(texts)
    }
    assert found == ({gives} if gives.startswith("`") else set())


def test_there_are_examples() -> None:
    assert len(BY_EXAMPLE) > 15


def test_the_example_of_several_concepts_in_one_query(read: Load) -> None:
    """Units of the pods' query are cores and bytes."""
    answer = vector(p={"cpu": "0.25", "memory": "1024"})
    assert names(read(EXAMPLES[2]), "pods", answer) == {
        ("vos_pod_cpu_usage_cores", "p"): 0.25,
        ("vos_pod_memory_usage_bytes", "p"): 1024,
    }


def test_the_example_of_one_concept(read: Load) -> None:
    """A series without a name."""
    assert names(read(EXAMPLES[3]), "pods", vector(p={"value": "1024"})) == {
        ("vos_pod_memory_usage_bytes", "p"): 1024,
    }
