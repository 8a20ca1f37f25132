"""The values of states we know, and what an unknown one means (docs/architecture.md#states)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateField:
    """One state of the API.

    Attributes:
        name: how ``vos_api_unmapped_values{field}`` and the configuration call it.
        verdicts: known literal values and whether they are good.
        unknown_is_good: the verdict on every other value.
    """

    name: str
    verdicts: Mapping[str, bool]
    unknown_is_good: bool

    @property
    def known(self) -> Collection[str]:
        """The values that are pre-set to 0 on every object."""
        return self.verdicts.keys()

    def good(self, value: str) -> bool:
        """The verdict on ``value``."""
        return self.verdicts.get(value, self.unknown_is_good)

    def extended(self, verdicts: Mapping[str, bool]) -> "StateField":
        """This field with the operator's verdicts on top."""
        return StateField(self.name, {**self.verdicts, **verdicts}, self.unknown_is_good)


LOST = "LOST"
"""The uplink state without contact: nothing else a cloud link tells is current then."""

CONTROL_STATE = StateField("control_state", {"ACTIVATED": True, "OFF": False}, unknown_is_good=False)
UPLINK_STATE = StateField("uplink_state", {LOST: False}, unknown_is_good=True)
ORIGIN_TASK_STATE = StateField("origin_task_state", {"INITIALIZING": False}, unknown_is_good=True)
INGEST_POINT_STATE = StateField("ingest_point_state", {"INITIALIZING": False}, unknown_is_good=True)

STATE_FIELDS: tuple[StateField, ...] = (CONTROL_STATE, UPLINK_STATE, ORIGIN_TASK_STATE, INGEST_POINT_STATE)
