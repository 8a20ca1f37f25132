"""The kinds of objects that can be written, and what each refers to (``docs/vos-api.md``)."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from vos_exporter.vos.routes import BY_KEY

Keys = tuple[str, ...]
"""Keys from the top of an object; ``*`` stands for every item of a list."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in an object that holds the id of another one.

    Attributes:
        keys: where it stands.
        route: the route whose objects it means.
    """

    keys: Keys
    route: str


class Kind(enum.StrEnum):
    """A kind of objects; the value is the route's key and the name in files and commands."""

    SOURCES = "sources"
    DESTINATIONS = "destinations"
    SERVICES = "services"

    @property
    def one(self) -> str:
        """A single object of this kind, in words."""
        return self.value.removesuffix("s")

    @property
    def path(self) -> str:
        """Where its objects are, below the target's URL."""
        return BY_KEY[self.value].path

    @property
    def order(self) -> int:
        """Services refer to the others, so they are written last."""
        return list(Kind).index(self)


CONTROL_STATE = "controlState"
ACTIVE, OFF = "ACTIVATED", "OFF"
"""The two values of a service's control state that are publicly known."""

_UPLINK = ("inputs", "*", "zixiSettings", "harmonicUplinkSetting")

REFERENCES: Mapping[Kind, tuple[Reference, ...]] = {
    Kind.SOURCES: (
        Reference((*_UPLINK, "uplinkGroupId"), "uplink_groups"),
        Reference((*_UPLINK, "uplinkId"), "uplinks"),
        Reference(("inputs", "*", "slateSettings", "imageId"), "images"),
    ),
    Kind.DESTINATIONS: (
        Reference(("destinationProfileId",), "profiles"),
        Reference(("outputs", "*", "ipSettings", "cloudlinkGroupId"), "uplink_groups"),
        Reference(("outputs", "*", "ipSettings", "cloudlinkId"), "uplinks"),
    ),
    Kind.SERVICES: (
        Reference(("profileId",), "profiles"),
        Reference(("destinationId",), "destinations"),
        Reference(("destinationsId", "*"), "destinations"),
        Reference(("serviceSources", "*", "sourceId"), "sources"),
        Reference(("addons", "scte35SlateAddon", "imageId"), "images"),
    ),
}
"""Where the objects of each kind refer to others."""

IDENTITIES = ("id", "sourceId")
"""The keys by which an item of a list is told from its neighbours."""
