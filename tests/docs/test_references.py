"""Whatever code, comments and pages refer to can be looked up by whoever reads them."""

import pytest

from tests.docs.doc_pages import ROOT, label
from tests.docs.references import PACKAGE, unresolved, written

FILES = [path for path in dict.fromkeys(written()) if path.is_relative_to(ROOT)]


def test_code_tests_and_pages_are_looked_at() -> None:
    names = {label(path) for path in FILES}
    assert {"README.md", "Makefile", ".github/workflows/test.yml", "grafana/README.md"} - names == set()
    assert len([path for path in written() if path.is_relative_to(PACKAGE)]) > 100


def test_every_reference_leads_to_a_page_and_heading_that_exist() -> None:
    """A page by its path and heading, and no word of ours that no reader can look up."""
    wrong = [
        f"{path}:{found.line}: {found.text}"
        for path in dict.fromkeys(written())
        for found in unresolved(path.read_text(encoding="utf-8"), path)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "docs/" + "no-such-page.md",
        "# see docs/" + "architecture.md#no-such-heading",
        "https://github.com/vos-exporter/vos-exporter/blob/main/docs/" + "nowhere.md",
        "vos-api" + ".md, its first page",
        "as the " + "dossi" + "er has it",
        "a rule of the " + "design",
        "(design" + ", section 3)",
        "one file per page of the " + "seed",
        "claims of issue" + " 2",
    ],
)
def test_a_reference_that_nobody_can_follow_is_found(text: str) -> None:
    assert list(unresolved(text, ROOT / "code.py"))


@pytest.mark.parametrize("link", ["nowhere.md", "README.md#nowhere", "tests/nowhere", "#nowhere"])
def test_a_link_that_leads_nowhere_is_found(link: str) -> None:
    assert list(unresolved(f"[a page]({link})", ROOT / "README.md"))


@pytest.mark.parametrize(
    "text",
    [
        "docs/architecture.md#outcomes",
        "`docs/metrics.md` is written",
        "the same seed gives the same plant",
        "bcrypt is slow by design",
    ],
)
def test_what_can_be_looked_up_is_not_found(text: str) -> None:
    assert list(unresolved(text, ROOT / "code.py")) == []
