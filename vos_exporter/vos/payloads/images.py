"""The Image Slates page: ``/vos-api/configure/v1/images`` (docs/vos-api.md#images)."""

import re
from typing import ClassVar

from vos_exporter.vos.payloads.base import Payload, Text, text

_ORIGIN = re.compile(r"\A\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*")
_QUERY = re.compile(r"[?#;].*", re.DOTALL)


class Image(Payload, frozen=True, gc=False):
    """One slate. ``name`` may exist in later versions only; ``url`` may carry credentials in its query."""

    id: Text = None
    name: Text = None
    url: Text = None

    spelled: ClassVar = {
        "id": ("imageId", "uuid"),
        "name": ("imageName", "displayName", "title", "fileName"),
        "url": ("imageUrl", "uri", "href", "path"),
    }
    known: ClassVar = ("labels", "description")

    def shown_name(self) -> str:
        """Its name, else the last segment of the path of its URL; never a host, a user or a query."""
        if text(self.name):
            return text(self.name)
        path = _ORIGIN.sub("", _QUERY.sub("", text(self.url)))
        segment = path.rstrip("/").rpartition("/")[2]
        return "" if "@" in segment else segment
