"""The runbooks as a page: every alert's anchor is there, and nothing of the document is lost or obeyed."""

import re
from pathlib import Path

import pytest

from vos_exporter.web.plant.markdown import anchor, headings, html

ROOT = Path(__file__).parents[3]
RUNBOOKS = (ROOT / "docs" / "runbooks.md").read_text(encoding="utf-8")


def test_every_runbook_url_of_the_alerts_has_its_place_on_the_page() -> None:
    rules = (ROOT / "deploy/prometheus/rules/vos-alerts.yml").read_text(encoding="utf-8")
    wanted = set(re.findall(r"runbook_url: \S+#(\S+)", rules))
    page = html(RUNBOOKS)
    assert len(wanted) >= 40
    assert wanted <= set(re.findall(r'id="([^"]+)"', page))
    assert {anchor(name) for name in headings(RUNBOOKS, 3)} >= wanted


def test_no_word_of_the_document_is_lost_and_no_mark_is_left() -> None:
    page = html(RUNBOOKS)
    shown = re.sub(r"<[^>]+>", " ", page).replace("&#34;", '"').replace("&#39;", "'")
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    written = re.sub(r"^#+ |^- |^```\w*$|\*\*|`", " ", RUNBOOKS, flags=re.MULTILINE)
    assert shown.split() == written.split()


@pytest.mark.parametrize(
    ("written", "page"),
    [
        ("# A & B", '<h1 id="a--b">A &amp; B</h1>'),
        ("one\ntwo\n\nthree", "<p>one two</p>\n<p>three</p>"),
        ("- **a** `b`\n  c\n- d", "<ul><li><strong>a</strong> <code>b</code> c</li><li>d</li></ul>"),
        ("```promql\na < b\n\n# c\n```", 'aria-label="query"><code>a &lt; b\n\n# c</code></pre>'),
        ("<script> **<b>** `<i>`", "&lt;script&gt; <strong>&lt;b&gt;</strong> <code>&lt;i&gt;</code>"),
        ("text\n## Next", '<p>text</p>\n<h2 id="next">Next</h2>'),
    ],
)  # fmt: skip
def test_it_is_rendered(written: str, page: str) -> None:
    assert page in html(written)
