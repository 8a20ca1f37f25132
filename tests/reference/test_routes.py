"""``docs/routes.md`` is what ``vos-exporter routes --markdown`` prints."""

from pathlib import Path

from vos_exporter import reference
from vos_exporter.vos.routes import ROUTES

PAGE = Path(__file__).parents[2] / "docs" / "routes.md"


def test_the_page_is_current() -> None:
    """Otherwise: ``vos-exporter routes --markdown > docs/routes.md``."""
    assert PAGE.read_text(encoding="utf-8") == reference.routes_page(), "run: make docs"


def test_every_route_has_its_section_and_its_evidence() -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    assert [section.splitlines()[0] for section in sections] == [route.key for route in ROUTES]
    for section, route in zip(sections, ROUTES, strict=True):
        assert f"- Path: `{route.path}`" in section
        assert f"- Fields: {route.field_evidence}, " in section
        assert "Families: `vos_" in section
