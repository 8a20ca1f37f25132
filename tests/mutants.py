"""Hunts mutants in the pure rooms: ``make mutants MINUTES=60 SEED=1``, configured under ``tool.mutmut``.

mutmut changes one expression at a time, in a copy below ``mutants/``, and runs the tests that reach it. All
would take days, so a random sample is tried, in batches until the time is over: with the same seed and the
same code the same ones in the same order. A survivor is a change of behaviour that no test notices.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

MUTANTS = Path("mutants")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
BATCH = 60
"""Mutants in one run of mutmut; each run begins with half a minute of collecting."""
NONE = "no mutant of this name"


def generate() -> list[str]:
    """The names of all mutants, after mutmut wrote them and noted which test reaches what.

    Raises:
        SystemExit: mutmut came to no end; it said why.
    """
    shutil.rmtree(MUTANTS, ignore_errors=True)
    # A run of no mutant ends in an error, but only after both.
    done = subprocess.run([MUTMUT, "run", NONE], capture_output=True, text=True, check=False)
    if not (MUTANTS / "mutmut-stats.json").exists():
        raise SystemExit(f"{done.stdout[-3000:]}\n{done.stderr[-1000:]}\nmutants: the tests fail without any")
    return sorted(states())


def states() -> dict[str, str]:
    """What mutmut knows of each mutant: ``killed``, ``survived``, ``no tests``, ``not checked``, ..."""
    done = subprocess.run(
        [MUTMUT, "results", "--all", "true"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    return dict(line.strip().rsplit(": ", 1) for line in done.splitlines() if ": " in line)


def difference(name: str) -> str:
    """The change that the mutant ``name`` makes, as a diff."""
    return subprocess.run([MUTMUT, "show", name], stdout=subprocess.PIPE, text=True, check=True).stdout


def hunt(names: list[str], seconds: float, children: int) -> list[str]:
    """Try ``names``, in their order, for ``seconds`` of the monotonic clock; those that were tried."""
    ends_at = time.monotonic() + seconds
    tried: list[str] = []
    while len(tried) < len(names) and time.monotonic() < ends_at:
        batch = names[len(tried) : len(tried) + BATCH]
        subprocess.run(
            [MUTMUT, "run", "--max-children", str(children), *batch],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        tried += batch
        told = Counter(map(states().get, tried))
        print(f"{len(tried)} of {len(names)}: {dict(told)}", flush=True)
    return tried


def main() -> None:
    """Hunt, and print each mutant that lived with what it changed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--children", type=int, default=os.cpu_count() or 1)
    options = asked.parse_args()
    names = generate()
    print(f"{len(names)} mutants, seed {options.seed}", flush=True)
    random.Random(options.seed).shuffle(names)
    tried = hunt(names, options.minutes * 60, options.children)
    found = states()
    lived = [name for name in tried if found[name] != "killed"]
    for name in lived:
        print(f"\n{found[name]}: {name}\n{difference(name)}")
    (MUTANTS / "lived.json").write_text(json.dumps({name: found[name] for name in lived}, indent=1))
    print(f"\n{len(names)} mutants, {len(tried)} tried, {len(tried) - len(lived)} killed, {len(lived)} lived")


if __name__ == "__main__":
    main()
