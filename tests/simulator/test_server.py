"""The server: counts, admin API, and a clean end."""

import asyncio
import errno
import os
import signal
import ssl
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.kits.caller import Call, Start
from tests.kits.plants import Clock
from vos_exporter.simulator import Simulator, admin
from vos_exporter.vos.routes import BY_KEY

SERVICES = BY_KEY["services"].path
NOON = 1_800_000_000


def trusting(simulator: Simulator) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(simulator.ca_file))


def test_connections_requests_and_logins_are_counted_exactly(call: Call) -> None:
    client = call()
    for _ in range(3):
        client.get(SERVICES)
    seen = client.simulator.requests
    assert (seen.connections, seen.token_requests, seen.total) == (1, 1, 4)
    assert seen.by_path == {"/oauth/token": 1, SERVICES: 3}
    assert [(entry.route, entry.authorization) for entry in seen.recent][:2] == [
        ("token", "Basic"),
        ("services", "Bearer"),
    ]
    seen.reset()
    assert (seen.connections, seen.total) == (0, 0)


def test_the_most_requests_at_once_are_counted(call: Call) -> None:
    client = call()
    client.simulator.fault("services", "hold")
    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(client.get, SERVICES) for _ in range(5)]
        client.simulator.requests.wait_until(lambda seen: seen.in_flight == 5)
        client.simulator.clear_faults()
        assert [answer.result().status_code for answer in waiting] == [200] * 5
    assert client.simulator.requests.peak_in_flight == 5


def test_the_administrator_is_not_counted(call: Call) -> None:
    client = call()
    context = ssl.create_default_context(cafile=str(client.simulator.ca_file))
    with httpx.Client(verify=context, trust_env=False) as administrator:
        seen = administrator.get(client.simulator.admin_url + "/requests").json()
        assert (seen["connections"], seen["total"], seen["token_requests"]) == (1, 1, 1)
        cleared = administrator.delete(client.simulator.admin_url + "/requests").json()
    assert cleared["total"] == 0


def test_the_admin_api_does_what_the_methods_do(call: Call) -> None:
    client = call()

    def send(method: str, path: str, **arguments: object) -> httpx.Response:
        return client.request(method, f"/admin/{path}", json=arguments)

    send("POST", "faults", route="services", kind="status", value=503, times=1)
    assert client.get("/admin/state").json()["faults"] == [
        {"route": "services", "kind": "status", "value": 503, "times": 1}
    ]
    assert [client.get(SERVICES).status_code for _ in range(2)] == [503, 200]
    send("POST", "faults", route="services", kind="drop")
    assert send("DELETE", "faults").json()["faults"] == []
    state = send("POST", "plant", fault="uplink-lost", object="cloudlink-01a").json()
    assert [(entry["fault"], entry["object"]) for entry in state["plant"]] == [("uplink-lost", 0)]
    assert send("POST", "plant", fault="uplink-lost", object=0, on=False).json()["plant"] == []
    send("POST", "scenario", name="node-hot")
    assert send("DELETE", "plant").json()["plant"] == []
    assert send("POST", "spelling", shape="b").json()["spelling"] == {
        "shape": "b",
        "alias": 1,
        "vague": False,
    }
    vague = send("POST", "spelling", shape="b", vague=True).json()["spelling"]
    assert vague == {"shape": "b", "alias": 1, "vague": True}
    assert isinstance(client.get(BY_KEY["nodes"].path).json(), dict)
    send("POST", "clock", skew=90)
    assert client.get("/admin/state").json()["clock_skew"] == 90


def test_the_admin_api_reaches_tokens(call: Call) -> None:
    client = call(reissue=False)

    def act(action: str, **arguments: object) -> Any:
        return client.post("/admin/tokens", json={"action": action, **arguments}).json()

    for action in ("expire", "revoke"):
        client.login()
        act(action)
        assert client.get(SERVICES).status_code == 401
    act("reject-with", status=403)
    assert client.get(SERVICES).status_code == 403
    act("expires-in", seconds=10)
    secret = act("rotate-secret")["client_secret"]
    assert secret == client.simulator.client_secret
    act("refuse")
    with pytest.raises(httpx.HTTPStatusError):
        client.login()
    act("accept")
    client.login()


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("faults", {"route": "services"}),
        ("faults", {"route": "x", "kind": "drop"}),
        ("plant", {"fault": "x"}),
        ("scenario", {"name": "x"}),
        ("tokens", {"action": "x"}),
        ("spelling", {"shape": "x"}),
        ("clock", {"skew": "x"}),
    ],
)
def test_the_admin_api_says_what_it_cannot_do(call: Call, path: str, arguments: dict[str, object]) -> None:
    answer = call().post(f"/admin/{path}", json=arguments)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_the_admin_api_is_for_this_machine_only() -> None:
    async def ask(address: str) -> httpx.Response:
        application = Starlette(routes=admin.routes("/admin", Simulator().world))
        transport = httpx.ASGITransport(app=application, client=(address, 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://vos") as client:
            return await client.get("/admin/state")

    assert asyncio.run(ask("::1")).status_code == 200
    refused = asyncio.run(ask("192.0.2.7"))
    assert (refused.status_code, refused.json()) == (403, {"error": "the admin API is for loopback only"})


def test_waiting_for_requests_that_never_come_ends() -> None:
    with pytest.raises(TimeoutError, match=r"no such requests within 0\.01 s"):
        Simulator().requests.wait_until(lambda seen: seen.total > 0, 0.01)


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "127.0.0.1"])
def test_the_url_is_one_that_the_certificate_is_for(start: Start, host: str) -> None:
    simulator = start(host=host)
    assert httpx.get(simulator.url, verify=trusting(simulator), trust_env=False).status_code == 200


def test_what_keeps_it_from_serving_is_raised_where_it_is_started(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with Simulator(ca_dir=tmp_path) as simulator:
        pass
    key = tmp_path / "server.key"
    lost = key.read_bytes()
    key.unlink()
    with pytest.raises(FileNotFoundError):
        simulator.start()
    assert set(threading.enumerate()) == before
    key.write_bytes(lost)
    with simulator:
        assert httpx.get(simulator.url, verify=trusting(simulator), trust_env=False).status_code == 200


def test_the_state_holds_no_secret(call: Call) -> None:
    client = call()
    text = client.get("/admin/state").text + client.get("/admin/requests").text
    oauth = client.simulator.oauth
    assert not [secret for secret in (oauth.client_secret, oauth.password, *oauth.issued) if secret in text]


def test_the_date_is_that_of_the_clock_and_can_be_wrong(call: Call, clock: Clock) -> None:
    client = call(clock=clock)

    def date() -> float:
        return parsedate_to_datetime(client.get(SERVICES).headers["Date"]).timestamp()

    assert date() == NOON
    client.simulator.skew_clock(-42)
    assert date() == NOON - 42


def test_it_can_go_away_and_come_back_at_the_same_place(call: Call) -> None:
    client = call()
    simulator, url = client.simulator, client.simulator.url
    simulator.stop()
    with pytest.raises(httpx.TransportError):
        client.get(SERVICES)
    simulator.start()
    assert simulator.url == url
    assert client.get(SERVICES).status_code == 200


def test_a_stop_leaves_no_thread_and_waits_for_nobody() -> None:
    before = set(threading.enumerate())
    with Simulator() as simulator:
        context = ssl.create_default_context(cafile=str(simulator.ca_file))
        simulator.fault("token", "hold")
        answers = []

        def ask() -> None:
            with httpx.Client(verify=context, trust_env=False, timeout=60) as client:
                try:
                    client.post(f"{simulator.url}/oauth/token")
                except httpx.TransportError as error:
                    answers.append(error)

        waiting = threading.Thread(target=ask)
        waiting.start()
        simulator.requests.wait_until(lambda seen: seen.in_flight == 1)
    waiting.join()
    assert len(answers) == 1
    assert set(threading.enumerate()) == before
    simulator.stop()


def test_a_port_that_is_taken_is_an_error(start: Start) -> None:
    with pytest.raises(OSError, match=rf"\[Errno {errno.EADDRINUSE}\]"):
        start(port=int(start().url.rpartition(":")[2]))


def test_without_a_port_there_is_no_url() -> None:
    with pytest.raises(RuntimeError, match="port"):
        _ = Simulator().url


@pytest.mark.parametrize("wrong", [{"scenario": "x"}, {"spelling": "x"}])
def test_unknown_options_are_errors(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="there are"):
        Simulator(**wrong)


def test_certificates_go_where_they_are_wanted_and_keys_are_private(tmp_path: Path) -> None:
    with Simulator(ca_dir=tmp_path) as simulator:
        assert simulator.ca_file == tmp_path / "ca.pem"
    assert (tmp_path / "server.key").stat().st_mode & 0o777 == 0o600


def test_it_runs_in_the_event_loop_of_another(tmp_path: Path) -> None:
    async def run() -> int:
        simulator = Simulator(ca_dir=tmp_path)
        ready = asyncio.Event()
        serving = asyncio.create_task(simulator.serve(ready=ready.set, signals=False))
        await ready.wait()
        context = ssl.create_default_context(cafile=str(simulator.ca_file))
        async with httpx.AsyncClient(verify=context, trust_env=False) as client:
            status = (await client.get(simulator.url)).status_code
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        return status

    assert asyncio.run(run()) == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    code = (
        "import asyncio; from vos_exporter.simulator import Simulator;"
        "s = Simulator(); asyncio.run(s.serve(ready=lambda: print(s.url, flush=True)))"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"https://127.0.0.1:")
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, b"")
