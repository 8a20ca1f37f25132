"""Hunts mutants in the pure rooms: ``make mutants MINUTES=60 SEED=1``, configured under ``tool.mutmut``.

mutmut changes one expression at a time, in a copy below ``mutants/``, and runs the tests that reach it. All
would take days, so a random sample of all of them is tried, in batches until the time is over: with the same
seed and the same code the same ones in the same order. A survivor is a change of behaviour that no test
notices; they are printed as Markdown, and kept in ``mutants/survivors.md``.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

MUTANTS = Path("mutants")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
BATCH = 200
"""Mutants in one run of mutmut; each run begins with all tests that reach one of them, unchanged."""
NONE = "no mutant of this name"
UNTRIED = "not checked"
DEAD = {"killed", "timeout"}
"""What a test noticed; whoever never ends, too, is noticed."""


def mutmut(*arguments: str) -> str:
    """What a command of mutmut says."""
    return subprocess.run([MUTMUT, *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


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
    lines = mutmut("results", "--all", "true").splitlines()
    return dict(line.strip().rsplit(": ", 1) for line in lines if ": " in line)


def attempt(batch: list[str], seconds: float, children: int) -> bool:
    """Try ``batch`` for at most ``seconds``; whether it came to its end.

    Raises:
        SystemExit: mutmut failed; it said why.
    """
    log = MUTANTS / "run.log"
    with log.open("w") as said:
        command = [MUTMUT, "run", "--max-children", str(children), *batch]
        running = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        try:
            code = running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)  # it stops its children, and keeps what they found
            running.wait()
            return False
    if code:
        raise SystemExit(f"{log.read_text()[-3000:]}\nmutants: the tests fail without any")
    return True


def hunt(names: list[str], seconds: float, children: int) -> dict[str, str]:
    """What became of ``names``, tried in batches for ``seconds`` of the monotonic clock."""
    ends_at = time.monotonic() + seconds
    for start in range(0, len(names), BATCH):
        whole = attempt(names[start : start + BATCH], ends_at - time.monotonic(), children)
        known = states()
        found = {name: known[name] for name in names[: start + BATCH] if known[name] != UNTRIED}
        print(f"{len(found)} of {len(names)} tried: {dict(Counter(found.values()))}", flush=True)
        if not whole:
            break
    return found


def report(found: dict[str, str], seed: int, of: int) -> str:
    """The account of a hunt, as Markdown: each mutant that lived, and the change it makes."""
    lived = {name: state for name, state in sorted(found.items()) if state not in DEAD}
    counts = Counter(found.values())
    told = ", ".join(f"{count} {state}" for state, count in counts.most_common())
    lines = [f"{of} mutants, {len(found)} tried (seed {seed}), {len(lived)} lived: {told}"]
    for name, state in lived.items():
        lines.append(f"\n- [ ] {state}: `{name}`\n\n```diff\n{mutmut('show', name).strip()}\n```")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Hunt, and print each mutant that lived with what it changed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=60, help="of trying, once all are written")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--children", type=int, default=os.cpu_count() or 1)
    options = asked.parse_args()
    # What a shell starts in the background ignores this signal, and so would mutmut.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    names = generate()
    print(f"{len(names)} mutants, seed {options.seed}", flush=True)
    random.Random(options.seed).shuffle(names)
    found = hunt(names, options.minutes * 60, options.children)
    told = report(found, options.seed, len(names))
    (MUTANTS / "survivors.md").write_text(told, encoding="utf-8")
    print(f"\n{told}")


if __name__ == "__main__":
    main()
