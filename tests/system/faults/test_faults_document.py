"""The page about faults and the table the test proves are the same."""

from pathlib import Path

from tests.kits.rules.shipped import names
from tests.system.faults.document import page
from tests.system.faults.table import FAULTS

PAGE = Path(__file__).parents[3] / "docs" / "faults.md"


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text() == page(), "run: make docs"


def test_every_alert_in_the_table_ships() -> None:
    assert {alert for fault in FAULTS for alert in fault.fires} <= set(names())


def test_names_of_faults_are_unique() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
