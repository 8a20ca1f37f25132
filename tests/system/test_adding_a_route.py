"""A route is added as CONTRIBUTING says: each piece that is forgotten is one failure that names it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kits.shipping import snapshot

KEY = "drm_systems"

SHAPE = '''"""The DRM systems a destination may ask for keys."""

from vos_exporter.vos.payloads.base import Payload, Text


class DrmSystem(Payload, frozen=True, gc=False):
    """One DRM system."""

    id: Text = None
    name: Text = None
'''

COLLECTOR = '''"""The DRM systems of the Destinations page."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.families import Family, gauge
from vos_exporter.vos.payloads.drm import DrmSystem
from vos_exporter.vos.routes import BY_KEY

DRM_SYSTEMS = gauge("vos_drm_systems", "DRM systems (drm_systems: the whole list); 0 means there is none.")


class DrmSystemsCollector(Collector[DrmSystem]):
    """How many DRM systems there are."""

    route = BY_KEY["drm_systems"]
    families = (DRM_SYSTEMS,)

    def collect(self, rows: Sequence[DrmSystem], ctx: Context, findings: Findings) -> Iterable[Family]:
        """The one family."""
        return (DRM_SYSTEMS.family([((), len(rows))]),)
'''

SYSTEMS = [{"id": "a", "name": "one"}, {"id": "b", "name": "two"}]
FIXTURES = {
    "typical": SYSTEMS,
    "null-values": [{"id": "a", "name": None}],
    "missing-keys": [{"id": "a"}],
    "extra-keys": [{**system, "addedLater": {"deep": [1]}} for system in SYSTEMS],
    "duplicate-ids": [*SYSTEMS, {"id": "a", "name": "renamed"}],
    "bad-items": [5, None, "text", {"id": None}, {"id": "b", "name": "two"}],
    "numbers-as-text": SYSTEMS,
    "object-with-one-list": {"total": 2, "items": SYSTEMS},
    "repeated-members": SYSTEMS,
    "empty": [],
}


def insert(path: Path, before: str, text: str) -> None:
    """Put ``text`` in front of the first line that begins with ``before``."""
    head, line, rest = path.read_text(encoding="utf-8").partition(f"\n{before}")
    assert line, f"{path} has no line that begins with {before!r}"
    path.write_text(f"{head}\n{text}{line[1:]}{rest}", encoding="utf-8")


def line_of_the_table(tree: Path) -> None:
    table = tree / "vos_exporter/vos/routes.py"
    insert(table, "    images,", "    drm,\n")
    route = f'Route("{KEY}", f"{{_CONFIGURE}}/drmSystems", "Destinations", drm.DrmSystem, _F, _F),'
    insert(table, '    Route("images"', f"    {route}\n")


def shape(tree: Path) -> None:
    (tree / "vos_exporter/vos/payloads/drm.py").write_text(SHAPE, encoding="utf-8")


def collector(tree: Path) -> None:
    (tree / "vos_exporter/collectors/drm.py").write_text(COLLECTOR, encoding="utf-8")


def fixtures(tree: Path) -> None:
    folder = tree / "tests/fixtures" / KEY
    folder.mkdir()
    for case, content in FIXTURES.items():
        (folder / f"{case}.json").write_text(json.dumps(content), encoding="utf-8")


def body(tree: Path) -> None:
    systems = f'    "{KEY}": Body(lambda view: {json.dumps(SYSTEMS)}),\n'
    insert(tree / "vos_exporter/simulator/bodies.py", '    "images"', systems)


def page_of_the_connector(tree: Path) -> None:
    insert(tree / "docs/pages.md", "| number of slates", "| number of DRM systems | `vos_drm_systems` | |\n")


PIECES = (line_of_the_table, shape, collector, fixtures, body, page_of_the_connector)
"""In the order of the recipe; golden files and generated pages come after them, see `generate`."""

DOCUMENTS = {"metrics": ("metrics",), "routes": ("routes", "--markdown")}
CHECKS = (
    "tests/collectors", "tests/relations", "tests/vos", "tests/reference", "tests/test_families.py",
    "tests/simulator/test_bodies.py", "tests/docs/test_pages_page.py", "tests/scrape/test_run_counts.py",
)  # fmt: skip
"""The tests that look at every route; the others ask for the routes they name."""

SLOW = ("benchmarks", "client", "deploy", "system")
"""What is left out even of the whole: these folders start processes, and name the routes they ask for."""


def python(tree: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """This Python on the package of ``tree``."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), **environment},
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )


def pytest_of(tree: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The tests of ``tree``."""
    options = ("-q", "-m", "not verify", "-p", "no:cacheprovider", "--tb", "short")
    return python(tree, "-m", "pytest", *options, *arguments, **environment)


def generate(tree: Path, golden: bool = True, documents: bool = True) -> None:
    """What commands write for whoever adds a route, as far as they can with what is there."""
    if golden:
        pytest_of(tree, "tests/collectors/test_golden_expositions.py", VOS_EXPORTER_UPDATE_GOLDEN="1")
    for page, command in DOCUMENTS.items() if documents else ():
        if written := python(tree, "-m", "vos_exporter", *command).stdout:
            (tree / f"docs/{page}.md").write_text(written, encoding="utf-8")


def grown(folder: Path, *left_out: Callable[[Path], None]) -> Path:
    """A copy of the checkout in which a route was added, but for what is left out."""
    tree = snapshot(folder)
    for piece in PIECES:
        if piece not in left_out:
            piece(tree)
    return tree


@dataclass(frozen=True)
class Lack:
    """A piece that is forgotten, and the words that name it."""

    piece: Callable[[Path], None]
    named: str


CODE = (
    Lack(line_of_the_table, rf"KeyError: '{KEY}'"),
    Lack(shape, r"cannot import name 'drm'"),
    Lack(collector, rf"TypeError: no collector for {KEY}: each route of the table needs a class in vos_ex"),
    Lack(body, rf"TypeError: no body for {KEY}: each route of the table needs one in vos_exporter.simulator"),
)


@pytest.mark.parametrize("lack", CODE, ids=lambda lack: lack.piece.__name__)
def test_a_piece_of_code_that_is_forgotten_is_one_sentence_before_any_test_runs(
    tmp_path: Path, lack: Lack
) -> None:
    done = pytest_of(grown(tmp_path, lack.piece))
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    said = done.stdout + done.stderr
    assert said.count("ImportError while loading conftest") == 1
    assert re.search(lack.named, said), said


def failures(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The tests that failed."""
    assert re.search(r"\d passed", done.stdout), done.stdout + done.stderr
    return re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)


@pytest.mark.verify
def test_fixtures_that_are_forgotten_are_one_failure_that_names_them(tmp_path: Path) -> None:
    tree = grown(tmp_path, fixtures)
    generate(tree)
    done = pytest_of(tree, *CHECKS)
    test = "test_a_route_has_its_fixtures_and_their_golden_expositions"
    assert failures(done) == [f"tests/collectors/test_all_collectors.py::{test}[{KEY}]"], done.stdout
    assert f"tests/fixtures/{KEY} lacks bad-items," in done.stdout


@pytest.mark.verify
def test_golden_expositions_that_are_forgotten_are_one_failure_that_says_what_writes_them(
    tmp_path: Path,
) -> None:
    tree = grown(tmp_path)
    generate(tree, golden=False)
    done = pytest_of(tree, *CHECKS)
    test = "test_a_route_has_its_fixtures_and_their_golden_expositions"
    assert failures(done) == [f"tests/collectors/test_all_collectors.py::{test}[{KEY}]"], done.stdout
    assert f"{KEY} has no golden exposition" in done.stdout


@pytest.mark.verify
def test_a_page_that_is_forgotten_is_one_failure_that_names_the_route(tmp_path: Path) -> None:
    tree = grown(tmp_path, page_of_the_connector)
    generate(tree)
    done = pytest_of(tree, *CHECKS)
    assert failures(done) == ["tests/docs/test_pages_page.py::test_a_family_of_each_route_is_in_a_query"]
    assert KEY in done.stdout


@pytest.mark.verify
def test_generated_pages_that_are_forgotten_say_the_command(tmp_path: Path) -> None:
    tree = grown(tmp_path)
    generate(tree, documents=False)
    done = pytest_of(tree, *CHECKS)
    assert {test.partition("::")[0] for test in failures(done)} == {
        "tests/reference/test_metrics.py",
        "tests/reference/test_routes.py",
    }


@pytest.mark.verify
def test_with_all_its_pieces_a_route_is_whole(tmp_path: Path) -> None:
    """Nothing else by hand: what a route needs is what the recipe names, and the simulator tells it."""
    tree = grown(tmp_path)
    generate(tree)
    done = pytest_of(tree, "-n", "2", *(f"--ignore=tests/{folder}" for folder in SLOW))
    assert failures(done) == [], done.stdout
