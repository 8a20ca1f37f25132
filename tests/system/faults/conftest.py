"""The table of faults and alerts, printed when a run that saw it ends."""

from typing import Any

from tests.system.faults.document import OUTCOMES, observed


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was seen."""
    outcomes = terminalreporter.config.stash.get(OUTCOMES, None)
    if outcomes:
        terminalreporter.section("faults x alerts, seen end to end")
        for line in observed(outcomes):
            terminalreporter.write_line(line)
