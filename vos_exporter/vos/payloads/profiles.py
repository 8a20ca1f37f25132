"""The Profiles page: ``/vos-api/labwizard/v1/profiles`` (docs/vos-api.md#profiles)."""

from vos_exporter.vos.payloads.base import Payload, Text


class Profile(Payload, frozen=True, gc=False):
    """One transcode or destination profile; the body does not say which."""

    id: Text = None
    name: Text = None
    customer_version: Text = None
