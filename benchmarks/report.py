"""How results are printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One measured number beside its goal.

    Attributes:
        what: what was measured.
        measured: the number.
        unit: its unit; empty for ratios.
        goal: at most this; ``None`` where there is none.
        note: absolute numbers and other context.
    """

    what: str
    measured: float
    unit: str = ""
    goal: float | None = None
    note: str = ""

    def line(self) -> str:
        """For a person."""
        verdict = "" if self.goal is None else "met" if self.measured <= self.goal else "MISSED"
        goal = "" if self.goal is None else f"<= {self.goal:g}{self.unit}"
        return f"{self.what:<58}{self.measured:>10.3g}{self.unit:<4}{goal:>14} {verdict:<7} {self.note}"


def show(title: str, results: list[Result]) -> None:
    """Print a section."""
    print(f"\n{title}")
    for result in results:
        print(f"  {result.line()}", flush=True)
