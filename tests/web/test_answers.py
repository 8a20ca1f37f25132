"""What goes out is small where the client can read it so, and the same either way."""

import gzip
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.kits.door import opened, target_yaml, write_config
from vos_exporter.simulator import Simulator


def names(text: str) -> set[str]:
    return {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}


def test_a_large_exposition_is_compressed_for_who_asks(tmp_path: Path) -> None:
    with Simulator(services=120) as vos, opened(write_config(tmp_path / "v.yml", target_yaml(vos))) as door:
        plain = door.ask("/metrics")
        packed = door.ask("/metrics", accept_encoding="gzip")
        small = door.ask("/metrics?collect[]=images", accept_encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in small.headers, "not worth it"
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept, Accept-Encoding"
    assert len(packed.body) < len(plain.body) / 4
    assert names(gzip.decompress(packed.body).decode()) == names(plain.text)
    assert re.search("^vos_up 1$", plain.text, re.MULTILINE)
