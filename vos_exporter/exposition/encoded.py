"""A family as it is sent."""

from dataclasses import dataclass
from typing import Protocol

from vos_exporter.families import Kind


class Described(Protocol):
    """What the exposition needs to know of a family; :class:`~vos_exporter.families.Declaration` is one."""

    @property
    def name(self) -> str:
        """Full name of the samples."""

    @property
    def kind(self) -> Kind:
        """What the TYPE line says."""

    @property
    def help(self) -> str:
        """What the HELP line says, unescaped."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Label names."""

    def __hash__(self) -> int:
        """It never changes, so that what is made of it can be kept."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One family as bytes.

    Attributes:
        declaration: what the family is.
        body: its sample lines, each with its newline, sorted by label values.
        series: number of lines.
        duplicates: samples left out because an earlier one has the same labels.
        over_limit: samples left out because the family was full.
    """

    declaration: Described
    body: bytes
    series: int
    duplicates: int = 0
    over_limit: int = 0
