"""The living plants are started once for all tests that need them."""

from collections.abc import Iterator

import pytest

from tests.grafana.living_plants import Living, living

SUMMARY = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def plants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with living(tmp_path_factory.mktemp("plants")) as found:
        yield found


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> list[str]:
    """Lines for the end of the run."""
    return request.config.stash.setdefault(SUMMARY, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    lines = config.stash.get(SUMMARY, [])
    if lines:
        terminalreporter.section("dashboards")
        for line in lines:
            terminalreporter.write_line(line)
