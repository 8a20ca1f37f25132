"""The Sources page: ``/vos-api/configure/v1/sources`` (docs/vos-api.md#sources)."""

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET, UnsetType

from vos_exporter.vos.payloads.base import Payload, Rows, Text, distinct, rows, text

SIGNAL_LOSS = "SIGNAL_LOSS"


class HarmonicUplinkSetting(Payload, frozen=True, gc=False):
    """Where a cloud link feeds an input."""

    uplink_group_id: Text = None


class ZixiSettings(Payload, frozen=True, gc=False):
    """Settings of a Zixi input; null for every other type."""

    harmonic_uplink_setting: HarmonicUplinkSetting | None = None


class SlateSettings(Payload, frozen=True, gc=False):
    """Settings of a slate input."""

    type: Text = None
    image_id: Text = None


class SourceInput(Payload, frozen=True, gc=False):
    """One ranked input of a source."""

    id: Text = None
    rank: Text = None
    type: Text = None
    zixi_settings: ZixiSettings | None = None
    slate_settings: SlateSettings | None = None

    def cloudlink_group(self) -> str:
        """Id of the group of cloud links that feeds it; empty where none does."""
        if self.zixi_settings is None or self.zixi_settings.harmonic_uplink_setting is None:
            return ""
        return text(self.zixi_settings.harmonic_uplink_setting.uplink_group_id)

    def is_signal_loss_slate(self) -> bool:
        """Whether it shows a picture when the signal is lost."""
        slate = self.slate_settings
        return slate is not None and text(slate.type) == SIGNAL_LOSS and text(slate.image_id) != ""


class Source(Payload, frozen=True, gc=False):
    """One source with its inputs. What a label looks like is not public; only texts are read."""

    id: Text = None
    name: Text = None
    labels: Rows[Any] = UNSET
    enable_monitoring: bool | UnsetType | None = UNSET
    inputs: Rows[SourceInput | None] = UNSET

    def label_texts(self) -> list[str]:
        """Its labels, without repetitions."""
        texts = (text(label) for label in rows(self.labels) if isinstance(label, str | int | float))
        return list(dict.fromkeys(filter(None, texts)))

    def known_inputs(self) -> Iterator[SourceInput]:
        """Its inputs, those with an id only once."""
        return distinct(rows(self.inputs), lambda entry: entry.id)

    def cloudlink_groups(self) -> list[str]:
        """Ids of the groups of cloud links that feed its inputs, without repetitions."""
        groups = (entry.cloudlink_group() for entry in self.known_inputs())
        return list(dict.fromkeys(filter(None, groups)))
