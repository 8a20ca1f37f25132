"""Hints are names, types and paths, within bounds, and never a value."""

from vos_exporter.vos.hints import LIMIT, LONGEST_PATH, Hint, Hints, Kind, shape, type_name


def test_a_hint_is_counted_by_its_path() -> None:
    hints = Hints(where="nodes[]")
    hints.note(Kind.UNREAD, "a", "secret")
    hints.note(Kind.UNREAD, "a", "other", rows=2)
    hints.note(Kind.UNREADABLE, "", [])
    assert list(hints) == [
        Hint(Kind.UNREAD, "nodes[].a", "text", 3),
        Hint(Kind.UNREADABLE, "nodes[]", "list", 1),
    ]
    assert hints.totals == {Kind.UNREAD: 3, Kind.UNREADABLE: 1}
    assert (hints.paths(Kind.UNREAD), hints.paths(Kind.MISSING), len(hints)) == (1, 0, 2)


def test_hints_are_bounded_and_the_counts_go_on() -> None:
    hints = Hints()
    for number in range(LIMIT + 10):
        hints.note(Kind.UNREAD, f"key{number}" + "x" * 1_000, 1)
    assert len(hints) == LIMIT
    assert hints.totals[Kind.UNREAD] == LIMIT + 10
    assert max(len(hint.path) for hint in hints) == LONGEST_PATH
    hints.include([Hint(Kind.MISSING, "cpu", "", 1)])
    assert len(hints) == LIMIT
    assert hints.totals[Kind.MISSING] == 1


def test_hints_of_another_look_keep_their_paths() -> None:
    hints = Hints(where="a[]")
    hints.include([Hint(Kind.UNREAD, "b[].c", "text", 2)])
    hints.include([Hint(Kind.UNREAD, "b[].c", "text", 1)])
    assert hints.of(Kind.UNREAD) == [Hint(Kind.UNREAD, "b[].c", "text", 3)]


def test_types_have_the_words_of_json() -> None:
    values: tuple[object, ...] = (None, True, "x", 1, 1.5, {}, [])
    assert [type_name(value) for value in values] == [
        "",
        "boolean",
        "text",
        "number",
        "number",
        "object",
        "list",
    ]


def test_a_shape_is_paths_and_types() -> None:
    rows = [{"a": 1, "b": {"c": "x"}, "d": [{"e": True}], "n": None}, 5]
    assert shape(rows) == {
        ("", "object"), ("a", "number"), ("b", "object"), ("b.c", "text"), ("d", "list"), ("d[]", "object"),
        ("d[].e", "boolean"), ("", "number"),
    }  # fmt: skip
    assert len(shape([{f"k{number}": 1 for number in range(50)}], limit=10)) == 10
    assert shape([{"a": {"a": {"a": {"a": {"a": 1}}}}}]) == {
        ("", "object"), ("a", "object"), ("a.a", "object"), ("a.a.a", "object"), ("a.a.a.a", "object"),
    }  # fmt: skip
