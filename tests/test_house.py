"""The rules of the house that tools can measure (docs/architecture.md#the-house)."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "vos_exporter"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FUNCTION = 60
LONG_FUNCTION = 30
LONGEST_FILE = 400


def functions(path: Path):
    """Name and length in lines of every function in ``path``."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(PACKAGE)}:{node.name}", node.end_lineno - node.lineno + 1


LENGTHS = dict(entry for path in FILES for entry in functions(path))


def test_no_function_is_longer_than_a_screen():
    assert {name: length for name, length in LENGTHS.items() if length > LONGEST_FUNCTION} == {}


def test_nine_of_ten_functions_are_short():
    long = sum(length >= LONG_FUNCTION for length in LENGTHS.values())
    assert long <= len(LENGTHS) / 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_is_more_than_one_thing(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


def test_only_the_client_knows_httpx():
    knowing = {path.relative_to(PACKAGE).as_posix() for path in FILES if "import httpx" in path.read_text()}
    assert knowing == {"client/http.py"}
