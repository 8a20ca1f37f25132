"""The benchmarks still compare equal work; how fast it is, is not for a test to say."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_benchmarks_prove_equal_samples_and_print_ratios() -> None:
    """Encoding and a scrape against the naive stack, over real processes and HTTPS, on a small plant."""
    command = [sys.executable, "-m", "benchmarks", "encoding", "cpu", "--rounds", "1", "--services", "20"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert "encoding / generate_latest, CPU" in done.stdout
    assert "scrape / naive, CPU" in done.stdout
