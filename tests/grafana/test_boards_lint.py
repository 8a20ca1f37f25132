"""The rules of Grafana's dashboard-linter, which cannot be had here, and those of the house."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import promql_parser
import pytest

from grafana.looks import GREY, NO_DATA, NOTHING
from tests.grafana.board_kit import (
    GRAFANA,
    MAY_BE_EMPTY,
    Exclusion,
    annotations,
    boards,
    excluded,
    filled,
    lint_file,
    panels,
    targets,
)
from tests.kits.rules.expressions import DECLARED, RECORDED, selectors

BOARD = pytest.mark.parametrize("board", boards().values(), ids=list(boards()))
PANEL = pytest.mark.parametrize(
    ("board", "panel"), list(panels()), ids=[f"{b['uid']}-{p['title']}" for b, p in panels()]
)
TARGET = pytest.mark.parametrize("target", targets(), ids=[target.name for target in targets()])

OF_PROMETHEUS = {"ALERTS", "scrape_samples_scraped"}
OF_THE_PROCESS = {"process_cpu_seconds_total", "process_resident_memory_bytes"}
VARIABLE_METRICS = re.compile(r"\b(vos_\w+)\b(?!\")")
MATCHER_RULES = {"target-job-rule": 'job=~"$job"', "target-instance-rule": 'instance=~"$instance"'}
COUNTING = {"rate", "irate", "increase"}


def variables(board: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {variable["name"]: variable for variable in board["templating"]["list"]}


@BOARD
def test_variables_choose_data_source_job_and_instance(board: dict[str, Any]) -> None:
    found = variables(board)
    assert found["datasource"]["type"] == "datasource"
    assert found["datasource"]["query"] == "prometheus"
    for name in ("job", "instance"):
        variable = found[name]
        assert variable["type"] == "query"
        assert variable["multi"]
        assert variable["includeAll"]
        assert variable["allValue"] == ".+"
        assert variable["datasource"]["uid"] == "${datasource}"
        assert variable["label"]


@BOARD
def test_variables_are_read_again_when_the_time_range_changes(board: dict[str, Any]) -> None:
    assert {v["refresh"] for v in variables(board).values() if v["type"] == "query"} == {2}


@BOARD
def test_variables_read_declared_metrics(board: dict[str, Any]) -> None:
    for variable in variables(board).values():
        if variable["type"] == "query":
            metrics = VARIABLE_METRICS.findall(variable["query"].split(",")[0].split("{")[0])
            assert metrics
            assert set(metrics) <= DECLARED.keys()


@BOARD
def test_nobody_edits_a_provisioned_board(board: dict[str, Any]) -> None:
    assert board["editable"] is False
    assert "id" not in board


@BOARD
def test_the_description_is_the_boards_question(board: dict[str, Any]) -> None:
    assert board["description"].endswith("?")


@BOARD
def test_ids_are_unique_and_panels_do_not_overlap(board: dict[str, Any]) -> None:
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    cells: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        mine = {
            (place["x"] + dx, place["y"] + dy) for dx in range(place["w"]) for dy in range(place["h"])
        }  # fmt: skip
        assert not mine & cells
        assert place["x"] + place["w"] <= 24
        cells |= mine


@PANEL
def test_a_panel_says_what_it_shows(board: dict[str, Any], panel: dict[str, Any]) -> None:
    assert panel["title"]
    assert panel["description"].rstrip(".?") != panel["title"]
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
    assert panel["targets"]
    assert all(target["datasource"]["uid"] == "${datasource}" for target in panel["targets"])
    assert board["title"].startswith("VOS / ")


@PANEL
def test_no_data_is_grey_and_said(board: dict[str, Any], panel: dict[str, Any]) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    assert defaults["noValue"] == (NOTHING if panel["type"] == "table" else NO_DATA)
    scales = [defaults["thresholds"]]
    mappings = [defaults["mappings"]]
    for override in panel["fieldConfig"]["overrides"]:
        for setting in override["properties"]:
            if setting["id"] == "thresholds":
                scales.append(setting["value"])
            if setting["id"] == "mappings":
                mappings.append(setting["value"])
    assert all(scale["steps"][0] == {"value": None, "color": GREY} for scale in scales)
    for mapped in mappings:
        special = [m["options"] for m in mapped if m["type"] == "special"]
        assert [(s["match"], s["result"]["text"], s["result"]["color"]) for s in special] == [
            ("null+nan", NO_DATA, GREY)
        ]
    if panel["type"] in {"statetimeline", "timeseries"}:
        assert panel["fieldConfig"]["defaults"]["custom"]["spanNulls"] is False
    assert board


@TARGET
def test_a_query_parses(target: Any) -> None:
    promql_parser.parse(filled(target.expr))


@pytest.mark.parametrize("annotation", annotations(), ids=lambda found: f"{found[0]} {found[1]}")
def test_an_annotation_parses_and_reads_declared_metrics(annotation: tuple[str, str, str]) -> None:
    used = {selector.name for selector in selectors(filled(annotation[2]))}
    assert used <= DECLARED.keys()


@TARGET
def test_a_query_reads_only_metrics_we_declare(target: Any) -> None:
    known = DECLARED.keys() | RECORDED | OF_PROMETHEUS | OF_THE_PROCESS
    assert {selector.name for selector in selectors(filled(target.expr))} <= known


@TARGET
def test_a_query_matches_labels_its_metrics_have(target: Any) -> None:
    for selector in selectors(filled(target.expr)):
        if selector.name in DECLARED:
            assert {m.name for m in selector.matchers.matchers} <= DECLARED[selector.name]


@TARGET
def test_no_query_makes_up_a_zero(target: Any) -> None:
    assert "vector(" not in target.expr
    assert "absent(" not in target.expr


@TARGET
def test_what_is_now_is_asked_now(target: Any) -> None:
    assert target.instant == (target.kind in {"stat", "bargauge", "table"})


def calls(expr: str) -> Iterator[tuple[str, str]]:
    """Function and text of its argument, for every function over a range."""
    found: list[tuple[str, str]] = []

    def visit(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.Call):
            found.extend(
                (node.func.name, str(argument))
                for argument in node.args
                if isinstance(argument, promql_parser.MatrixSelector)
            )

    promql_parser.walk(promql_parser.parse(expr), pre_visit=visit)
    return iter(found)


@TARGET
def test_counters_are_only_rates_and_rates_follow_the_zoom(target: Any) -> None:
    ours = filled(target.expr.replace("$__rate_interval", "7777s"))
    found = list(calls(ours))
    counters = {s.name for s in selectors(ours) if s.name and s.name.endswith("_total")}
    counted = {
        name for name in counters if any(f in COUNTING and name in text for f, text in found)
    }  # fmt: skip
    assert counters == counted
    for function, text in found:
        if function in {"rate", "irate"}:
            assert "2h9m37s" in text or "7777s" in text


def breaches(rule: str, matcher: str) -> set[Exclusion]:
    """Panels with a selector that lacks ``matcher``."""
    found = set()
    for board, panel in panels():
        for target in panel["targets"]:
            lacking = [
                braces for braces in re.findall(r"\{([^{}]*)\}", target["expr"]) if matcher not in braces
            ]
            if lacking or target["expr"].count("{") < len(selectors(filled(target["expr"]))):
                found.add(Exclusion(rule, board["title"], panel["title"]))
    return found


def test_every_selector_keeps_to_the_chosen_job_and_instance_but_for_stated_reasons() -> None:
    found = set().union(*(breaches(rule, matcher) for rule, matcher in MATCHER_RULES.items()))
    assert found == excluded()


def test_every_exclusion_has_a_reason() -> None:
    assert lint_file().keys() == MATCHER_RULES.keys()
    assert all(len(rule["reason"]) > 40 for rule in lint_file().values())


def addresses(board: dict[str, Any]) -> Iterator[str]:
    """Every address a click of the board leads to."""
    for panel in board["panels"]:
        config = panel.get("fieldConfig", {"defaults": {}, "overrides": []})
        for link in config["defaults"].get("links", ()):
            yield link["url"]
        for override in config["overrides"]:
            for setting in override["properties"]:
                if setting["id"] == "links":
                    yield from (link["url"] for link in setting["value"])


@BOARD
def test_links_lead_to_our_boards_and_carry_variables_and_time(board: dict[str, Any]) -> None:
    for address in addresses(board):
        parts = urlsplit(address)
        uid = parts.path.removeprefix("/d/")
        assert uid in boards()
        for carried in ("${__url_time_range}", "${datasource:queryparam}", "${job:queryparam}"):
            assert carried in parts.query
        given = set(re.findall(r"var-(\w+)=", parts.query))
        assert given <= variables(boards()[uid]).keys()


@BOARD
def test_every_board_leads_to_the_overview_and_to_all_others(board: dict[str, Any]) -> None:
    overview, every = board["links"]
    assert overview["url"] == "/d/vos-overview"
    assert every["tags"] == board["tags"] == ["vos"]
    assert all(link["keepTime"] and link["includeVars"] for link in board["links"])


def test_the_overview_leads_to_every_area() -> None:
    reached = {urlsplit(address).path for address in addresses(boards()["vos-overview"])}
    areas = ("services", "service", "cloudlinks", "origin", "nodes", "rf", "notifications", "exporter")
    assert reached == {f"/d/vos-{area}" for area in areas}


def test_a_row_about_a_service_leads_to_its_detail() -> None:
    for board, panel in panels():
        if panel["type"] != "table" or board["uid"] == "vos-service":
            continue
        for override in panel["fieldConfig"]["overrides"]:
            if override["matcher"]["options"] == "service_id":
                links = [s["value"] for s in override["properties"] if s["id"] == "links"]
                assert "/d/vos-service?" in links[0][0]["url"]


def test_every_table_that_may_be_empty_exists_and_says_so() -> None:
    tables = {(b["uid"], p["title"]): p["description"] for b, p in panels() if p["type"] == "table"}
    for key in MAY_BE_EMPTY:
        assert "Empty: " in tables[key] or key[1] == "Routes we do not read"


def test_provisioning_puts_the_boards_where_grafana_reads_them() -> None:
    import yaml  # noqa: PLC0415 - this test only

    folder = GRAFANA.parent / "deploy" / "grafana" / "provisioning"
    boards_file = yaml.safe_load((folder / "dashboards" / "vos.yml").read_text())
    (provider,) = boards_file["providers"]
    assert provider["allowUiUpdates"] is False
    assert provider["options"]["path"] == "/etc/grafana/dashboards/vos"
    sources = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text())
    assert sources["datasources"][0]["type"] == "prometheus"
