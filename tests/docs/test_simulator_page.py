"""The page about the simulator names everything it can do."""

from pathlib import Path

import pytest

from vos_exporter.simulator import PLANT_FAULTS, SCENARIOS
from vos_exporter.simulator.admin import COMMANDS, TOKEN_ACTIONS
from vos_exporter.simulator.faults import Kind

PAGE = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text()


@pytest.mark.parametrize("name", [*SCENARIOS, *Kind, *PLANT_FAULTS])
def test_every_scenario_and_fault_has_a_row(name: str) -> None:
    assert f"\n| `{name}` |" in PAGE


def test_scenarios_mean_what_the_page_says() -> None:
    for name, scenario in SCENARIOS.items():
        assert f"| `{name}` | {scenario.meaning} |" in PAGE


def test_every_command_and_token_action_is_shown() -> None:
    assert not [command for command in COMMANDS if f"admin {command[0]} {command[1]}" not in PAGE]
    assert not [action for action in TOKEN_ACTIONS if f'"{action}"' not in PAGE]
