"""A real Prometheus gets in through TLS and a password, with the scrape configuration of the page."""

import base64
import html
import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.kits.door import (
    PASSWORD,
    USER,
    Door,
    Papers,
    hashed,
    opened,
    target_yaml,
    wait_until,
    write_config,
)
from tests.kits.tools import require
from vos_exporter.simulator import Simulator

pytestmark = pytest.mark.verify

CLIENTS = "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"


def scrape_configuration(door: Door, **headers: Any) -> str:
    """What the page says to copy."""
    page = door.ask("/", **headers).text
    (shown,) = re.findall(r'aria-label="scrape configuration">(.*?)</pre>', page, re.DOTALL)
    return html.unescape(shown).replace("30s", "1s").replace("12s", "1s").replace("1m", "1s")


@contextmanager
def prometheus(folder: Path, configuration: str) -> Iterator[str]:
    """A Prometheus with ``configuration``; its URL."""
    binary = require("prometheus")
    (folder / "prometheus.yml").write_text(configuration)
    log = folder / "prometheus.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [
                binary, f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}", "--web.listen-address=127.0.0.1:0",
            ],
            stdout=written, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        listening = re.compile(r'msg="Listening on" address=(\S+)')
        wait_until(lambda: listening.search(log.read_text()) is not None)
        yield f"http://{listening.findall(log.read_text())[0]}"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder / "data", ignore_errors=True)


def value(url: str, query: str) -> dict[str, float]:
    """An instant query: value by ``instance``."""
    try:
        with urllib.request.urlopen(f"{url}/api/v1/query?query={quote(query)}", timeout=5) as answer:
            found = json.load(answer)["data"]["result"]
    except OSError:
        return {}
    return {one["metric"]["instance"]: float(one["value"][1]) for one in found}


@pytest.mark.parametrize("names", [["headend-a"], ["headend-a", "headend-b"]])
def test_through_tls_client_certificate_and_password(tmp_path: Path, names: list[str]) -> None:
    papers = Papers(tmp_path)
    web = papers.web_file(f"basic_auth_users: {{{USER}: {hashed()}}}\n", tls=CLIENTS)
    (tmp_path / "password").write_text(PASSWORD)
    with Simulator(services=1) as vos:
        config = write_config(tmp_path / "vos.yml", *(target_yaml(vos, name) for name in names))
        with opened(config, web_file=web, trust=papers.client()) as door:
            papers.last_client.private_key_pem.write_to_path(str(tmp_path / "client.key"))
            papers.last_client.cert_chain_pems[0].write_to_path(str(tmp_path / "client.pem"))
            token = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            text = scrape_configuration(door, authorization=token)
            for shown, real in (
                ("vos-exporter-ca.pem", papers.ca_file),
                ("vos-exporter-password", tmp_path / "password"),
                ("client.pem", tmp_path / "client.pem"),
                ("client.key", tmp_path / "client.key"),
            ):
                text = text.replace(f"/etc/prometheus/{shown}", str(real))
            with prometheus(tmp_path, text) as url:
                wait_until(lambda: value(url, "vos_up") == dict.fromkeys(names, 1.0), 40)
                (tmp_path / "web.yml").write_text((tmp_path / "web.yml").read_text().replace(USER, "another"))
                wait_until(lambda: value(url, 'up{job="vos"}') == dict.fromkeys(names, 0.0), 40)
