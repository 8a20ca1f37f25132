"""The process: it starts with everything down, ends cleanly, and leaks no secret anywhere."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.kits.processes import eventually, exporter_command, free_port, get, process
from tests.kits.tools import missing
from vos_exporter.simulator import Simulator

CONFIG = """
targets:
  - name: a
    url: {url}
    auth: {{client_id: {client_id}, client_secret: {secret}}}
    tls: {{ca_file: {ca_file}}}
"""


def configuration(folder: Path, simulator: Simulator, secret: str | None = None) -> Path:
    path = folder / "vos.yml"
    path.write_text(
        CONFIG.format(
            url=simulator.url,
            client_id=simulator.client_id,
            secret=secret or simulator.client_secret,
            ca_file=simulator.ca_file,
        )
    )
    return path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_exit_code_0(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    with Simulator() as simulator:
        file = configuration(tmp_path, simulator)
        serve = exporter_command("--config.file", str(file), "--web.listen-address", f"127.0.0.1:{port}")
        with process(*serve, log=tmp_path / "log") as started:
            eventually(lambda: "vos_up 1" in get(f"http://127.0.0.1:{port}/metrics"), "a scrape")
            started.send_signal(number)
            assert started.wait(20) == 0


def test_it_allows_itself_as_many_files_as_it_may_open(tmp_path: Path) -> None:
    """``process_max_fds`` says so; a shell's usual limit is a low one."""
    port = free_port()
    with Simulator() as simulator:
        file = configuration(tmp_path, simulator)
        serve = exporter_command("--config.file", str(file), "--web.listen-address", f"127.0.0.1:{port}")
        limited = ("sh", "-c", 'ulimit -Sn 100; ulimit -Hn 900; exec "$@"', "sh", *serve)
        with process(*limited, log=tmp_path / "log"):
            metrics = eventually(lambda: get(f"http://127.0.0.1:{port}/metrics"), "a scrape")
    assert "\nprocess_max_fds 900" in metrics


def test_a_signal_ends_it_as_process_1_too(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-pf", "true"], capture_output=True).returncode:
        missing("a process namespace needs unshare and root")
    port = free_port()
    with Simulator() as simulator:
        file = configuration(tmp_path, simulator)
        serve = exporter_command("--config.file", str(file), "--web.listen-address", f"127.0.0.1:{port}")
        with process(unshare, "-pf", "--kill-child", *serve, log=tmp_path / "log") as started:
            eventually(lambda: get(f"http://127.0.0.1:{port}/-/healthy"), "health")
            children = Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split()
            subprocess.run(["kill", "-TERM", *children], check=True)
            assert started.wait(20) == 0


def test_a_signal_during_a_scrape_ends_it_at_once_and_cleanly(tmp_path: Path) -> None:
    port = free_port()
    with Simulator() as simulator:
        simulator.fault("services", "hold")
        file = configuration(tmp_path, simulator)
        serve = exporter_command("--config.file", str(file), "--web.listen-address", f"127.0.0.1:{port}")
        with process(*serve, log=tmp_path / "log") as started, ThreadPoolExecutor() as pool:
            eventually(lambda: get(f"http://127.0.0.1:{port}/-/healthy"), "health")
            scraping = pool.submit(get, f"http://127.0.0.1:{port}/metrics")
            simulator.requests.wait_until(lambda seen: seen.by_route["services"] == 1, 30)
            started.send_signal(signal.SIGTERM)
            assert started.wait(20) == 0
            with pytest.raises(urllib.error.HTTPError) as refused:
                scraping.result()
            assert refused.value.code == 503
            refused.value.close()
        simulator.clear_faults()
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_it_starts_with_the_target_down_and_says_so(tmp_path: Path) -> None:
    port = free_port()
    simulator = Simulator()
    with simulator:
        file = configuration(tmp_path, simulator)
    serve = exporter_command("--config.file", str(file), "--web.listen-address", f"127.0.0.1:{port}")
    with process(*serve, log=tmp_path / "log"):
        body = eventually(lambda: get(f"http://127.0.0.1:{port}/metrics"), "the metrics")
    assert "\nvos_up 0\n" in body
    assert 'vos_api_request_errors_total{route="services",reason="connect"} 1\n' in body


def test_the_answer_arrives_inside_the_scrape_timeout_of_prometheus(tmp_path: Path) -> None:
    port = free_port()
    with Simulator() as simulator:
        simulator.fault("services", "hold")
        file = configuration(tmp_path, simulator)
        serve = exporter_command("--config.file", str(file), "--web.listen-address", f"127.0.0.1:{port}")
        with process(*serve, log=tmp_path / "log"):
            eventually(lambda: get(f"http://127.0.0.1:{port}/-/healthy"), "health")
            body = get(f"http://127.0.0.1:{port}/metrics", **{"X-Prometheus-Scrape-Timeout-Seconds": "1.5"})
        simulator.clear_faults()
    assert "\nvos_scrape_budget_seconds 1\n" in body
    assert 'vos_api_route_state{route="services",state="timeout"} 1\n' in body
    assert 'vos_api_route_state{route="sources",state="ok"} 1\n' in body
    used = next(line for line in body.splitlines() if line.startswith("vos_scrape_duration_seconds "))
    assert float(used.split()[1]) < 1.5


def test_secrets_and_tokens_are_in_no_output(tmp_path: Path) -> None:
    """Canaries are planted wherever a secret can be; every page, log line and command is searched."""
    port = free_port()
    canaries = {"canary-secret-0123456789", "canary-client-0123456789"}
    with Simulator(
        client_id="canary-client-0123456789", client_secret="canary-secret-0123456789"
    ) as simulator:
        file = configuration(tmp_path, simulator)
        flags = ["--log.level", "debug", "--config.file", str(file)]
        serve = exporter_command(*flags, "--web.listen-address", f"127.0.0.1:{port}")
        outputs: list[str] = []
        with process(*serve, log=tmp_path / "log"):
            base = f"http://127.0.0.1:{port}"
            eventually(lambda: get(f"{base}/-/healthy"), "health")
            for fault in ((), ("token", "garbage"), ("services", "redirect"), ("services", "garbage")):
                if fault:
                    simulator.fault(*fault)
                    simulator.revoke_tokens()
                outputs += [pages(base)]
                simulator.clear_faults()
            simulator.rotate_secret("canary-rotated-0123456789")
            simulator.revoke_tokens()
            outputs += [pages(base)]
        outputs.append((tmp_path / "log").read_text())
        for command in ("check", "scrape", "routes"):
            done = subprocess.run(exporter_command(*flags[:2], command, *flags[2:]), capture_output=True)
            outputs.append((done.stdout + done.stderr).decode())
        canaries |= set(simulator.oauth.issued)
    found = {canary for canary in canaries for text in outputs if canary in text}
    assert len(canaries) > 3
    assert not found


def pages(base: str) -> str:
    """Everything the exporter serves about its target, errors too."""
    texts = []
    for path in (
        "/metrics",
        "/probe?target=a&debug=true",
        "/",
        "/status",
        "/status?format=json",
        "/config",
        "/sd",
    ):
        try:
            texts.append(get(base + path))
        except urllib.error.HTTPError as error:
            with error:
                texts.append(error.read().decode())
    return "\n".join(texts)


def supervised(tmp_path: Path) -> tuple[socket.socket, dict[str, str]]:
    """A socket as systemd's, and what tells a process of it."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.settimeout(30)
    listening.bind(str(tmp_path / "notify"))
    return listening, {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "600000"}


def heard(listening: socket.socket, *, but: bytes = b"WATCHDOG=1") -> bytes:
    """The next word that is no sign of life."""
    word = but
    while word == but:
        word = listening.recv(200)
    return word.split(b"\n")[0]


def test_systemd_hears_of_every_step_of_its_life(tmp_path: Path) -> None:
    with Simulator() as simulator:
        file = configuration(tmp_path, simulator)
        serve = exporter_command("--config.file", str(file), "--web.listen-address", "127.0.0.1:0")
        listening, environment = supervised(tmp_path)
        with listening, process(*serve, log=tmp_path / "log", **environment) as started:
            assert heard(listening) == b"READY=1"
            assert heard(listening, but=b"") == b"WATCHDOG=1"
            started.send_signal(signal.SIGHUP)
            assert [heard(listening), heard(listening)] == [b"RELOADING=1", b"READY=1"]
            started.send_signal(signal.SIGTERM)
            assert heard(listening) == b"STOPPING=1"
            assert started.wait(20) == 0


def test_a_reload_may_be_asked_for_at_any_moment(tmp_path: Path) -> None:
    """F11: in the first third of a second, and at the end, SIGHUP killed it."""
    with Simulator() as simulator:
        file = configuration(tmp_path, simulator)
        serve = exporter_command("--config.file", str(file), "--web.listen-address", "127.0.0.1:0")
        listening, environment = supervised(tmp_path)
        with listening, process(*serve, log=tmp_path / "log", **environment) as started:
            # Python itself takes a moment before any line of ours runs.
            eventually(lambda: ignores_hangup(started.pid), "it has begun")
            while not ready(listening):
                started.send_signal(signal.SIGHUP)
            started.send_signal(signal.SIGTERM)
            while started.poll() is None:
                started.send_signal(signal.SIGHUP)
            assert started.returncode == 0


def ignores_hangup(pid: int) -> bool:
    """Whether SIGHUP is ignored or handled."""
    status = Path(f"/proc/{pid}/status").read_text()
    masks = [int(line.split()[1], 16) for line in status.splitlines() if line[:6] in ("SigIgn", "SigCgt")]
    return any(mask & 1 << (signal.SIGHUP - 1) for mask in masks)


def ready(listening: socket.socket) -> bool:
    """Whether READY was heard, waiting for a moment."""
    listening.settimeout(0.005)
    try:
        return listening.recv(200) == b"READY=1"
    except TimeoutError:
        return False


def test_a_command_that_does_not_reload_ends_with_its_terminal(tmp_path: Path) -> None:
    with process(
        *exporter_command("simulate", "--listen-address", "127.0.0.1:0"), log=tmp_path / "log"
    ) as one:
        eventually(lambda: "simulated VOS" in (tmp_path / "log").read_text(), "it runs")
        one.send_signal(signal.SIGHUP)
        assert one.wait(20) == -signal.SIGHUP


@pytest.mark.parametrize("place", ["standard output", "log"])
def test_who_stops_reading_what_it_writes_holds_it_up_in_nothing(tmp_path: Path, place: str) -> None:
    """F9: at the second scrape the whole process hung in a write to the pipe."""
    port = free_port()
    with Simulator() as simulator:
        file = configuration(tmp_path, simulator)
        file.write_text(file.read_text() + "    notifications: {log: true}\n")
        serve = exporter_command(
            "--config.file", str(file), "--web.listen-address", f"127.0.0.1:{port}", "--log.level", "debug",
        )  # fmt: skip
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4_096)
        fill(writing)
        with (tmp_path / "other").open("wb") as other:
            outputs = (writing, other) if place == "standard output" else (other, writing)
            started = subprocess.Popen(serve, stdout=outputs[0], stderr=outputs[1])
        try:
            eventually(lambda: "vos_up 1" in get(f"http://127.0.0.1:{port}/metrics"), "a scrape")
            for number in range(5):
                simulator.break_plant("source-loss", number)
                assert "vos_up 1" in get(f"http://127.0.0.1:{port}/metrics")
            assert "healthy" in get(f"http://127.0.0.1:{port}/-/healthy")
            started.send_signal(signal.SIGTERM)
            assert started.wait(20) == 0
        finally:
            started.kill()
            started.wait()
            os.close(reading)
            os.close(writing)


def fill(pipe: int) -> None:
    """Write until it takes no more."""
    os.set_blocking(pipe, False)
    with contextlib.suppress(BlockingIOError):
        while os.write(pipe, b"x" * 1_000):
            pass
    os.set_blocking(pipe, True)
