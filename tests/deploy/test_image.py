"""The image, built and run as an operator runs it: read-only, without capabilities, without a shell."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.container import IMAGE, PYTHON, Containers, containers
from tests.kits.processes import free_port
from tests.kits.shipping import ROOT, documents, run, tool
from vos_exporter import __version__
from vos_exporter.simulator import Simulator

pytestmark = [pytest.mark.verify, pytest.mark.timeout(300)]

REVISION = "0123456789abcdef0123456789abcdef01234567"
_PATIENCE = 30


def fetch(url: str) -> str:
    """The body of ``url``, as soon as somebody answers there."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=15) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < end, f"nobody answers on {url}"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def store() -> Iterator[Containers]:
    with containers() as own:
        own.make_base()
        own.build(__version__, REVISION)
        yield own


@pytest.fixture(scope="module")
def image(store: Containers) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(store.podman("image", "inspect", IMAGE))[0]
    return found


def health_command(image: dict[str, Any]) -> list[str]:
    """What HEALTHCHECK runs, without a shell."""
    kind, *command = image["HealthCheck" if "HealthCheck" in image else "Healthcheck"]["Test"]
    assert kind == "CMD"
    return list(command)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """The options that point a container at a simulated VOS."""
    with Simulator(services=5, ca_dir=tmp_path) as vos:
        secret = tmp_path / "secret"
        secret.write_text(vos.client_secret)
        secret.chmod(0o444)
        yield (
            *("--volume", f"{secret}:/run/secrets/vos:ro", "--volume", f"{vos.ca_file}:/run/vos-ca.pem:ro"),
            *("--env", f"VOS_URL={vos.url}", "--env", f"VOS_CLIENT_ID={vos.client_id}"),
            *("--env", "VOS_CLIENT_SECRET_FILE=/run/secrets/vos", "--env", "VOS_CA_FILE=/run/vos-ca.pem"),
        )


def test_hadolint_finds_nothing() -> None:
    assert run(tool("hadolint"), ROOT / "Dockerfile") == ""


def test_it_says_what_it_is(image: dict[str, Any]) -> None:
    labels = {key.removeprefix("org.opencontainers.image."): text for key, text in image["Labels"].items()}
    assert labels["title"] == "vos-exporter"
    assert labels["version"] == __version__
    assert labels["revision"] == REVISION
    assert labels["licenses"] == "Apache-2.0"
    assert {"description", "created", "source", "documentation", "base.name"} <= labels.keys()


def test_it_runs_as_a_number_and_without_a_shell(image: dict[str, Any]) -> None:
    config = image["Config"]
    assert config["User"] == "65532:65532"
    assert config["Entrypoint"] == ["/opt/vos-exporter/bin/vos-exporter"]
    assert health_command(image)[0] == PYTHON
    assert config["StopSignal"] in ("SIGTERM", "15")


def test_it_adds_little_to_its_base(store: Containers, image: dict[str, Any]) -> None:
    base = json.loads(store.podman("image", "inspect", "localhost/python-base:test"))[0]
    assert image["Size"] - base["Size"] < 60 * 1024**2


def test_no_package_manager_is_shipped(store: Containers) -> None:
    with store.running((), ("simulate", "--listen-address", f"127.0.0.1:{free_port()}")) as container:
        found = store.podman(
            "exec", container, PYTHON, "-c", "import importlib.util as u; print(u.find_spec('pip'))"
        )
    assert found.strip() == "None"


def test_it_scrapes_is_healthy_writes_nothing_and_stops(store: Containers, mounted: tuple[str, ...]) -> None:
    port = free_port()
    with store.running(mounted, (f"--web.listen-address=127.0.0.1:{port}",)) as container:
        metrics = fetch(f"http://127.0.0.1:{port}/metrics")
        assert "\nvos_up 1\n" in metrics
        assert f'version="{__version__}",revision="{REVISION}"' in metrics

        status = documents(store.podman("exec", container, PYTHON, "-c", STATUS))[0]
        assert status["Uid"] == [65532] * 4
        assert status["Gid"] == [65532] * 4
        assert {
            int(str(status[name]), 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")
        } == {0}
        assert status["NoNewPrivs"] == 1

        store.podman("stop", "--time", "10", container)
        state = json.loads(store.podman("inspect", container))[0]["State"]
        assert state["ExitCode"] == 0
        # The mounts themselves leave their mount points.
        written = [line for line in store.podman("diff", container).splitlines() if line.startswith("A")]
        assert sorted(written) == ["A /run/secrets/vos", "A /run/vos-ca.pem"]


STATUS = """
import json
lines = dict(line.split(':', 1) for line in open('/proc/1/status'))
numbers = {name: [int(number) for number in lines[name].split()] for name in ('Uid', 'Gid')}
caps = {name: lines[name].strip() for name in ('CapEff', 'CapPrm', 'CapBnd', 'CapInh', 'CapAmb')}
print(json.dumps({**numbers, **caps, 'NoNewPrivs': int(lines['NoNewPrivs'])}))
"""


def test_the_health_command_of_the_image_answers(
    store: Containers, image: dict[str, Any], mounted: tuple[str, ...]
) -> None:
    port = str(free_port())
    command = [part.replace("10867", port) for part in health_command(image)]
    assert port in "".join(command)
    with store.running(mounted, (f"--web.listen-address=127.0.0.1:{port}",)) as container:
        assert fetch(f"http://127.0.0.1:{port}/-/healthy")
        store.podman("exec", container, *command)


def test_the_demo_runs_in_it_with_a_place_for_its_certificates(store: Containers) -> None:
    """As deploy/compose.yaml starts it: still read-only, with a tmpfs for /tmp."""
    port = free_port()
    demo = ("demo", f"--web.listen-address=127.0.0.1:{port}")
    with store.running(("--tmpfs", "/tmp:mode=1777"), demo) as _:
        assert "\nvos_up 1\n" in fetch(f"http://127.0.0.1:{port}/metrics")
