"""The pages about security and operating keep what they promise."""

import ast
import re
from pathlib import Path

import pytest

from vos_exporter.cli.arguments import parser
from vos_exporter.logs import outlets
from vos_exporter.reference.completion import commands
from vos_exporter.web import admission
from vos_exporter.web.app import MAX_REQUESTS
from vos_exporter.web.serving import accepting, connections, guard, password_checks, server
from vos_exporter.web.serving.web_config import HEADERS, ClientAuth, HttpServer, ServerTls, WebConfig

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
CLAIMS = [
    (row[1], file, test)
    for row in re.finditer(r"^\| (.+?) \| .*`tests/.*\|$", SECURITY, re.MULTILINE)
    for file in re.findall(r"`(tests/\S+\.py)::", row[0])[:1]
    for test in re.findall(r"::(\w+)`", row[0])
]
"""What a row says, the file of its tests, and each of them."""


def test_every_claim_has_a_test() -> None:
    sections = SECURITY.split("## Logins")[1].split("\n## Bounds")[0].splitlines()
    rows = [line for line in sections if line.startswith("| ") and not line.endswith(" test |")]
    assert len(rows) > 40
    writing = SECURITY.split("## The write side")[1].split("| claim | test |\n|---|---|\n")[1]
    rows += writing.split("\n\n")[0].splitlines()
    assert {row for row in rows if not re.search(r"`tests/\S+\.py::\w+`( \||, )", row)} == set()


@pytest.mark.parametrize(("claim", "file", "test"), CLAIMS, ids=[test for _, _, test in CLAIMS])
def test_the_test_of_a_claim_exists(claim: str, file: str, test: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, claim


def test_every_hostile_test_backs_a_claim() -> None:
    tree = ast.parse((ROOT / "tests/web/serving/test_hostile.py").read_text(encoding="utf-8"))
    tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    unnamed = {name for name in tests if name.startswith("test_")} - {test for _, _, test in CLAIMS}
    assert unnamed <= {
        "test_with_the_password_there_is_everything",
        "test_an_idle_connection_outlives_the_time_of_a_request",
        "test_a_slow_answer_is_no_slow_request",
        "test_an_expired_client_certificate_gets_no_answer",
        "test_plain_http_to_the_tls_port_gets_no_answer",
    }


def test_the_bounds_are_those_of_the_code() -> None:
    told = SECURITY.split("## Bounds")[1]
    for words in (
        f"URL | {guard.URL_LIMIT // 1024} KiB",
        f"headers | {guard.HEADERS_LIMIT // 1024} KiB, else 431; {server.HEADER_LIMIT // 1024} KiB",
        f"arrive | {connections.REQUEST_TIMEOUT:.0f} s",
        f"be read | {connections.DRAIN_TIMEOUT:.0f} s",
        f"connections, handshakes too | {connections.CONNECTION_LIMIT:,}",
        f"TLS handshake | {accepting.HANDSHAKE_TIMEOUT:.0f} s",
        f"wait for their readers | {connections.UNREAD_LIMIT // 2**20} MiB",
        f"of one address {admission.OF_ONE_TARGET} about one target",
        f"waiting to be written | {outlets.QUEUE_LIMIT // 2**20} MiB",
        f"`--web.max-requests`, {MAX_REQUESTS}",
        f"checked | {password_checks.LONGEST_QUEUE} of each address and user",
        f"{password_checks.QUEUES} of those",
        f"idle connection | {server.KEEP_ALIVE} s",
    ):
        assert words in told


def test_every_key_of_the_web_file_is_told() -> None:
    fields = {*ServerTls.__struct_fields__, *HttpServer.__struct_fields__, *WebConfig.__struct_fields__}
    for word in {*fields, *HEADERS, *ClientAuth}:
        assert word in OPERATING


def test_every_flag_on_the_page_exists() -> None:
    known = {name for command in commands(parser()) for flag in command.flags for name in flag.names}
    told = set(re.findall(r"--[a-z][\w.-]+\w", re.sub(r"curl.*", "", OPERATING + SECURITY)))
    assert told <= known
    assert "--web.enable-lifecycle" in told
