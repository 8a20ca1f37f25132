"""Writes: whole objects, taken as the record says, or lost on purpose; the plant lives on with them."""

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.kits.caller import Caller
from tests.kits.plants import Clock
from vos_exporter.simulator import Simulator

Row = dict[str, Any]

SERVICES = "/vos-api/configure/v1/services"
DESTINATIONS = "/vos-api/configure/v1/destinations"


class Writer(Caller):
    """A client that may write."""

    def login(self) -> str:
        credentials = (self.simulator.writer_id, self.simulator.writer_secret)
        answer = self.post("/oauth/token?grant_type=client_credentials", auth=credentials)
        token = answer.raise_for_status().json()["access_token"]
        self.headers["Authorization"] = f"Bearer {token}"
        return str(token)


Write = Callable[..., Writer]


@pytest.fixture
def write(start: Callable[..., Simulator]) -> Iterator[Write]:
    callers: list[Writer] = []

    def writer(**options: Any) -> Writer:
        callers.append(Writer(start(services=5, **options)))
        callers[-1].login()
        return callers[-1]

    yield writer
    for caller in callers:
        caller.close()


def first(client: Caller, path: str = SERVICES) -> Row:
    found: list[Row] = client.get(path).json()
    return found[0]


def shown(client: Caller, id: str, path: str = SERVICES) -> Row:
    found: Row = client.get(f"{path}/{id}").raise_for_status().json()
    return found


def test_one_object_reads_as_it_is_listed(write: Write) -> None:
    client = write()
    assert shown(client, first(client)["id"]) == first(client)
    assert client.get(f"{SERVICES}/nothing").status_code == 404


def test_the_client_of_the_exporter_may_not_write(call: Callable[..., Caller]) -> None:
    client = call(services=5)
    service = first(client)
    assert client.put(f"{SERVICES}/{service['id']}", json=service).status_code == 403
    assert client.post(SERVICES, json=service).status_code == 403
    assert client.simulator.requests.writes == 2


def test_a_service_that_is_switched_off_loses_its_pod(write: Write) -> None:
    client = write()
    service = first(client) | {"controlState": "OFF"}
    pods = len(client.get("/vos-api/kubernetes/v1/pods").json())
    assert client.put(f"{SERVICES}/{service['id']}", json=service).status_code == 200
    assert first(client) == service
    assert len(client.get("/vos-api/kubernetes/v1/pods").json()) == pods - 1


def test_values_come_back_byte_for_byte(write: Write) -> None:
    client = write()
    service = first(client)
    text = json.dumps(service)[:-1] + ', "odd": {"b": 1.50e3 , "a":"\\u00e9"}}'
    client.put(f"{SERVICES}/{service['id']}", content=text, headers={"Content-Type": "application/json"})
    assert '{"b": 1.50e3 , "a":"\\u00e9"}' in client.get(SERVICES).text


def test_an_added_service_appears_and_lives(write: Write) -> None:
    client = write()
    service = first(client) | {"id": str(uuid.uuid4()), "name": "new-01"}
    assert client.post(SERVICES, json=service).json() == service
    assert client.get(SERVICES).json()[-1] == service
    pods = client.get("/vos-api/kubernetes/v1/pods").json()
    assert any(service["id"] in str(pod) for pod in pods)
    client.simulator.break_plant("control-state", "new-01")
    assert shown(client, service["id"])["controlState"] == "OFF"


def test_an_empty_id_is_filled_in(write: Write) -> None:
    client = write()
    made = client.post(SERVICES, json=first(client) | {"id": "", "name": "new-01"}).json()
    assert uuid.UUID(made["id"])
    assert shown(client, made["id"]) == made


def test_whoever_wrote_last_is_right(write: Write) -> None:
    client = write()
    service = first(client)
    client.simulator.break_plant("control-state", service["id"])
    assert first(client)["controlState"] == "OFF"
    client.put(f"{SERVICES}/{service['id']}", json=service)
    assert first(client)["controlState"] == "ACTIVATED"


def test_passwords_are_answered_as_asterisks(write: Write) -> None:
    client = write()
    destination = first(client, DESTINATIONS)
    points = destination["outputs"][0]["originSettings"]["originOutputEndPoints"]
    points[0]["password"], points[1]["password"] = "hunter2", ""
    client.put(f"{DESTINATIONS}/{destination['id']}", json=destination)
    points[0]["password"] = "******"
    assert first(client, DESTINATIONS) == destination


BROKEN: dict[str, Callable[[Row], Any]] = {
    "a key is missing": lambda service: {key: value for key, value in service.items() if key != "rank"},
    "another id": lambda service: service | {"id": str(uuid.uuid4())},
    "no such profile": lambda service: service | {"profileId": "x"},
    "no such source": lambda service: service | {"serviceSources": [{"sourceId": "x", "rank": 1}]},
    "no such destination": lambda service: service | {"destinationId": "x"},
    "a name that is taken": lambda service: service | {"name": "sport-01"},
    "an edge without a source": lambda service: service | {"serviceSources": [{"rank": 1}]},
    "not an object": lambda service: [service],
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_what_is_not_whole_is_refused(write: Write, change: Callable[[Row], Any]) -> None:
    client = write()
    service = first(client)
    assert client.put(f"{SERVICES}/{service['id']}", json=change(service)).status_code == 400
    assert first(client) == service


def test_an_id_that_is_taken_is_refused(write: Write) -> None:
    client = write()
    assert client.post(SERVICES, json=first(client) | {"name": "new-01"}).status_code == 400


def test_nobody_can_change_what_is_not_there(write: Write) -> None:
    client = write()
    client.simulator.fault("services", "write-raced", {"rank": 7})
    new = first(client) | {"id": str(uuid.uuid4()), "name": "new-01"}
    assert client.post(SERVICES, json=new).status_code == 200
    assert shown(client, new["id"]) == new


def test_nothing_is_deleted(write: Write) -> None:
    client = write()
    service = first(client)
    assert client.delete(f"{SERVICES}/{service['id']}").status_code == 405
    assert first(client) == service


def test_a_write_to_nothing_is_not_found(write: Write) -> None:
    client = write()
    assert client.put(f"{SERVICES}/nothing", json=first(client)).status_code == 404


def off(client: Caller) -> httpx.Response:
    service = first(client)
    return client.put(f"{SERVICES}/{service['id']}", json=service | {"controlState": "OFF"})


def test_a_refused_write_is_not_taken(write: Write) -> None:
    client = write()
    client.simulator.fault("services", "write-refused", 409)
    assert off(client).status_code == 409
    assert first(client)["controlState"] == "ACTIVATED"


@pytest.mark.parametrize(("kind", "state"), [("write-cut", "ACTIVATED"), ("write-lost", "OFF")])
def test_an_answer_can_be_lost(write: Write, kind: str, state: str) -> None:
    client = write()
    client.simulator.fault("services", kind, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        off(client)
    assert first(client)["controlState"] == state


def test_an_answer_can_be_slow_while_the_write_is_taken_at_once(write: Write) -> None:
    client = write()
    client.simulator.fault("services", "write-slow", 60_000)
    with pytest.raises(httpx.ReadTimeout):
        client.put(f"{SERVICES}/{first(client)['id']}", json=first(client) | {"rank": 5}, timeout=0.5)
    assert first(client)["rank"] == 5


def test_a_write_can_come_late_or_never(write: Write, clock: Clock) -> None:
    client = write(clock=clock)
    client.simulator.fault("services", "write-late", 30_000, times=1)
    assert off(client).status_code == 200
    assert first(client)["controlState"] == "ACTIVATED"
    clock.now += 31
    assert first(client)["controlState"] == "OFF"
    client.simulator.fault("services", "write-ignored")
    client.put(f"{SERVICES}/{first(client)['id']}", json=first(client) | {"controlState": "ACTIVATED"})
    clock.now += 1e9
    client.login()
    assert first(client)["controlState"] == "OFF"


@pytest.mark.parametrize(("kind", "rank"), [("write-raced", 0), ("write-overtaken", 7)])
def test_a_race_is_lost_on_purpose(write: Write, kind: str, rank: int) -> None:
    client = write()
    client.simulator.fault("services", kind, {"rank": 7})
    assert off(client).status_code == 200
    assert (first(client)["controlState"], first(client)["rank"]) == ("OFF", rank)


def test_somebody_else_writes_after_a_read(write: Write) -> None:
    client = write()
    service = first(client)
    client.simulator.fault("services", "read-raced", {"rank": 7}, times=1)
    assert shown(client, service["id"]) == service
    assert shown(client, service["id"])["rank"] == 7


def test_a_server_may_number_new_objects_itself(write: Write) -> None:
    client = write()
    client.simulator.fault("services", "write-renumbered")
    wanted = first(client) | {"id": str(uuid.uuid4()), "name": "new-01"}
    assert client.post(SERVICES, json=wanted).json()["id"] != wanted["id"]


def test_what_was_written_is_kept_for_tests(write: Write) -> None:
    client = write()
    off(client)
    (sent,) = client.simulator.requests.sent
    assert (sent.method, json.loads(sent.body)["controlState"]) == ("PUT", "OFF")
