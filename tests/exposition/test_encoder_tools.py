"""Other people's tools read what we write."""

import subprocess

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from tests.kits.tools import require
from vos_exporter.exposition import Format, assemble, encode, process_metrics
from vos_exporter.families import Family, counter, gauge, info


def typical() -> list[Family]:
    """A family of each kind, with texts that need care."""
    return [
        info("vos_service_info", "Service.", "service_id", "service_name").family(
            [(("1", 'Sport "1" \\ north\nby day'), 1), (("2", "Été 😀"), 1)]
        ),
        counter("vos_api_requests_total", "Times executed.", "route").family([(("services",), 10**17)]),
        gauge("vos_cloudlink_output_bytes_per_second", "Sent.", "output_id").family([(("7",), 1.25e-9)]),
        gauge("vos_up", "1 = up.").family([((), 1)]),
    ]


def test_promtool_has_no_complaint() -> None:
    """``promtool check metrics`` says nothing about our families and those of the process."""
    body = assemble([*encode(typical(), 100), *process_metrics()], Format.TEXT)
    done = subprocess.run(
        [require("promtool"), "check", "metrics"], input=body, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("form", Format)
def test_the_process_speaks_for_itself(form: Format) -> None:
    """``process_*`` and ``python_info`` stand on the page as prometheus-client names them."""
    parse = parse_openmetrics if form is Format.OPENMETRICS else parse_text
    samples = {
        sample.name: sample
        for family in parse(assemble(process_metrics(), form).decode())
        for sample in family.samples
    }
    assert samples["python_info"].labels["implementation"]
    assert samples["process_resident_memory_bytes"].value > 1_000_000
    assert samples["process_cpu_seconds_total"].value > 0
