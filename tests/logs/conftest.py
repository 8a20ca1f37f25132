"""Every test of this folder changes the logging of the process, and gives it back."""

import pytest


@pytest.fixture(autouse=True)
def given_back(untouched_logging: None) -> None:
    """As it was."""
