"""A VOS in a box: what the public record says of the API, with a plant behind it that lives and can break."""

from vos_exporter.simulator.plant import FAULTS as PLANT_FAULTS
from vos_exporter.simulator.scenarios import SCENARIOS
from vos_exporter.simulator.server import Simulator
from vos_exporter.simulator.world import UnknownScenarioError

__all__ = ["PLANT_FAULTS", "SCENARIOS", "Simulator", "UnknownScenarioError"]
