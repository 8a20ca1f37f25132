"""``make fuzz SECONDS=n``: random bodies through whole scrapes, for so long; what fails is kept."""

import argparse
import random
import sys
import time
from collections.abc import Mapping

from tests.fuzz.bodies import body
from tests.fuzz.judging import judge, kept
from vos_exporter.vos.routes import ROUTES

ROUNDS = 5
"""Sets of bodies that one target meets: what it remembered of the earlier ones is part of the input."""


def main() -> int:
    """Run until the time is over; 1 if anything failed."""
    arguments = argparse.ArgumentParser(prog="make fuzz")
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    chosen = arguments.parse_args()
    began, number, bodies, size, failed = time.monotonic(), 0, 0, 0, 0
    while time.monotonic() - began < chosen.seconds:
        rng = random.Random(f"{chosen.seed}/{number}")
        rounds: list[Mapping[str, bytes]] = [
            {route.key: body(rng, route.key) for route in ROUTES} for _ in range(ROUNDS)
        ]
        try:
            judge(rounds)
        except Exception as error:
            failed += 1
            path = kept(rounds, f"{chosen.seed}-{number}")
            print(f"FAILED, kept as {path.name}: {type(error).__name__}: {str(error)[:300]}", flush=True)
        number += 1
        bodies += ROUNDS * len(ROUTES)
        size += sum(len(one) for one_round in rounds for one in one_round.values())
    took = time.monotonic() - began
    print(
        f"seed {chosen.seed}: {bodies} bodies, {size / 1e6:.0f} MB, {bodies / took:.0f} a second,"
        f" {2 * number * ROUNDS} scrapes, {failed} failures"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
