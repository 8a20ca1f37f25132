"""Says which version this tree is; with a tag, whether tag, code, change log and manifests say the same."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def version() -> str:
    """The one place: ``__version__`` of the package, read without importing it."""
    return found(r'^__version__ = "(.+)"$', "vos_exporter/__init__.py")


def found(pattern: str, path: str) -> str:
    """What the first group of ``pattern`` matches in the file."""
    match = re.search(pattern, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise SystemExit(f"{path} has no line like {pattern}")
    return match[1]


def problems(tag: str) -> list[str]:
    """What does not fit a release called ``tag``."""
    places = {
        "tag": tag.removeprefix("v"),
        "CHANGELOG.md": found(r"^## (.+) / ", "CHANGELOG.md"),
        "deploy/kubernetes/base/kustomization.yaml": found(
            r"^    newTag: (.+)$", "deploy/kubernetes/base/kustomization.yaml"
        ),
    }
    return [
        f"{place} says {said}, the code {version()}" for place, said in places.items() if said != version()
    ]


def main() -> int:
    """Print the version, or what is wrong."""
    wrong = problems(sys.argv[1]) if len(sys.argv) > 1 else []
    sys.stdout.write("\n".join(wrong or [version()]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
