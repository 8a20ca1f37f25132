"""A declaration refuses what Prometheus or promtool would refuse."""

import pytest

from vos_exporter.families import RESERVED_LABELS, Kind, counter, gauge, info


def test_each_kind_is_declared_by_its_function() -> None:
    assert gauge("vos_up", "Up.").kind is Kind.GAUGE
    assert counter("vos_api_requests_total", "Requests.", "route").kind is Kind.COUNTER
    assert info("vos_node_info", "Node.", "node_name", "role").labels == ("node_name", "role")


@pytest.mark.parametrize("name", ["up", "vos_Up", "vos_up-time", "vos_é", "vos_up\n", "vos:up", "Vos_up", ""])
def test_a_name_is_ours_and_legal_everywhere(name: str) -> None:
    with pytest.raises(ValueError, match="not a metric name of ours"):
        gauge(name, "Help.")


def test_a_counter_ends_in_total_and_an_info_in_info() -> None:
    with pytest.raises(ValueError, match="must end in _total"):
        counter("vos_requests", "Help.")
    with pytest.raises(ValueError, match="must end in _info"):
        info("vos_node", "Help.")


@pytest.mark.parametrize("suffix", ["_total", "_info", "_created"])
def test_a_gauge_has_no_suffix_of_another_kind(suffix: str) -> None:
    with pytest.raises(ValueError, match="suffix of another kind"):
        gauge(f"vos_x{suffix}", "Help.")


@pytest.mark.parametrize("label", [*sorted(RESERVED_LABELS), "Upper", "1st", "with-dash", "__name", ""])
def test_a_label_is_legal_and_belongs_to_nobody_else(label: str) -> None:
    with pytest.raises(ValueError, match="cannot be a label of ours"):
        gauge("vos_x", "Help.", label)


def test_a_family_says_what_it_means() -> None:
    with pytest.raises(ValueError, match="no help text"):
        gauge("vos_x", "")


def test_a_family_holds_the_samples_of_one_scrape() -> None:
    """Families of one declaration share nothing."""
    declared = gauge("vos_x", "Help.", "route")
    one, two = declared.family([(("a",), 1)]), declared.family()
    two.add(2, "b")
    assert list(one) == [(("a",), 1)]
    assert list(two) == [(("b",), 2)]
