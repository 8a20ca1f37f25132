"""The Cloud Links page beyond its golden files."""

from tests.kits.collecting import NOW, collect
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import CloudlinkOptions, CollectorOptions, FieldOverride
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.units import Unit


def status(*outputs: object, state: str = "CONNECTED") -> dict[str, object]:
    return {"id": "1", "uplinkState": state, "uplinkStatistic": {"uplinkOutputStatisticList": outputs}}


def test_the_first_glob_on_name_or_id_gives_the_capacity() -> None:
    rated = {"paris-*": 75e6, "2": 1.0, "*-1": 2.0}
    ctx = Context(now=NOW, options=CollectorOptions(cloudlinks=CloudlinkOptions(capacity=rated)))
    items = (
        {"id": "1", "name": "paris-1"},
        {"id": "2"},
        {"id": "3", "name": "lyon-1"},
        {"id": "4", "name": "x"},
    )
    found = collect("uplinks", *items, ctx=ctx)
    assert found["vos_cloudlink_capacity_bytes_per_second"] == {"1": 75e6, "2": 1, "3": 2}


def test_a_bitrate_whose_unit_nothing_says_waits_for_the_operator() -> None:
    output = {"outputId": "o", "bitrate": 8}
    findings = Findings()
    found = collect("uplink_status", status(output), findings=findings)
    assert "vos_cloudlink_output_bytes_per_second" not in found
    assert found["vos_cloudlink_output_bitrate_reported"] == {("1", "o"): 8}
    (hint,) = findings.hints.of(Kind.NO_UNIT)
    assert hint.path == "uplinkStatistic.uplinkOutputStatisticList[].bitrate"
    output = {"outputId": "o", "bitrateKbps": 8}
    found = collect("uplink_status", status(output))
    assert found["vos_cloudlink_output_bytes_per_second"] == {("1", "o"): 1000}


def test_the_operator_says_the_unit_of_a_bitrate() -> None:
    output = {"outputId": "o", "bitrate": 8}
    ctx = Context(now=NOW, overrides={"bitrate": FieldOverride(unit=Unit.MEGABITS_PER_SECOND)})
    found = collect("uplink_status", status(output), ctx=ctx)
    assert found["vos_cloudlink_output_bytes_per_second"] == {("1", "o"): 1e6}


def test_other_aliases_and_identities_can_be_configured() -> None:
    ctx = Context(
        now=NOW,
        overrides={
            "bitrate": FieldOverride(aliases=("flux",), unit=Unit.KILOBITS_PER_SECOND),
            "outputs.id": FieldOverride(aliases=("ref",)),
        },
    )
    found = collect("uplink_status", status({"ref": "o", "flux": 8, "bitrateMbps": 1}), ctx=ctx)
    assert found["vos_cloudlink_output_bytes_per_second"] == {("1", "o"): 1000}


def test_a_lost_link_has_no_statistics_even_if_vos_still_sends_some() -> None:
    found = collect("uplink_status", status({"outputId": "o", "bitrate": 8}, state="LOST"))
    assert found["vos_cloudlink_up"] == {"1": 0}
    assert found["vos_cloudlink_outputs"] == {}
    assert "vos_cloudlink_output_bytes_per_second" not in found


def test_an_output_without_an_id_is_counted_and_its_numbers_go_nowhere() -> None:
    found = collect("uplink_status", status({"bitrate": 8, "rtt": 3}))
    assert found["vos_cloudlink_outputs"] == {"1": 1}
    assert not any(name.startswith("vos_uplink_status_") for name in found)


def test_a_group_lists_each_member_once() -> None:
    found = collect("uplink_groups", {"id": "g", "uplinkIds": ["a", "a", None, "", "b"]})
    assert set(found["vos_cloudlink_group_member_info"]) == {("g", "a"), ("g", "b")}
