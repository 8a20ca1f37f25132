"""The Sources page beyond its golden files."""

import pytest

from tests.kits.collecting import NOW, collect
from vos_exporter.collectors.base import Context, Findings


@pytest.mark.parametrize(
    ("slate", "configured"),
    [
        ({"type": "SIGNAL_LOSS", "imageId": "x"}, 1),
        ({"type": "SIGNAL_LOSS", "imageId": None}, 0),
        ({"type": "CUSTOM", "imageId": "x"}, 0),
        (None, 0),
    ],
)
def test_a_signal_loss_slate_needs_its_type_and_an_image(slate: object, configured: int) -> None:
    found = collect("sources", {"id": "1", "inputs": [{"id": "i", "slateSettings": slate}]})
    assert found["vos_source_signal_loss_slate_configured"] == {"1": configured}


def test_an_input_without_id_counts_but_has_no_series() -> None:
    found = collect(
        "sources", {"id": "1", "inputs": [{"id": "i"}, {"rank": 2}, None, {"id": "i", "rank": 9}]}
    )
    assert found["vos_source_inputs"] == {"1": 2}
    assert set(found["vos_source_input_info"]) == {("1", "i", "", "", "")}


def test_labels_that_are_no_text_are_passed_over() -> None:
    found = collect("sources", {"id": "1", "labels": ["a", 7, None, {"id": "x"}, ["y"], "a", ""]})
    assert set(found["vos_source_label_info"]) == {("1", "a"), ("1", "7")}


def test_input_types_are_bounded() -> None:
    ctx = Context(now=NOW)
    findings = Findings()
    inputs = [{"id": str(i), "type": f"T{i:02}"} for i in range(66)]
    found = collect("sources", {"id": "1", "inputs": inputs}, ctx=ctx, findings=findings)
    assert len({labels[3] for labels in found["vos_source_input_info"]}) == 65
    assert findings.folded == 2
