"""The contributor's door: what it names exists, the forms are forms, the hooks hold what they say."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests.docs.doc_pages import ROOT, text
from tests.docs.references import PACKAGE
from tests.kits.shipping import run, tool

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_that_is_named_exists(page: str) -> None:
    paths = re.findall(r"`((?:vos_exporter|tests|deploy|grafana|docs|\.github)/[\w./-]*)`", text(ROOT / page))
    places = [PACKAGE.parent if path.startswith("vos_exporter/") else ROOT for path in paths]
    missing = [path for path, place in zip(paths, places, strict=True) if not (place / path).exists()]
    assert missing == []


def test_the_drawn_house_is_the_one_that_stands() -> None:
    """Each room of the drawing exists, and each room is drawn."""
    drawing = text(ROOT / "docs" / "architecture.md").split("## The house")[1].split("```")[1]
    drawn = set(re.findall(r"^  (\w+(?:/|\.py))", drawing, re.MULTILINE))
    stands = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in PACKAGE.iterdir()
        if (path / "__init__.py").exists() or (path.suffix == ".py" and not path.name.startswith("__"))
    }
    assert drawn == stands


def test_make_docs_writes_every_page_that_is_generated() -> None:
    """What says of itself that a command writes it, and what the tables of tests are written into."""
    recipe = text(ROOT / "Makefile").split("\ndocs:")[1].split("\n\n")[0]
    generated = [
        page
        for page in (ROOT / "docs").glob("*.md")
        if re.search(r"do not edit( -->|\.)$", text(page), re.MULTILINE)
    ]
    assert len(generated) >= 4
    assert [page.name for page in generated if f"docs/{page.name}" not in recipe] == []


def test_the_drawn_arrows_are_those_the_check_holds() -> None:
    """Floor by floor, as the import contract has them."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))
    (layers,) = (c["layers"] for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    drawing = (
        text(ROOT / "docs" / "architecture.md").split("## Arrows")[1].split("```text\n")[1].split("```")[0]
    )
    assert [set(line.split(" | ")) for line in drawing.splitlines()] == [
        set(layer.split(" | ")) for layer in layers
    ]


def test_the_errors_that_are_named_are_raised() -> None:
    """Each is a class of the package, and raised in it."""
    section = text(ROOT / "docs" / "architecture.md").split("## Errors")[1].split("\n## ")[0]
    names = re.findall(r"`([A-Z][A-Za-z]+)`", section)
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    assert len(names) >= 5
    assert [name for name in names if not re.search(rf"raise {name}\(", code)] == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_every_form_asks_which_version_it_is(path: Path) -> None:
    asked = {field["id"]: field for field in load(path)["body"] if "id" in field}
    assert "--version" in asked["version"]["attributes"]["label"]
    assert asked["version"]["validations"]["required"]
    assert "debug" in asked["story"]["attributes"]["description"]


@pytest.mark.verify
@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_every_form_is_one_the_host_understands(path: Path) -> None:
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.github-issue-forms", path)


@pytest.mark.verify
def test_the_choice_of_forms_is_one_the_host_understands() -> None:
    path = ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.github-issue-config", path)


def hooks() -> list[dict[str, Any]]:
    """The hooks of all repositories."""
    return [hook for repo in load(ROOT / ".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]


def test_hooks_download_nothing() -> None:
    assert {repo["repo"] for repo in load(ROOT / ".pre-commit-config.yaml")["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks()} == {"system"}


def test_hooks_run_what_make_test_installs() -> None:
    """Each begins with a program of the environment; files it is given exist."""
    for hook in hooks():
        program, *arguments = hook["entry"].split()
        assert program.startswith(".venv/bin/"), hook["id"]
        assert Path(program).name in {"ruff", "mypy", "lint-imports", "pytest", "python"}
        assert [word for word in arguments if "/" in word and not (ROOT / word).exists()] == []


def subject() -> ModuleType:
    """The script behind the hook that looks at a commit's subject."""
    specification = importlib.util.spec_from_file_location("subject", ROOT / ".github" / "subject.py")
    assert specification is not None
    assert specification.loader is not None
    found = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(found)
    return found


def test_a_long_subject_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = tmp_path / "COMMIT_EDITMSG"
    monkeypatch.setattr(sys, "argv", ["subject.py", str(message)])
    message.write_text(f"{'x' * 73}\n\nWhy.\n")
    assert subject().main() == 1
    message.write_text(f"{'x' * 72}\n\n{'y' * 200}\n")
    assert subject().main() == 0


def test_the_names_git_gives_are_taken() -> None:
    assert subject().problem(f"Merge branch '{'x' * 72}'") is None
    assert subject().problem("# only what git wrote\n") is None
