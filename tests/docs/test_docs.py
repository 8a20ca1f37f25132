"""Every command and configuration block of README and docs is run or checked, and every link resolves."""

import argparse
import contextlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import trustme
import yaml

from tests.docs.doc_pages import (
    PAGES,
    ROOT,
    SHELLS,
    Block,
    anchors,
    blocks,
    commands,
    label,
    links,
    prose,
    text,
)
from tests.kits.rules.shipped import rules
from tests.kits.tools import require
from vos_exporter import config
from vos_exporter.cli.arguments import parser
from vos_exporter.control import settings as control_settings
from vos_exporter.control.arguments import parser as control_parser
from vos_exporter.control.wanted import read_wanted
from vos_exporter.exporter import Exporter
from vos_exporter.reference import catalogue
from vos_exporter.vos.routes import ROUTES
from vos_exporter.web.app import Options, build

KINDS = {"yaml", "promql", "json", "python", "text", *SHELLS}

# Commands of others that our pages may show. Their arguments that are paths of the repository must exist.
OTHERS = {
    "admin", "amtool", "cd", "curl", "diff", "docker", "export", "git", "grep", "install", "journalctl",
    "kubectl", "podman", "pip", "pipx", "promtool", "python", "python3", "sort", "source", "systemctl",
    "systemd-sysusers",
}  # fmt: skip


def of_kind(*kinds: str) -> list[Any]:
    return [pytest.param(block, id=block.name) for block in blocks() if block.kind in kinds]


def load(block: Block) -> Any:
    return yaml.load(block.text, yaml.CSafeLoader)


def yaml_blocks(key: str) -> list[Any]:
    return [pytest.param(b, id=b.name) for b in blocks() if b.kind == "yaml" and key in load(b)]


def test_there_is_something_to_check() -> None:
    assert len(PAGES) > 8
    assert len(blocks()) > 20


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_every_block_says_what_it_is(block: Block) -> None:
    assert block.kind in KINDS


# Configuration blocks.


@pytest.mark.parametrize("block", of_kind("yaml"))
def test_every_yaml_block_is_checked_by_a_test_below(block: Block) -> None:
    known = {"targets", "services", "scrape_configs", "tls_server_config", "basic_auth_users"}
    assert load(block).keys() & known


@pytest.mark.parametrize("block", yaml_blocks("targets"))
def test_every_configuration_is_good(block: Block, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(authority)
    path = tmp_path / "vos.yml"
    path.write_text(re.sub(r"(ca_file:) [^,}\s]+", rf"\1 {authority}", block.text))
    if "allow" in load(block):
        assert control_settings.load(str(path), {}).targets
    else:
        assert config.load(str(path)).targets


@pytest.mark.parametrize("block", yaml_blocks("services"))
def test_every_file_of_objects_can_be_read(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "objects.yml"
    path.write_text(block.text)
    assert read_wanted(str(path))


@pytest.mark.verify
@pytest.mark.parametrize("block", yaml_blocks("scrape_configs"))
def test_prometheus_accepts_every_scrape_configuration(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "prometheus.yml"
    path.write_text(block.text)
    command = [require("promtool"), "check", "config", "--lint=all", "--lint-fatal", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", of_kind("promql"))
def test_every_query_can_be_read(block: Block) -> None:
    for query in re.split(r"\n\s*\n", block.text.strip()):
        promql_parser.parse(query)


@pytest.mark.parametrize("block", of_kind("json"))
def test_every_json_line_can_be_read(block: Block) -> None:
    for line in block.text.strip().splitlines():
        json.loads(line)


@pytest.mark.parametrize("block", of_kind("python"))
def test_every_python_block_can_be_read(block: Block) -> None:
    compile(block.text, block.name, "exec")


# Commands.


def ours(block: Block) -> Iterator[list[str]]:
    """The arguments of each `vos-exporter` in a block."""
    for command in commands(block):
        if Path(command[0]).name == "vos-exporter":
            yield command[1:]
        elif command[0] == "podman" and command[1] == "run":
            yield command[command.index("vos-exporter") + 1 :]


@pytest.mark.parametrize("block", of_kind(*SHELLS))
def test_every_command_of_ours_has_known_flags(block: Block) -> None:
    for arguments in ours(block):
        if arguments == ["--version"]:
            continue
        with contextlib.redirect_stderr(None):
            parser().parse_args(arguments)


@pytest.mark.parametrize("block", of_kind(*SHELLS))
def test_every_command_of_vosctl_has_known_flags(block: Block) -> None:
    for command in commands(block):
        if command[0] == "vosctl":
            control_parser().parse_args(command[1:])


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("block", of_kind(*SHELLS))
def test_every_other_command_is_one_we_know_of(block: Block) -> None:
    for command in commands(block):
        name = Path(command[0]).name
        if name == "make":
            assert set(command[1:]) <= make_targets()
        elif command[0].startswith(".github/"):
            assert (ROOT / command[0]).exists()
        elif "=" not in command[0]:
            assert name in OTHERS | {"vos-exporter", "vosctl"}, command


@pytest.mark.parametrize("block", of_kind(*SHELLS))
def test_every_path_of_the_repository_in_a_command_exists(block: Block) -> None:
    words = re.findall(r"(?:deploy|docs|grafana|tests|\.github)/[\w./-]+", block.text)
    made = {"deploy/compose/headend-a.secret"}
    assert [word for word in words if not (ROOT / word).exists() and word not in made] == []


@pytest.fixture(scope="module")
def paths() -> set[str]:
    """The paths the exporter answers."""
    loaded = config.from_environment({"VOS_URL": "https://a", "VOS_CLIENT_ID": "a", "VOS_CLIENT_SECRET": "b"})
    app = build(Exporter(lambda: loaded), Options(lifecycle=True))
    return {route.path for route in app.routes}  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_every_address_of_the_exporter_is_answered(page: Path, paths: set[str]) -> None:
    found = re.findall(r":1086\d(/[\w/-]*)", text(page))
    assert {path for path in found if path not in paths} == set()


# Names.


def flags() -> set[str]:
    """Every flag of every command."""

    def of(found: argparse.ArgumentParser) -> Iterator[str]:
        for action in found._actions:
            yield from action.option_strings
            if isinstance(action, argparse._SubParsersAction):
                for command in action.choices.values():
                    yield from of(command)

    return set(of(parser()))


FLAGS = flags()
ROUTE_KEYS = tuple(f"vos_{route.key}_" for route in ROUTES)


def metric_names() -> set[str]:
    """Every name that can stand on a sample line of ours."""
    return {entry.declaration.name for entry in catalogue.entries()}


METRICS = metric_names()


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_every_metric_that_is_named_is_declared(page: Path) -> None:
    """`vos_origin_engine_...` names a beginning; after a route's key stands what VOS reports."""
    whole = re.findall(r"(?<![\w./-])vos_[a-z0-9_]*[a-z0-9](?![\w<*./(-]|\.\.\.)", text(page))
    elsewhere = ("vos_exporter",)
    known = METRICS | {name for entry in catalogue.entries() for name in entry.declaration.sample_labels}
    unknown = {name for name in whole if name not in known and not name.startswith(ROUTE_KEYS)}
    assert unknown - set(elsewhere) == set()


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_every_flag_is_a_flag_of_ours(page: Path) -> None:
    found = re.findall(r"--(?:web|config|log|scrape)\.[a-z.-]*[a-z]", text(page))
    elsewhere = {"--web.systemd-socket"}
    assert set(found) - FLAGS - elsewhere == set()


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_every_link_leads_somewhere(page: Path) -> None:
    wrong = []
    for link in links():
        if link.page != page or re.match(r"[a-z]+:", link.target):
            continue
        path, _, anchor = link.target.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link.target)
    assert wrong == []


def test_readme_leads_to_every_page() -> None:
    """Directly, or through one of the pages it leads to."""
    reached = {ROOT / "README.md"}
    waiting = list(reached)
    while waiting:
        page = waiting.pop()
        for link in links():
            target = (page.parent / link.target.partition("#")[0]).resolve()
            if link.page == page and target.suffix == ".md" and target not in reached and target.exists():
                reached.add(target)
                waiting.append(target)
    assert {label(page) for page in PAGES} - {
        label(page) for page in reached if page.is_relative_to(ROOT)
    } == set()


def test_readme_begins_with_the_two_commands() -> None:
    first = next(block for block in blocks() if block.name.startswith("README.md"))
    assert [line.split("#")[0].strip() for line in first.text.strip().splitlines()] == [
        "make demo",
        "make test",
    ]


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_every_alert_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"\bVOS[A-Z][A-Za-z0-9]+\b", prose(page)))
    alerts = {rule["alert"] for rule in rules() if "alert" in rule}
    assert {name for name in named if re.search(r"[a-z]", name)} - alerts == set()
