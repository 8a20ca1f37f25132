"""Faults of a simulated VOS, through exporter, Prometheus and Alertmanager, to whoever must know."""

import pytest

from tests.system.faults import campaign, stage
from tests.system.faults.document import OUTCOMES
from tests.system.faults.table import FAULTS

pytestmark = [pytest.mark.verify, pytest.mark.timeout(1_500), pytest.mark.xdist_group("faults")]


@pytest.fixture(scope="module")
def seen(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> tuple[dict[str, campaign.Outcome], campaign.Told]:
    """What came of each fault, by its name, and what was said about no instance."""
    with stage.built(FAULTS, tmp_path_factory.mktemp("faults")) as running:
        outcomes = campaign.run(running, FAULTS)
        told = campaign.by_instance(running)
    pytestconfig.stash[OUTCOMES] = outcomes
    strangers = told.keys() - {fault.name for fault in FAULTS} - {""}
    assert not strangers
    return {outcome.fault.name: outcome for outcome in outcomes}, told[""]


Seen = tuple[dict[str, campaign.Outcome], campaign.Told]


@pytest.mark.parametrize("name", [fault.name for fault in FAULTS])
def test_a_fault_raises_its_alerts_once_and_nothing_else(name: str, seen: Seen) -> None:
    outcome = seen[0][name]
    assert not outcome.deviations, "\n".join(outcome.deviations)


def test_the_heartbeat_goes_on_and_only_its_receiver_hears_it(seen: Seen) -> None:
    told = seen[1]
    assert {each.receiver for each in told.notifications} == {"deadman"}
    assert {(alert.name, alert.firing) for each in told.notifications for alert in each.alerts} == {
        (campaign.HEARTBEAT, True)
    }
    assert len(told.notifications) > 1
