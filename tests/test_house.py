"""The rules of the house that tools can measure (docs/architecture.md#the-house)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

PACKAGE = Path(__file__).parents[1] / "vos_exporter"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FUNCTION = 60
LONG_FUNCTION = 30
LONGEST_FILE = 400


Length = tuple[str, int]
"""The qualified name of a function, and its lines, its ``def`` included."""


def functions(text: str, module: str) -> Iterator[Length]:
    """Every function in the source ``text``, also those in classes and in other functions, in any block."""
    waiting: list[tuple[str, ast.AST]] = [(module, ast.parse(text))]
    while waiting:
        within, node = waiting.pop()
        name = within
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{within}.{node.name}"
            if not isinstance(node, ast.ClassDef):
                yield name, (node.end_lineno or node.lineno) - node.lineno + 1
        waiting += [(name, child) for child in ast.iter_child_nodes(node)]


LENGTHS = [
    length
    for path in FILES
    for length in functions(path.read_text(), ".".join(path.relative_to(PACKAGE).with_suffix("").parts))
]


def too_long(lengths: list[Length]) -> list[Length]:
    return [(name, lines) for name, lines in lengths if lines > LONGEST_FUNCTION]


def test_no_function_is_longer_than_a_screen() -> None:
    assert too_long(LENGTHS) == []


def test_nine_of_ten_functions_are_short() -> None:
    long = [(name, lines) for name, lines in LENGTHS if lines >= LONG_FUNCTION]
    assert len(long) <= len(LENGTHS) / 10


def test_a_long_function_is_found_wherever_it_hides() -> None:
    """Of two with one name too, as ``__init__`` has in each class."""
    body = "\n".join(["            pass"] * 60)
    source = f"""
class A:
    def run(self):
        async def run():
{body}

class B:
    if True:
        def run(self):
{body}

    def short(self):
        pass

    def run(self): ...
"""
    assert sorted(too_long(list(functions(source, "m")))) == [
        ("m.A.run", 62),
        ("m.A.run.run", 61),
        ("m.B.run", 61),
    ]


MOST_UNCOVERED = 40
"""Lines that no test need reach, in all; each says why in its `# pragma: no cover - reason`."""


def test_few_lines_are_left_out_of_coverage_and_each_says_why() -> None:
    coverage = Coverage(data_file=None, config_file=str(PACKAGE.parent / "pyproject.toml"))
    excluded = {
        f"{path.relative_to(PACKAGE)}:{line}" for path in FILES for line in coverage.analysis2(str(path))[2]
    }
    assert len(excluded) <= MOST_UNCOVERED
    said = [line.strip() for path in FILES for line in path.read_text().splitlines() if "pragma:" in line]
    assert [line for line in said if not re.search(r"# pragma: no (cover|branch) - \w+", line)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_is_more_than_one_thing(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


def test_time_is_asked_of_the_injected_clock() -> None:
    """The simulator, which plays another system, has one of its own."""
    reads = re.compile(r"\btime\.(time|monotonic|perf_counter)\b")
    reading = {path.relative_to(PACKAGE).as_posix() for path in FILES if reads.search(path.read_text())}
    assert {name for name in reading if not name.startswith("simulator/")} == {"clock.py"}


def knowing(library: str) -> set[str]:
    lines = re.compile(rf"^(import|from) {library}\b", re.MULTILINE)
    return {path.relative_to(PACKAGE).as_posix() for path in FILES if lines.search(path.read_text())}


def test_only_the_client_knows_httpx_and_aiohttp_and_one_module_both() -> None:
    assert knowing("httpx") == {"client/failures.py", "client/http.py", "client/transport.py"}
    assert knowing("httpx") & knowing("aiohttp") == {"client/transport.py"}
    assert all(path.startswith("client/") for path in knowing("aiohttp"))
    assert len((PACKAGE / "client/transport.py").read_text().splitlines()) <= 125
