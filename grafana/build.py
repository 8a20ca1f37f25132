"""Write the JSON of every board into ``grafana/out``; with ``--check`` only say whether it is current."""

import sys
from collections.abc import Mapping
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from grafana.board import build
from grafana.dashboards import BOARDS

OUT = Path(__file__).parent / "out"


def documents() -> Mapping[str, str]:
    """File name to JSON."""
    encoder = JSONEncoder(sort_keys=True, indent=2)
    return {f"{board.uid}.json": encoder.encode(build(board)) + "\n" for board in BOARDS}


def outdated() -> list[str]:
    """Names of files that are not what the code says, missing ones and left-over ones included."""
    wanted = documents()
    there = {path.name: path.read_text() for path in OUT.glob("*.json")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def write() -> None:
    """Make ``grafana/out`` what the code says."""
    OUT.mkdir(exist_ok=True)
    wanted = documents()
    for path in OUT.glob("*.json"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (OUT / name).write_text(text)


def main(arguments: list[str]) -> int:
    """Write, or check; the exit code is 1 if a check finds a difference."""
    if arguments == ["--check"]:
        stale = outdated()
        for name in stale:
            sys.stderr.write(f"grafana/out/{name} is not what the code says; run python -m grafana.build\n")
        return 1 if stale else 0
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
