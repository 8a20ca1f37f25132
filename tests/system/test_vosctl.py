"""What ``vosctl`` does is seen by a real Prometheus: an alert names a service, an added one appears."""

from pathlib import Path

import pytest
import yaml

from tests.kits.control import Bench
from tests.kits.control import bench as built
from tests.kits.processes import Prometheus, eventually, exporter_command, free_port, get, process
from tests.kits.rules.compress import write
from tests.kits.rules.shipped import RULE_FILES
from tests.kits.tools import require

pytestmark = [pytest.mark.verify, pytest.mark.timeout(600)]

FACTOR = 1 / 20
"""A test's second for 20 s of a control room."""

SHORTEST_RANGE = 30_000
"""Milliseconds; a rate needs two scrapes."""

FIRING = 'ALERTS{alertname="VOSServiceNotActive", alertstate="firing"}'


def exporter_configuration(bench: Bench) -> Path:
    """An exporter with a client that may only read, which expects every service to be active."""
    target = {
        "name": "headend-a",
        "url": bench.vos.url,
        "auth": {"client_id": bench.vos.client_id, "client_secret": bench.vos.client_secret},
        "tls": {"ca_file": str(bench.vos.ca_file)},
        "services": [{"match": {"name": "*"}, "expected": "active", "owner_team": "sports", "tier": 1}],
    }
    return bench.write("vos.yml", {"targets": [target]})


def prometheus_configuration(folder: Path, port: int) -> Path:
    """The shipped rules with shorter times, over one exporter."""
    for path in RULE_FILES:
        write(path, folder / path.name, FACTOR, SHORTEST_RANGE)
    document = {
        "global": {"evaluation_interval": "1s", "scrape_interval": "2s", "scrape_timeout": "2s"},
        "rule_files": [path.name for path in RULE_FILES],
        "scrape_configs": [{"job_name": "vos", "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}],
    }
    target = folder / "prometheus.yml"
    target.write_text(yaml.safe_dump(document))
    return target


def firing(prometheus: Prometheus) -> set[str]:
    """The services of which the alert tells."""
    return {each["metric"]["service_name"] for each in prometheus.query(FIRING)}


def test_a_service_that_is_switched_off_is_named_by_its_alert_until_it_is_taken_back(tmp_path: Path) -> None:
    binary, port = require("prometheus"), free_port()
    with built(tmp_path) as bench:
        bench.configure(exporter_config="vos.yml", pause="2s")
        before = bench.everything()
        serve = exporter_command(
            "--config.file", str(exporter_configuration(bench)), "--web.listen-address", f"127.0.0.1:{port}"
        )
        prometheus = Prometheus(prometheus_configuration(tmp_path, port), tmp_path, binary)
        with (
            process(*serve, log=tmp_path / "exporter.log"),
            process(*prometheus.command, log=tmp_path / "prometheus.log"),
        ):
            eventually(lambda: get(f"http://127.0.0.1:{port}/-/healthy"), "the exporter")
            prometheus.wait_for("count(vos:service_expected_active:held == 1) == 5")
            assert firing(prometheus) == set()
            off = bench.run("deactivate", "sport-01", "--confirm", "sport-01")
            assert off.code == 0, off.said
            eventually(lambda: firing(prometheus) == {"sport-01"}, "the alert")
            back = bench.run("apply", off.rollback)
            assert back.code == 0, back.said
            eventually(lambda: not firing(prometheus), "its end")
            assert not prometheus.query("vos:service_active:held == 0")
            assert bench.everything() == before
            assert len(bench.vos.requests.sent) == 2
            new = {
                "name": "news-09",
                "like": "news-01",
                "sources": ["backup-01"],
                "destinations": ["news-01-ats"],
            }
            added = bench.run("apply", bench.plan({"services": [{**new, "controlState": "ACTIVATED"}]}))
            assert added.code == 0, added.said
            prometheus.wait_for(
                "vos_service_active == 1 and on (service_id) vos_pod_info"
                ' and on (service_id) vos_service_info{service_name="news-09"}'
            )
