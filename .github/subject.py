"""Refuses a commit message whose subject is longer than a line of a log: .github/subject.py FILE."""

import sys
from pathlib import Path

LONGEST = 72
"""Characters that ``git log --oneline`` and a repository's page show without cutting."""


def problem(message: str) -> str | None:
    """What is wrong with the first line of ``message``; merges are named by git."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject = lines[0] if lines else ""
    if len(subject) <= LONGEST or subject.startswith("Merge "):
        return None
    return f"the subject has {len(subject)} characters, {LONGEST} at most: say the why in the body"


def main() -> int:
    """Look at the file that git hands over."""
    found = problem(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if found:
        sys.stderr.write(f"{found}\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
