"""The decoder recognises every likely shape of a body, and refuses the others as a whole."""

import json

import pytest

from vos_exporter.collectors.options import FieldOverride
from vos_exporter.vos.fields import Field, FieldTable, Unit
from vos_exporter.vos.payloads.decoding import BodyError
from vos_exporter.vos.payloads.nodes import NODES, PODS
from vos_exporter.vos.payloads.origin_engine import ORIGIN_ENGINE
from vos_exporter.vos.payloads.platform import SYSTEM_INFO
from vos_exporter.vos.payloads.quantities import Quantity, number
from vos_exporter.vos.payloads.reported import decode_records, find, find_text
from vos_exporter.vos.payloads.rf import RF
from vos_exporter.vos.payloads.scte import SCTE_LOGS


def decode(body, table=PODS, limit=1000):
    """The records of a JSON value."""
    return decode_records(json.dumps(body).encode(), table, limit)


def pairs(decoded):
    """Ids and values of the records."""
    return [(record.id, dict(record.values)) for record in decoded.rows]


ROW_A = {"name": "a", "cpu": 1}
ROW_B = {"name": "b", "cpu": 2}


@pytest.mark.parametrize(
    "body",
    [
        [ROW_A, ROW_B],
        {"items": [ROW_A, ROW_B]},
        {"total": 2, "next": None, "pods": [ROW_A, ROW_B]},
        {"pods": [ROW_A, ROW_B], "warnings": [], "tags": ["x", "y"]},
    ],
)
def test_a_list_and_an_object_with_one_list_are_the_same(body):
    """Scalars and lists without objects beside the list of rows change nothing."""
    assert pairs(decode(body)) == [("a", ROW_A), ("b", ROW_B)]


def test_an_object_keyed_by_id_gives_each_row_its_key():
    """The key is the id, whatever the row says."""
    decoded = decode({"rf-1": {"name": "x", "mer": 14}, "rf-2": {"mer": 15}, "note": "n"}, RF)
    assert [record.id for record in decoded.rows] == ["rf-1", "rf-2"]
    assert (decoded.items, decoded.undecodable) == (3, 1)


def test_kubernetes_nodes_say_their_units():
    """Quantities of a metrics list are cores and bytes, whatever the table assumes."""
    body = {
        "kind": "NodeMetricsList",
        "apiVersion": "metrics.k8s.io/v1beta1",
        "items": [
            {"metadata": {"name": "n1"}, "window": "30s", "usage": {"cpu": "250m", "memory": "524288Ki"}}
        ],
    }
    assert pairs(decode(body, NODES)) == [
        ("n1", {"name": "n1", "cpu": Quantity(0.25, Unit.CORES), "memory": Quantity(2**29, Unit.BYTES)})
    ]


def test_the_containers_of_a_kubernetes_pod_are_summed():
    """A pod uses what its containers use; one without usage is a pod without numbers."""
    containers = [
        {"name": "x", "usage": {"cpu": "250m", "memory": "1Mi"}},
        {"name": "y", "usage": {"cpu": "123456789n", "memory": "5Ki"}},
        {"name": "z"},
    ]
    items = [
        {"metadata": {"name": "p1", "namespace": "vos"}, "containers": containers},
        {"metadata": {"name": "p2"}, "containers": 5},
        {"metadata": None},
        7,
    ]
    decoded = decode({"apiVersion": "metrics.k8s.io/v1", "items": items})
    first, second = decoded.rows
    assert first.values["cpu"].value == pytest.approx(0.373456789)
    assert first.values["memory"] == Quantity(2**20 + 5 * 1024, Unit.BYTES)
    assert dict(second.values) == {"name": "p2"}
    assert decoded.undecodable == 2


def vector(*series):
    """An instant vector of label sets and values."""
    result = [{"metric": metric, "value": [1700000000.1, value]} for metric, value in series]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def test_the_series_of_one_pod_make_one_record():
    """Names of series are keys, labels identify, and other labels are no numbers."""
    body = vector(
        ({"__name__": "cpu", "pod": "p1", "node": "n1", "port": "9100"}, "0.5"),
        ({"__name__": "memory", "pod": "p1", "node": "n1"}, "1024"),
        ({"pod": "p2"}, "3"),
        ({"__name__": "cpu", "pod": "p1", "container": "again"}, "9"),
        ({"__name__": "cpu", "pod": "p3"}, "NaN"),
        ({"__name__": "cpu"}, "1"),
    )
    decoded = decode(body)
    assert pairs(decoded) == [
        ("p1", {"pod": "p1", "node": "n1", "cpu": 0.5, "memory": 1024}),
        ("p2", {"pod": "p2", "value": 3}),
    ]
    assert (decoded.items, decoded.duplicates, decoded.undecodable) == (6, 1, 2)


@pytest.mark.parametrize(
    "body",
    [
        {"status": "success", "data": {"resultType": "matrix", "result": []}},
        {"status": "success", "data": {"resultType": "vector", "result": None}},
        {"status": "error", "errorType": "bad_data", "error": "parse error"},
    ],
)
@pytest.mark.parametrize("table", [PODS, ORIGIN_ENGINE, SYSTEM_INFO])
def test_other_answers_of_a_prometheus_are_refused(body, table):
    """Only an instant vector can be read."""
    with pytest.raises(BodyError):
        decode(body, table)


def test_an_empty_vector_is_no_rows():
    """A query that found nothing is no failure."""
    assert decode(vector()).rows == []


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ({"requests": 5, "servers": [{"name": "a"}]}, {"requests": 5}),
        ({"global": {"requests": 5}, "servers": [{"name": "a"}]}, {"global.requests": 5}),
        ({"requests": 5, "servers": {"a": {"cpu": 1}}}, {"requests": 5}),
        ({"global": {"requests": 5}, "servers": {"a": {"cpu": 1}}}, {"global.requests": 5}),
        (vector(({"__name__": "requests"}, "5"), ({"__name__": "cpu", "pod": "a"}, "1")), {"requests": 5}),
    ],
)
def test_numbers_beside_the_servers_are_kept_as_a_row_without_id(body, numbers):
    """The origin engine has global numbers and servers in one body."""
    overall, server = decode(body, ORIGIN_ENGINE).rows
    assert (overall.id, dict(overall.values)) == ("", numbers)
    assert server.id == "a"


def test_servers_alone_and_numbers_alone():
    """Either half of the origin engine's body may be missing."""
    assert [row.id for row in decode([{"name": "a"}], ORIGIN_ENGINE).rows] == ["a"]
    assert [row.id for row in decode({"a": {"cpu": 1}, "b": {"cpu": 2}}, ORIGIN_ENGINE).rows] == ["a", "b"]
    assert pairs(decode({"requests": 5, "cpu": {"usage": 1}}, ORIGIN_ENGINE)) == [
        ("", {"requests": 5, "cpu.usage": 1})
    ]


def test_instances_of_one_server_are_told_apart_by_their_index():
    """A server that is there several times has composite ids; without an index the later ones are dropped."""
    decoded = decode([{"id": "s", "index": 0}, {"id": "s", "index": 1}, {"index": 2}], ORIGIN_ENGINE)
    assert [row.id for row in decoded.rows] == ["s/0", "s/1"]
    assert decoded.undecodable == 1
    assert decode([{"id": "s"}, {"id": "s"}], ORIGIN_ENGINE).duplicates == 1


@pytest.mark.parametrize("body", [{"product": "x"}, [{"product": "x"}]])
def test_a_single_thing_is_a_bare_object(body):
    """Also where it stands alone in a list."""
    assert pairs(decode(body, SYSTEM_INFO)) == [("", {"product": "x"})]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"id": "rf-1", "card": 1, "port": 2, "demodulator": 3}, "1/2/3"),
        ({"slot": 1, "rf_port": "2"}, "1/2"),
        ({"id": "rf-1", "mer": 3}, "rf-1"),
        ({"id": "rf-1", "port": 3}, "rf-1"),
        ({"card": 4}, "4"),
        ({"tuner": 4}, "4"),
        ({"id": {"card": 1}, "port": 7}, "7"),
    ],
)
def test_rf_inputs_are_card_port_and_demodulator(row, expected):
    """An id of its own counts only where the parts do not say enough."""
    assert [record.id for record in decode([row], RF).rows] == [expected]


def test_rows_without_key_and_rows_that_are_no_object_cost_themselves():
    """No row is ever numbered by its position."""
    decoded = decode(
        [{"mer": 1}, 5, None, [], {"id": "", "mer": 1}, {"id": " "}, {"id": "x"}, {"id": "x"}], RF
    )
    assert [record.id for record in decoded.rows] == ["x"]
    assert (decoded.items, decoded.undecodable, decoded.duplicates) == (8, 6, 1)


def test_rows_of_a_log_need_no_key():
    """Equal rows of a log are rows."""
    assert len(decode([{"time": 1}, {"time": 1}], SCTE_LOGS).rows) == 2


def test_rows_beyond_the_limit_are_counted():
    """They are never read."""
    decoded = decode([{"name": str(index)} for index in range(5)], limit=3)
    assert (len(decoded.rows), decoded.items, decoded.over_limit) == (3, 5, 2)


@pytest.mark.parametrize(
    "body",
    [b"", b"  ", b"null", b"5", b'"x"', b"true", b"{", b"<html>", b"\xff\xfe", b"[" * 100_000,
     b'{"error": "no"}', b'{"a": [{}], "b": [{}]}', b'{"a": [], "b": []}'],
)  # fmt: skip
def test_a_body_of_no_shape_we_know_is_refused(body):
    """Empty, null, not JSON or ambiguous: the route fails, and the message never quotes the body."""
    with pytest.raises(BodyError) as error:
        decode_records(body, PODS, 10)
    assert "html" not in str(error.value)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"items": []}'])
def test_no_rows_are_no_failure(body):
    """An empty list is an answer."""
    assert decode_records(body, PODS, 10).rows == []


def test_nested_objects_become_dotted_keys():
    """Lists of objects become what they refer to; null is left out; what is too deep or too long counts."""
    deep = {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}
    row = {
        "name": "p", "cpu": {"usage": 5, "limit": None},
        "services": [{"id": "s1"}, {"name": "s2"}, "s3", [], None],
        "deep": deep, "k" * 300: 1,
    }  # fmt: skip
    decoded = decode([row])
    assert dict(decoded.rows[0].values) == {
        "name": "p", "cpu.usage": 5, "services": ["s1", "s2", "s3"],
    }  # fmt: skip
    assert decoded.left_out == 2


def test_keys_are_compared_without_case_and_separators():
    """An exact key comes first, then any spelling of an alias; null is as good as missing."""
    values = {"RF_LEVEL": 1, "lock-status": 2, "c.n": 3, "mer": None, "snr": 4}
    assert find(values, ["rfLevel"]) == 1
    assert find(values, ["lockStatus"]) == 2
    assert find(values, ["cn"]) == 3
    assert find(values, ["mer", "snr"]) == 4
    assert find(values, ["missing"]) is None


def test_texts_of_a_concept():
    """What a collector asks for beyond families."""
    table = FieldTable((Field("time", ("t",), Unit.MILLISECONDS), Field("role", ("role",), Unit.TEXT)))
    (record,) = decode([{"t": "1500", "role": 7.0}], table).rows
    assert find_text(record, table, "role") == "7"
    assert find_text(record, table, "time") == "1500"
    assert find_text(decode([{"role": ["x"]}], table).rows[0], table, "role") == ""


def test_the_operator_can_name_the_key_of_a_row():
    """Alternatives, or keys joined by a slash; the operator's replace the table's."""
    body = [{"slotNo": 1, "rx": 2, "id": 9}]
    either = RF.overridden({"id": FieldOverride(aliases=("nope", "rx"))})
    joined = RF.overridden({"id": FieldOverride(aliases=("slotNo/rx",))})
    assert decode(body, either).rows[0].id == "2"
    assert decode(body, joined).rows[0].id == "1/2"
    assert RF.overridden({"id": FieldOverride(aliases=())}).identity == RF.identity


def test_an_override_without_aliases_changes_every_field_of_the_concept():
    """Aliases replace, unit and scale alone adjust; other concepts stay."""
    scaled = PODS.overridden({"cpu": FieldOverride(scale=10)})
    assert [entry.unit for entry in scaled.of("cpu")] == [entry.unit for entry in PODS.of("cpu")]
    assert {entry.scale for entry in scaled.of("cpu")} == {10}
    renamed = PODS.overridden({"cpu": FieldOverride(aliases=("load",), unit=Unit.RATIO)})
    assert renamed.of("cpu") == (Field("cpu", ("load",), Unit.RATIO),)
    assert renamed.of("memory") == PODS.of("memory")
    assert PODS.overridden({}) is PODS
    assert PODS.concepts[:2] == ("id", "node")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'\xef\xbb\xbf[{"name": "a", "cpu": 1}]', "a"),
        (b'[{"name": "\\ud800", "cpu": 1}]', "\ud800"),
        (b'[{"name": "\xff", "cpu": 1}]', "\ufffd"),
    ],
    ids=["byte order mark", "lone surrogate", "broken UTF-8"],
)
def test_a_text_that_is_slightly_broken_costs_nothing(body, name):
    """These bodies are read as leniently as those of the public routes."""
    assert pairs(decode_records(body, PODS, 10)) == [(name, {"name": name, "cpu": 1})]


def test_a_number_no_computer_can_hold_costs_itself():
    """Its object stays, and so do the others."""
    decoded = decode_records(b'[1e999, {"name": "a", "cpu": 1e999}]', PODS, 10)
    assert (pairs(decoded), decoded.undecodable) == ([("a", {"name": "a", "cpu": float("inf")})], 1)
    assert number(decoded.rows[0].values["cpu"]) is None
