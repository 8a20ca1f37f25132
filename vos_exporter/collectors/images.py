"""The Image Slates page."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.images import Image
from vos_exporter.vos.routes import BY_KEY

IMAGE_INFO = info(
    "vos_image_info",
    "A slate, with the only place of its name (images: name, else the last path segment of url, without "
    "its query).",
    "image_id", "image_name",
)  # fmt: skip
IMAGES = gauge("vos_images", "Slates (images: the whole list); 0 means there is none.")


class ImagesCollector(Collector[Image]):
    """Slates by name; their URLs may carry credentials and are never exported."""

    route = BY_KEY["images"]
    families = (IMAGE_INFO, IMAGES)

    def collect(self, rows: Sequence[Image], ctx: Context, findings: Findings) -> Iterable[Family]:
        """All families of the Image Slates page."""
        infos = IMAGE_INFO.family(((text(image.id), image.shown_name()), 1) for image in rows)
        return infos, IMAGES.family([((), len(rows))])
