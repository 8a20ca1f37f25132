"""``docs/vosctl.md``: what it tells a person to type is typed, in its order; its defaults are the code's."""

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.docs.doc_pages import ROOT, blocks, commands
from tests.kits.control import Bench
from tests.kits.control import bench as built
from vos_exporter.control.evidence import CALLS
from vos_exporter.control.settings import VARIABLES, Settings, WrittenControl

PAGE = (ROOT / "docs/vosctl.md").read_text(encoding="utf-8")
FILES = {"rank: 3": "change.yml", "test-02-feed": "channel.yml"}
"""Words in a block, and the file it is in the commands below it."""


def test_the_page_can_be_followed_from_top_to_bottom(tmp_path: Path) -> None:
    with built(tmp_path, allow=["services", "sources", "destinations"]) as bench:
        bench.vos.break_plant("rename", "sport-01", "test-01")
        rename(bench, "sources", "sport-01-feed", "test-01-feed")
        rename(bench, "destinations", "sport-01-origin", "test-01-origin")
        before = bench.everything()
        rollback = ""
        for block in blocks():
            if block.name.startswith("docs/vosctl.md") and block.kind == "yaml":
                for words, name in FILES.items():
                    if words in block.text:
                        bench.write(name, block.text)
            if block.name.startswith("docs/vosctl.md") and block.kind == "console":
                for command in commands(block):
                    rollback = follow(bench, command, rollback)
        assert bench.named("test-02")["controlState"] == "ACTIVATED"
        after = bench.everything()
        assert {kind: rows[: len(before[kind])] for kind, rows in after.items()} == before


def rename(bench: Bench, kind: str, old: str, new: str) -> None:
    bench.put(old, json.dumps(bench.named(old, kind) | {"name": new}), kind)


def follow(bench: Bench, command: list[str], rollback: str) -> str:
    """Do one command of the page; the rollback file of the last write."""
    if command[0] in ("export", "vos-exporter"):
        return rollback
    assert command[0] == "vosctl"
    arguments = [rollback if word == "ROLLBACK" else word for word in command[1:]]
    done = bench.run(*arguments)
    assert done.code in ((0, 2) if arguments[0] == "plan" else (0,)), (command, done.said)
    if "export" in arguments:
        bench.write("test.yml", done.out)
    return done.rollback if "to go back: " in done.out else rollback


def test_the_defaults_are_those_of_the_code() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE.split("## Configuration")[1], re.MULTILINE))
    assert told.keys() == set(WrittenControl.__struct_fields__)
    own = Settings((), Path())
    assert (told["pause"], told["settle"]) == (f"{own.pause:g}s", f"{own.settle / 60:g}m")
    assert (told["read_timeout"], told["write_timeout"]) == (
        f"{own.read_timeout:g}s",
        f"{own.write_timeout:g}s",
    )


@pytest.mark.parametrize("name", [*VARIABLES, "VOSCTL_ALLOW", "VOSCTL_EXPORTER_CONFIG", "VOSCTL_CONFIG_FILE"])
def test_every_variable_is_told(name: str) -> None:
    assert name.removesuffix("_FILE") in PAGE or name in PAGE


def test_the_calls_are_those_that_are_told_as_evidence() -> None:
    assert {call.split()[0] for call, _, _ in CALLS} == {"GET", "PUT", "POST"}
    assert all("1.3.3.x" in evidence or "likewise" in evidence for _, _, evidence in CALLS)


def test_every_block_of_objects_is_typed_somewhere() -> None:
    objects = [
        block for block in blocks() if block.name.startswith("docs/vosctl.md") and block.kind == "yaml"
    ]
    named = [block for block in objects if "targets" not in yaml.safe_load(block.text)]
    assert len(named) == len(FILES)
