"""The Destinations page beyond its golden files."""

import json

from tests.kits.collecting import NOW, body, collect
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import CollectorOptions, DestinationOptions


def test_delivery_types_are_opt_in() -> None:
    items = json.loads(body("destinations/typical"))
    assert "vos_destination_delivery_info" not in collect("destinations", *items)
    options = CollectorOptions(destinations=DestinationOptions(delivery_types=True))
    found = collect("destinations", *items, ctx=Context(now=NOW, options=options))
    assert len(found["vos_destination_delivery_info"]) == 2


def test_open_vocabularies_of_outputs_and_destinations_are_bounded() -> None:
    ctx = Context(now=NOW)
    findings = Findings()
    items = (
        {
            "id": f"{i}",
            "type": f"T{i:02}",
            "outputs": [{"id": "o", "outputType": f"O{i}", "redundancyMode": f"R{i}"}],
        }
        for i in range(65)
    )
    collect("destinations", *items, ctx=ctx, findings=findings)
    assert findings.folded == 3
