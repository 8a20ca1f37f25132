"""What the pinned requirements are compiled from, as one number that each compiled file records.

Prints it; with ``--check``, fails if a compiled file records another: somebody changed an input and did not
run ``make pins``.
"""

import hashlib
import json
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
COMPILED = ("build.txt", "runtime.txt", "dev.txt", "tools.txt")


def digest() -> str:
    """SHA-256 of the requirements in pyproject.toml and of the script that compiles them."""
    declared = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    inputs = [
        declared["build-system"]["requires"],
        project["requires-python"],
        project["dependencies"],
        project.get("optional-dependencies"),
        declared["dependency-groups"],
        (HERE / "compile.sh").read_text(encoding="utf-8"),
    ]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def stale(recorded: str) -> list[str]:
    """The compiled files whose head does not record ``recorded``."""
    heads = {name: (HERE / name).read_text(encoding="utf-8").split("==", 1)[0] for name in COMPILED}
    return [name for name, head in heads.items() if f"# inputs {recorded}\n" not in head]


def main() -> int:
    """Print the number, or say which files are older than their inputs."""
    if "--check" not in sys.argv:
        sys.stdout.write(f"{digest()}\n")
        return 0
    old = stale(digest())
    if old:
        sys.stderr.write(f"requirements/: {', '.join(old)}: the inputs changed since; run `make pins`\n")
    return 1 if old else 0


if __name__ == "__main__":
    raise SystemExit(main())
