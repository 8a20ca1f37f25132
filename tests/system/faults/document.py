"""The page ``docs/faults.md``, and the table at the end of a run.

``python -m tests.system.faults.document`` prints the page.
"""

import sys
from collections.abc import Mapping

import pytest

from tests.system.faults.campaign import Outcome
from tests.system.faults.shortened import FACTOR
from tests.system.faults.table import FAULTS, Fault

OUTCOMES = pytest.StashKey[list[Outcome]]()
"""Where a run leaves what it saw."""

_HEAD = """\
# Faults and alerts

Who hears what when something breaks. `tests/system/faults` makes each fault in a simulated VOS of its own,
all side by side, scraped by real exporters into one Prometheus with the shipped rules and one Alertmanager
with the shipped routes and inhibition. Exactly the alerts below must arrive, each once, and resolve when the
fault ends; nothing else may fire. Only the times are shorter there: one program scales every duration of the
same files.

An alert that is *explained* fires in Prometheus, and Alertmanager tells nobody, because the one that arrives
is its cause. A number in brackets is how many of it there are.

| fault | how it is made | arrives | explained by it |
|---|---|---|---|
"""


def page() -> str:
    """The text of ``docs/faults.md``."""
    return _HEAD + "".join(_row(fault) for fault in FAULTS)


def _row(fault: Fault) -> str:
    return f"| {fault.title} | {fault.trouble.how} | {_named(fault.arrives)} | {_named(fault.muted)} |\n"


def _named(alerts: Mapping[str, int]) -> str:
    return ", ".join(name if count == 1 else f"{name} ({count})" for name, count in alerts.items()) or "-"


def observed(outcomes: list[Outcome]) -> list[str]:
    """The table as it was seen, with times as in a control room."""
    rows = [("fault", "arrives", "explained by it", "told after", "resolved after", "as expected")]
    rows += [
        (
            outcome.fault.title,
            _named(outcome.fault.arrives),
            _named(outcome.fault.muted),
            _minutes(outcome.told_after),
            _minutes(outcome.resolved_after),
            "NO" if outcome.deviations else "yes",
        )
        for outcome in outcomes
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def _minutes(elapsed: float | None) -> str:
    return "-" if elapsed is None else f"{elapsed / FACTOR / 60:.1f} min"


if __name__ == "__main__":
    sys.stdout.write(page())
