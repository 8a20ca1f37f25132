"""What a value looks like: few colours with one meaning each, and grey for what nobody knows.

The base of every scale is grey. Grafana paints a missing value in the base colour, so it is never green.
"""

from dataclasses import dataclass

from grafana_foundation_sdk.models.dashboard import (
    DashboardSpecialValueMapOptions,
    SpecialValueMap,
    SpecialValueMatch,
    Threshold,
    ThresholdsConfig,
    ThresholdsMode,
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)

GREEN, YELLOW, RED, PURPLE, BLUE, GREY = "green", "yellow", "red", "purple", "blue", "#8e8e8e"
NO_DATA = "No data"

NOTHING = "-"
"""An empty table or cell: neither good nor bad, since it cannot tell none from unknown."""

LOWEST = -1e9
"""Below every value we draw: where the first colour that is not grey begins."""

Words = tuple[tuple[float, str, str], ...]
"""Value, its word, and the word's colour."""


@dataclass(frozen=True, slots=True)
class Look:
    """How numbers become colours and words.

    Attributes:
        steps: from which value on which colour holds; below the first one it is grey.
        words: values that are shown as a word.
    """

    steps: tuple[tuple[float, str], ...] = ()
    words: Words = ()

    def thresholds(self) -> ThresholdsConfig:
        """The scale as Grafana has it: its base is grey."""
        steps = [Threshold(None, GREY), *(Threshold(value, color) for value, color in self.steps)]
        return ThresholdsConfig(ThresholdsMode.ABSOLUTE, steps)

    def mappings(self) -> list[ValueMapping]:
        """The words as Grafana has them, with one for a missing value."""
        nothing = ValueMappingResult(text=NO_DATA, color=GREY, index=len(self.words))
        unknown = SpecialValueMap(DashboardSpecialValueMapOptions(SpecialValueMatch.NULL_AND_NAN, nothing))
        if not self.words:
            return [unknown]
        words = {
            f"{value:g}": ValueMappingResult(text=word, color=color, index=index)
            for index, (value, word, color) in enumerate(self.words)
        }
        return [ValueMap(words), unknown]


def states(bad: str, good: str, color: str = RED) -> Look:
    """0 is bad, 1 is good."""
    return Look(((0, color), (1, GREEN)), ((0, bad, color), (1, good, GREEN)))


def none_is_good(color: str = RED) -> Look:
    """0 is good, anything more is bad."""
    return Look(((0, GREEN), (1, color)))


def rising(warning: float, critical: float) -> Look:
    """Good below ``warning``, bad from ``critical`` on."""
    return Look(((LOWEST, GREEN), (warning, YELLOW), (critical, RED)))


def falling(critical: float, warning: float) -> Look:
    """Bad below ``critical``, good from ``warning`` on."""
    return Look(((LOWEST, RED), (critical, YELLOW), (warning, GREEN)))


PLAIN = Look(((LOWEST, BLUE),))
"""A number that is neither good nor bad."""

LINES = Look()
"""Lines of a chart: their colour tells them apart and says nothing else."""

UP = states("Down", "Up")
LOCKED = states("No lock", "Locked")
ANSWERED = states("Failed", "Answered")
ACTIVE = states("Off", "Active")
SEVERITY_COLORS = {
    "critical": RED,
    "major": "orange",
    "minor": YELLOW,
    "warning": "light-yellow",
    "info": BLUE,
    "other": GREY,
}
