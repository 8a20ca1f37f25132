"""Our exposition against prometheus-client's, sample by sample, and what it promises beyond that."""

import random
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Metric, generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from tests.exposition.exposition_samples import NASTY, Reference, families, flat, label_text
from vos_exporter.exposition import Format, assemble, encode, merge
from vos_exporter.exposition.labels import escape, label_values
from vos_exporter.exposition.values import value_text, value_texts
from vos_exporter.families import Family, counter, gauge, info

LIMIT = 100_000
BYTES = gauge("vos_bytes", "Bytes.", "x", "y")
PARSERS: dict[Format, Callable[[str], Iterable[Metric]]] = {
    Format.TEXT: parse_text,
    Format.OPENMETRICS: parse_openmetrics,
}
GENERATORS: dict[Format, Callable[[Reference], bytes]] = {
    Format.TEXT: generate_latest,
    Format.OPENMETRICS: generate_openmetrics,
}


def exposed(listed: list[Family], form: Format = Format.TEXT) -> str:
    """``listed`` as the body of an answer."""
    return assemble(encode(listed, LIMIT), form).decode()


@pytest.mark.parametrize("form", Format)
@given(st.data())
def test_says_the_same_as_prometheus_client(form: Format, data: st.DataObject) -> None:
    """The same families through both encoders, parsed, are equal sample by sample."""
    listed = data.draw(st.lists(families(label_text, unique=True), unique_by=base_name))
    ours = flat(PARSERS[form](exposed(listed, form)))
    theirs = flat(PARSERS[form](GENERATORS[form](Reference(listed)).decode()))
    assert ours == theirs


def base_name(family: Family) -> str:
    """What OpenMetrics calls the family."""
    return family.declaration.name.removesuffix("_total").removesuffix("_info")


@pytest.mark.parametrize("form", Format)
@given(st.lists(families()))
def test_any_families_parse_without_duplicates(form: Format, listed: list[Family]) -> None:
    """Whatever the families hold, even clashing names, the body parses and no series repeats."""
    flat(PARSERS[form](exposed(listed, form)))


@given(st.lists(families()))
def test_sample_lines_are_the_same_bytes_in_both_formats(listed: list[Family]) -> None:
    """Only HELP, TYPE and the end differ between the formats."""
    text, openmetrics = (exposed(listed, form).split("\n") for form in Format)
    assert [line for line in text if not line.startswith("#")] == [
        line for line in openmetrics if not line.startswith("#")
    ]


@given(st.lists(families(unique=True), unique_by=lambda family: family.declaration.name), st.randoms())
def test_order_of_input_does_not_show(listed: list[Family], chance: random.Random) -> None:
    """Shuffled families with shuffled samples give the same bytes, unless texts collide when they are cut."""
    encoded = encode(listed, LIMIT)
    shuffled = [Family(f.declaration, chance.sample(f.samples, len(f.samples))) for f in listed]
    again = encode(chance.sample(shuffled, len(shuffled)), LIMIT)
    if not any(part.duplicates for part in encoded):
        assert assemble(again, Format.TEXT) == assemble(encoded, Format.TEXT)


@given(st.lists(st.tuples(label_text, label_text), unique=True))
def test_samples_are_sorted_by_their_label_values(labels: list[tuple[str, str]]) -> None:
    """Sorted by values, not by their escaped text."""
    body = encode([BYTES.family((values, 0) for values in labels)], LIMIT)[0].body.decode()
    assert [label_values(line) for line in body.split("\n")[:-1]] == sorted(labels)


@given(st.lists(families()), st.integers(1, 3))
def test_counts_add_up(listed: list[Family], limit: int) -> None:
    """Every sample is sent, a duplicate or over the limit; those over the limit sort behind those sent."""
    samples = sum(len(family.samples) for family in listed)
    parts, unlimited = encode(listed, limit), encode(listed, LIMIT)
    assert sum(part.series + part.duplicates + part.over_limit for part in parts) == samples
    for part, whole in zip(parts, unlimited, strict=True):
        assert part.body.count(b"\n") == part.series
        if len({family.declaration.labels for family in listed}) == 1:
            assert whole.body.startswith(part.body)
            assert part.series <= limit


def test_the_first_of_duplicates_stays_and_the_others_are_counted() -> None:
    """Within a family, and over the families of one name in a call."""
    one = BYTES.family([(("a", "b"), 1), (("c", "d"), 2), (("a", "b"), 3)])
    two = BYTES.family([(("c", "d"), 4), (("e", "f"), 5)])
    (encoded,) = encode([one, two], LIMIT)
    assert encoded.body == b'vos_bytes{x="a",y="b"} 1\nvos_bytes{x="c",y="d"} 2\nvos_bytes{x="e",y="f"} 5\n'
    assert (encoded.series, encoded.duplicates, encoded.over_limit) == (3, 2, 0)


def test_families_about_the_same_objects_keep_their_own_values() -> None:
    """The layout families share holds no values, whether their objects agree or not."""
    up, down = gauge("vos_up_side", "Up.", "x"), gauge("vos_down_side", "Down.", "x")
    listed = [
        up.family([(("b",), 1.5), (("a",), 2.0)]),
        down.family([(("b",), 7), (("a",), 1)]),
        gauge("vos_side", "Side.", "x").family([(("b",), 3), (("c",), 4)]),
    ]
    assert [part.body for part in encode(listed, LIMIT)] == [
        b'vos_up_side{x="a"} 2\nvos_up_side{x="b"} 1.5\n',
        b'vos_down_side{x="a"} 1\nvos_down_side{x="b"} 7\n',
        b'vos_side{x="b"} 3\nvos_side{x="c"} 4\n',
    ]


def test_long_and_broken_texts_are_made_sendable() -> None:
    """Text is cut, a lone surrogate becomes U+FFFD, and what then collides is a duplicate."""
    labels = [("x" * 1025, "\ud800"), ("x" * 1024 + "y", "\udfff"), ("x" * 1023, '\udfff"')]
    (encoded,) = encode([BYTES.family((values, n) for n, values in enumerate(labels))], LIMIT)
    first, second, _ = encoded.body.decode().split("\n")
    assert first == 'vos_bytes{x="' + "x" * 1023 + '",y="\ufffd\\""} 2'
    assert second == 'vos_bytes{x="' + "x" * 1024 + '",y="\ufffd"} 0'
    assert encoded.duplicates == 1


@pytest.mark.parametrize("labels", [(), ("a",), ("a", "b", "c")])
def test_a_sample_without_a_value_for_each_label_is_refused(labels: tuple[str, ...]) -> None:
    """A collector's mistake fails its route instead of sending a wrong line."""
    with pytest.raises(ValueError, match="exactly the labels"):
        encode([BYTES.family([(labels, 1)])], LIMIT)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"), (True, "1"), (0.0, "0"), (-0.0, "-0.0"), (3.0, "3"), (0.1, "0.1"), (1e-7, "1e-07"),
        (2**53 + 1, "9007199254740993"), (1.5e16, "15000000000000000"), (10**30, "1" + "0" * 30),
        (float("nan"), "NaN"), (float("inf"), "+Inf"), (float("-inf"), "-Inf"),
        (10**400, "+Inf"), (5e-324, "5e-324"),
    ],
)  # fmt: skip
def test_values_are_written_as_the_formats_want(value: float, text: str) -> None:
    """Integral numbers in full digits, the others as short as they are exact."""
    assert value_text(value) == text
    assert encode([gauge("vos_x", "X.").family([((), value)])], LIMIT)[0].body.decode() == f"vos_x {text}\n"


def test_an_integer_python_would_not_print_is_infinite() -> None:
    """Python prints at most 4,300 digits; a reader would make infinity of far fewer."""
    assert value_texts([1, -(10**5000)]) == ["1", "-Inf"]


@given(st.lists(st.floats() | st.integers() | st.sampled_from([1, 1.0, True, 0, -0.0])))
def test_values_together_are_written_as_each_alone(values: list[float]) -> None:
    """The quick look at a whole family changes no value."""
    assert value_texts(values) == [value_text(value) for value in values]


@given(st.lists(families(), min_size=1), st.lists(families()))
def test_merging_parts_is_encoding_together(one: list[Family], two: list[Family]) -> None:
    """Parts of a family from two routes make the family both have, but what both say is no duplicate."""
    parts = {part.declaration.name: part for part in encode(two, LIMIT)}
    together = {part.declaration.name: part for part in encode([*one, *two], LIMIT)}
    for part in encode(one, LIMIT):
        name = part.declaration.name
        both = merge([part, parts[name]] if name in parts else [part])
        assert (both.body, both.series) == (together[name].body, together[name].series)
        assert both.duplicates <= together[name].duplicates


def test_the_earlier_part_wins_a_series() -> None:
    """RF concepts come from the route that knows best; the other route's series are no duplicates."""
    one = encode([BYTES.family([(("b", "\\"), 1)])], LIMIT)
    two = encode([BYTES.family([(("b", "\\"), 2), (("a", '"'), 3)])], LIMIT)
    both = merge([*one, *two])
    assert both.body.decode() == 'vos_bytes{x="a",y="\\""} 3\nvos_bytes{x="b",y="\\\\"} 1\n'
    assert (both.series, both.duplicates) == (2, 0)
    assert assemble([both], Format.TEXT).endswith(both.body)


@given(st.text(alphabet=NASTY))
def test_a_label_value_survives_its_escape(value: str) -> None:
    """What is escaped is read back."""
    assert label_values(f'x{{y="{escape(value)}"}} 1') == (value,)


def test_text_headers() -> None:
    """Text 0.0.4 knows no info metrics, and escapes backslash and newline in HELP."""
    assert exposed(one_of_each()) == (
        '# HELP vos_a_info A \\\\ "quoted"\\nhelp.\n# TYPE vos_a_info gauge\nvos_a_info 1\n'
        "# HELP vos_b_total B.\n# TYPE vos_b_total counter\nvos_b_total 2\n"
        "# HELP vos_c C.\n# TYPE vos_c gauge\nvos_c 3\n"
    )


def test_openmetrics_headers() -> None:
    """OpenMetrics names families without suffix, escapes quotes in HELP, and ends with EOF."""
    assert exposed(one_of_each(), Format.OPENMETRICS) == (
        '# HELP vos_a A \\\\ \\"quoted\\"\\nhelp.\n# TYPE vos_a info\nvos_a_info 1\n'
        "# HELP vos_b B.\n# TYPE vos_b counter\nvos_b_total 2\n"
        "# HELP vos_c C.\n# TYPE vos_c gauge\nvos_c 3\n"
        "# EOF\n"
    )


def one_of_each() -> list[Family]:
    """A family of each kind, unsorted, and one without samples."""
    return [
        gauge("vos_c", "C.").family([((), 3)]),
        counter("vos_b_total", "B.").family([((), 2)]),
        gauge("vos_empty", "Nothing to say.").family(),
        info("vos_a_info", 'A \\ "quoted"\nhelp.').family([((), 1)]),
    ]


def test_the_lines_of_a_route_are_bounded_in_bytes_and_those_beyond_counted() -> None:
    """F2: 10,000 rows with 64 numbers and long ids made an answer of 670 MB."""
    first, second = gauge("vos_a", "A.", "x_id"), gauge("vos_b", "B.", "x_id")
    samples = [((f"{number:03}{'é' * 500}",), 1.0) for number in range(100)]
    whole = encode((first.family(samples), second.family(samples)), 1_000)
    assert [part.series for part in whole] == [100, 100]
    size = len(whole[0].body)
    cut = encode((first.family(samples), second.family(samples)), 1_000, most_bytes=size + size // 2)
    assert cut[0].body == whole[0].body
    assert 40 <= cut[1].series < 51
    assert cut[1].series + cut[1].over_limit == 100
    assert whole[1].body.startswith(cut[1].body)
    assert sum(len(part.body) for part in cut) <= size + size // 2
