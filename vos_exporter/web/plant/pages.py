"""The HTML of the plant's pages, and the style of its pictures."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from vos_exporter.web import pages

STYLE = "\n".join(pages.own(name) for name in ("style.css", "plant.css", "drawing.css"))
"""What the pages link to: a style of their own would have to stand in the page."""

STYLE_PATH = "/plant/style.css"

PICTURE_STYLE = pages.own("drawing.css")
"""What a picture that stands alone has within it."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
"""The Content-Security-Policy of the pages: there is no script at all."""

_DIGEST = base64.b64encode(hashlib.sha256(PICTURE_STYLE.encode()).digest()).decode()
PICTURE_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; frame-ancestors 'none'"


def page(name: str, values: Mapping[str, Any]) -> str:
    """The page made by template ``name``."""
    return pages.rendered(name, {"style_path": STYLE_PATH, **values})
