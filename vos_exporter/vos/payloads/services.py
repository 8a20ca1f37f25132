"""The Services page: ``/vos-api/configure/v1/services`` (docs/vos-api.md)."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType

from vos_exporter.vos.payloads.base import Payload, Rows, Text, rows, text


class ServiceSource(Payload, frozen=True, gc=False):
    """One source of a service; rank 1 is the first choice."""

    source_id: Text = None
    rank: Text = None

    spelled: ClassVar = {"source_id": ("id", "sourceUuid"), "rank": ("priority", "order")}
    known: ClassVar = ("name", "sourceName")


class Service(Payload, frozen=True, gc=False):
    """One channel. ``control_state`` is the state VOS was told to have, not its health."""

    id: Text = None
    name: Text = None
    control_state: Text = None
    program_num: Text = None
    profile_id: Text = None
    redundancy_mode: Text = None
    processing_engine_version: Text = None
    service_sources: Rows[ServiceSource | None] = UNSET
    destination_id: Text | UnsetType = UNSET
    destinations_id: Rows[Text] = UNSET
    addons: dict[str, Any] | UnsetType | None = UNSET
    rank: Text = None
    time_shift_window: Text = None
    enable_rolling_upgrade: bool | UnsetType | None = UNSET

    spelled: ClassVar = {
        "id": ("serviceId", "uuid"),
        "name": ("serviceName", "displayName", "channelName"),
        "control_state": ("serviceControlState", "controlStatus"),
        "program_num": ("programNumber", "serviceNumber"),
        "profile_id": ("transcodeProfileId", "encodingProfileId", "transcodingProfileId"),
        "redundancy_mode": ("redundancy",),
        "processing_engine_version": ("engineVersion",),
        "service_sources": ("sources",),
        "destinations_id": ("destinationIds", "destinations", "destinationsIds"),
        "addons": ("addOns",),
        "rank": ("serviceRank", "priority"),
        "time_shift_window": ("timeshiftWindow", "timeShift", "timeShiftDuration"),
        "enable_rolling_upgrade": ("rollingUpgrade", "rollingUpgradeEnabled"),
    }
    known: ClassVar = ("embeddedProfiles", "processingEngine", "version", "labels", "description")
    watched: ClassVar = ("name", "control_state")

    def sources(self) -> list[tuple[str, str]]:
        """Id and rank of each source, without repetitions; rank is empty where VOS gives none."""
        listed = [edge for edge in rows(self.service_sources) if edge is not None and text(edge.source_id)]
        edges = [(text(edge.source_id), text(edge.rank)) for edge in listed]
        return edges if len(edges) < 2 else list(dict.fromkeys(edges))

    def destinations(self) -> list[str] | None:
        """Ids of all destinations, the origin first; ``None`` where the body has neither key."""
        if self.destination_id is UNSET and self.destinations_id is UNSET:
            return None
        listed = [text(self.destination_id), *map(text, rows(self.destinations_id))]
        return list(dict.fromkeys(filter(None, listed)))

    def addon_names(self) -> Iterator[str]:
        """Names of the add-ons that are not null, in snake case, without the ``Addon`` their keys end in."""
        for key, value in (self.addons or {}).items():
            if value is not None:
                stem = key.removesuffix("Addon")
                yield "".join(f"_{c.lower()}" if c.isupper() else c for c in stem).lstrip("_")
