"""One door for all routes: what was learnt is kept, and pages are one answer."""

import json
from typing import Any

from tests.kits.collecting import decode
from vos_exporter.vos.decoding import joined
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.routes import BY_KEY


def pages(route: str, *bodies: Any) -> Any:
    return [decode(route, json.dumps(body).encode()) for body in bodies]


def test_the_pages_of_one_answer_are_one() -> None:
    one, two = [{"id": "a", "name": "x"}], [{"id": "b", "name": "y", "hue": 1}, {"id": "a", "name": "z"}, 5]
    whole = joined(pages("images", one, two), BY_KEY["images"], 100, whole=True)
    assert [row.id for row in whole.rows] == ["a", "b"]
    assert (whole.items, whole.duplicates, whole.undecodable, whole.truncated) == (4, 1, 1, False)
    assert [hint.path for hint in whole.hints.of(Kind.UNREAD)] == ["[].hue"]


def test_records_of_several_pages_keep_what_has_no_id() -> None:
    one = {"requests": 5, "servers": [{"id": "a", "cpu": 1}]}
    two = {"requests": 6, "servers": [{"id": "b", "cpu": 1}, {"id": "a", "cpu": 2}]}
    found = joined(pages("origin_engine", one, two), BY_KEY["origin_engine"], 100, whole=True)
    assert [row.id for row in found.rows] == ["", "a", "", "b"]
    assert found.duplicates == 1


def test_rows_of_a_log_are_rows_on_every_page() -> None:
    log = [{"time": 1_700_000_000}]
    assert len(joined(pages("scte_logs", log, log), BY_KEY["scte_logs"], 100, whole=True).rows) == 2
    notes = [{"severity": "MAJOR"}]
    assert (
        len(joined(pages("notifications", notes, notes), BY_KEY["notifications"], 100, whole=True).rows) == 2
    )


def test_the_limit_of_rows_is_that_of_all_pages() -> None:
    one, two = [{"id": "a", "name": "x"}], [{"id": "b", "name": "y"}, {"id": "c", "name": "z"}]
    found = joined(pages("images", one, two), BY_KEY["images"], 2, whole=True)
    assert (len(found.rows), found.over_limit, found.truncated) == (2, 1, True)


def test_an_answer_whose_last_page_is_not_known_is_a_part() -> None:
    assert joined(pages("images", []), BY_KEY["images"], 2, whole=False).truncated


def test_a_shape_that_changes_is_noticed_now_and_then() -> None:
    first = decode("nodes", b'[{"name": "a", "cpuPercent": 1}]', now=1_000)
    assert (first.knowledge.changes, first.knowledge.looked) == (0, 1_000)
    soon = decode(
        "nodes", b'[{"name": "a", "cpuPercent": 1, "hue": 1}]', knowledge=first.knowledge, now=1_100
    )
    assert soon.knowledge is first.knowledge
    later = decode(
        "nodes", b'[{"name": "a", "cpuPercent": 1, "hue": 1}]', knowledge=first.knowledge, now=1_700
    )
    assert later.knowledge.changes == 1
    lost = decode("nodes", b'[{"name": "a", "load": 1}]', knowledge=first.knowledge, now=1_100)
    assert (set(lost.knowledge.absent), lost.knowledge.changes) == ({"cpu"}, 1)
    assert [hint.path for hint in lost.hints.of(Kind.MISSING)] == ["[].cpu"]
