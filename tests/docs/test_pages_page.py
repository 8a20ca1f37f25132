"""``docs/pages.md``: every page of the connector has its queries, and each of them returns data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kits.processes import Prometheus, eventually, exporter_command, free_port, get, process
from tests.kits.tools import require
from vos_exporter.reference.catalogue import entries
from vos_exporter.simulator import Simulator
from vos_exporter.vos.routes import ROUTES

PAGE = (Path(__file__).parents[2] / "docs" / "pages.md").read_text(encoding="utf-8")
PAGES = (
    "Services", "Sources Overview", "Destinations Overview", "Sources", "Destinations", "Profiles",
    "Cloud Links", "Nodes", "Origin Engine", "Image Slates", "SCTE Logs", "Notifications", "Configurations",
    "API Endpoint Status",
)  # fmt: skip
"""The pages of the connector, in the order of its help."""

COLUMNS = (
    "control state", "Add Service", "Add Source", "Add Destination", "delivery types", "Multiscreen", "IPTV",
    "Multiscreen Video Profiles", "Audio Profiles", "IP address", "rank", "version", "uplink state",
    "host name", "CPU", "memory", "pods and their services", "number of servers, of nodes", "URL",
    "SCTE Log Polling", "Row Count", "count per state and severity", "Notification Types",
    "Method of Authorization", "times executed", "times in error", "polling enabled",
)  # fmt: skip
"""What the connector's help names on its pages."""

CONFIG = """
targets:
  - name: vos
    url: {url}
    auth: {{client_id: {client_id}, client_secret: {secret}}}
    tls: {{ca_file: {ca_file}}}
    routes: {{scte_logs: {{enabled: true}}}}
    scte_logs: {{expected_interval: {{"*": 15m}}}}
    cloudlinks: {{capacity: {{"*": 75000000}}}}
    destinations: {{delivery_types: true, addresses: true}}
    sources: {{addresses: true}}
    services:
      - {{match: {{name: "sport-*"}}, expected: active, owner_team: sports, tier: 1}}
"""
SCRAPE = """
scrape_configs:
  - job_name: vos
    scrape_interval: 3s
    scrape_timeout: 3s
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""
TROUBLE = (
    ("plant", "control-state", "sport-01", None),
    ("plant", "slate", "news-01", None),
    ("plant", "uplink-lost", 0, None),
    ("plant", "ingest-stuck", 0, None),
    ("route", "pods", "short", 5),
    ("route", "destinations", "short", 1),
)
"""What must be wrong so that questions about what is wrong have an answer."""


@dataclass
class Row:
    """One row of a table: the page, the column, the query and the notes."""

    page: str
    column: str
    query: str
    notes: str


def rows() -> Iterator[Row]:
    """The rows of all tables."""
    for section in PAGE.split("\n## ")[1:]:
        title, _, text = section.partition("\n")
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if line.startswith("| ") and len(cells) == 3 and cells[1] != "query":
                yield Row(title, *cells)


ROWS = list(rows())
QUERIES = [row.query.strip("`") for row in ROWS if row.query and not row.query.startswith("`/")]


def test_every_page_of_the_connector_is_here() -> None:
    titles = {title for row in ROWS for title in row.page.split(", ")}
    assert set(PAGES) <= titles
    assert titles - set(PAGES) == {"RF", "What the pages cannot answer"}


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_the_connectors_help_names_is_here(column: str) -> None:
    assert [row for row in ROWS if column.lower() in row.column.lower()]


def test_what_is_not_answered_says_why() -> None:
    silent = [row for row in ROWS if not row.query]
    assert all(re.match(r"Not answered[,:]|Outside:", row.notes) for row in silent)
    assert all(len(row.notes) > 30 for row in silent)


def test_queries_name_only_what_there_is() -> None:
    declared = {entry.declaration.name for entry in entries()}
    prefixes = tuple(f"vos_{route.key}_" for route in ROUTES)
    for query in QUERIES:
        for name in re.findall(r"\bvos_[a-z0-9_]+", query):
            assert name in declared or name.startswith(prefixes), f"{name} in {query}"


def test_a_family_of_each_route_is_in_a_query() -> None:
    together = " ".join(QUERIES)
    answered = {route for entry in entries() if entry.declaration.name in together for route in entry.routes}
    as_reported = {route.key for route in ROUTES if f"vos_{route.key}_" in together}
    assert answered | as_reported == {route.key for route in ROUTES}


def test_cells_hold_no_second_query() -> None:
    """A row's query is all that stands between its backticks."""
    assert all(row.query.count("`") in (0, 2) for row in ROWS)


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """A Prometheus that has scraped a VOS in trouble a few times."""
    binary, folder, port = require("prometheus"), tmp_path_factory.mktemp("pages"), free_port()
    with Simulator(services=10) as vos:
        for kind, *trouble in TROUBLE:
            (vos.break_plant if kind == "plant" else vos.fault)(*trouble)
        config, scrape = folder / "vos.yml", folder / "prometheus.yml"
        config.write_text(
            CONFIG.format(url=vos.url, client_id=vos.client_id, secret=vos.client_secret, ca_file=vos.ca_file)
        )
        scrape.write_text(SCRAPE.format(port=port))
        serve = exporter_command("--config.file", str(config), "--web.listen-address", f"127.0.0.1:{port}")
        server = Prometheus(scrape, folder, binary)
        with process(*serve, log=folder / "exporter.log"), process(*server.command, log=folder / "log"):
            eventually(lambda: get(f"http://127.0.0.1:{port}/-/healthy"), "the exporter")
            server.wait_for("count_over_time(vos_up[2m]) > 2")
            yield server


@pytest.mark.verify
@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_a_query_returns_data(prometheus: Prometheus, query: str) -> None:
    assert prometheus.wait_for(query)
