"""The Image Slates page: ``/vos-api/configure/v1/images`` (dossier, section 5)."""

from vos_exporter.vos.payloads.base import Payload, Text


class Image(Payload, frozen=True, gc=False):
    """One slate. ``name`` may exist in later versions only; ``url`` may carry credentials in its query."""

    id: Text = None
    name: Text = None
    url: Text = None
