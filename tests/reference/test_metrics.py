"""``docs/metrics.md`` is what ``vos-exporter metrics`` prints."""

from pathlib import Path

from vos_exporter import reference
from vos_exporter.reference.catalogue import entries

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_page_is_current() -> None:
    """Otherwise: ``vos-exporter metrics > docs/metrics.md``."""
    assert PAGE.read_text(encoding="utf-8") == reference.metrics_page(), "run: make docs"


def test_every_family_is_on_the_page_once() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `vos_")]
    assert [row.split("`")[1] for row in rows] == [entry.declaration.name for entry in entries()]
