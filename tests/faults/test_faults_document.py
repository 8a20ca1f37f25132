"""The page about faults and the table the test proves are the same."""

from pathlib import Path

from faults.document import page
from faults.table import FAULTS
from rules.shipped import names

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text() == page(), "in tests/: python -m faults.document > ../docs/faults.md"


def test_every_alert_in_the_table_ships() -> None:
    assert {alert for fault in FAULTS for alert in fault.fires} <= set(names())


def test_names_of_faults_are_unique() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
