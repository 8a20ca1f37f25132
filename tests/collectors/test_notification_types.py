"""The table of everything that can be raised."""

import json

import pytest

from tests.kits.collecting import decode
from tests.kits.notifications import NOW, Samples, collect
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.notification_types import NotificationTypesCollector
from vos_exporter.collectors.options import FieldOverride
from vos_exporter.vos.notification_classes import SEVERITIES

INFO = "vos_notification_type_info"
TYPES = "vos_notification_types"


def types(rows: object, **overrides: FieldOverride) -> tuple[Samples, Findings]:
    ctx = Context(now=NOW, overrides=overrides)
    payload = decode("notification_types", json.dumps(rows).encode(), fields=overrides).rows
    findings = Findings()
    return collect(NotificationTypesCollector(), payload, ctx, findings), findings


@pytest.mark.parametrize(
    "rows",
    [
        [{"type": "INPUT_LOST", "title": "Input signal lost", "severity": "CRITICAL"}],
        [{"id": "INPUT_LOST", "description": "Input signal lost", "defaultSeverity": "critical"}],
        {"types": [{"type": "INPUT_LOST", "title": "Input signal lost", "severity": "Crit"}]},
    ],
)
def test_each_spelling_gives_the_same_series(rows: object) -> None:
    samples, findings = types(rows)
    assert samples[INFO] == {("INPUT_LOST", "Input signal lost", "critical", "source_loss"): 1}
    assert samples[TYPES] == {(severity,): float(severity == "critical") for severity in SEVERITIES}
    assert findings.unmapped == {"notification_severity": set()}


def test_without_rows_all_severities_are_there() -> None:
    samples, _ = types([])
    assert samples == {INFO: {}, TYPES: {(severity,): 0 for severity in SEVERITIES}}


def test_a_type_without_title_is_classed_by_its_name() -> None:
    samples, findings = types([{"type": "slate-on", "severity": "odd"}])
    assert samples[INFO] == {("slate-on", "", "other", "slate"): 1}
    assert findings.unmapped == {"notification_severity": {"odd"}}


def test_the_operator_knows_the_keys_better() -> None:
    samples, _ = types(
        [{"type": "a", "text1": "Audio silence", "prio": "minor"}],
        title=FieldOverride(aliases=("text1",)),
        severity=FieldOverride(aliases=("prio",)),
    )
    assert samples[INFO] == {("a", "Audio silence", "minor", "audio_video_content"): 1}
