"""Plans are done whole and safe, or not at all, and what was done is said."""

import fcntl
import json
import os
import stat
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.kits.control import Bench
from tests.kits.tools import missing
from vos_exporter.control.api import Api
from vos_exporter.control.applying import Applier
from vos_exporter.control.errors import ControlError
from vos_exporter.control.journal import Journal
from vos_exporter.control.plan import Step

OFF = {"services": [{"name": "news-01", "controlState": "OFF"}]}
ODD = '{"b": 1.50e3 , "a":"\\u00e9", "many": 123456789012345678901234567890}'


def raw(body: str | bytes) -> dict[str, bytes]:
    """Keys and the bytes of their values."""
    return {
        key: bytes(value) for key, value in msgspec.json.decode(body, type=dict[str, msgspec.Raw]).items()
    }


def test_a_plan_writes_nothing_and_says_by_its_exit_code_that_there_is_something_to_do(bench: Bench) -> None:
    before = bench.everything()
    done = bench.run("plan", bench.write("wanted.yml", OFF))
    assert done.code == 2
    assert "controlState: ACTIVATED -> OFF" in done.out
    assert bench.vos.requests.writes == 0
    assert bench.everything() == before


def test_an_apply_changes_the_named_keys_and_nothing_else(bench: Bench) -> None:
    expected = bench.everything()
    expected["services"][0]["controlState"] = "OFF"
    done = bench.run("apply", bench.plan(OFF))
    assert (done.code, done.out.splitlines()[0]) == (0, "service news-01: done")
    assert bench.everything() == expected


def test_keys_that_nobody_knows_survive_byte_for_byte(bench: Bench) -> None:
    bench.put("news-01", json.dumps(bench.named("news-01"))[:-1] + f', "odd": {ODD}}}')
    before = raw(json.dumps(bench.named("news-01")))
    bench.run("apply", bench.plan(OFF))
    (sent,) = bench.vos.requests.sent
    after = raw(sent.body)
    assert after["odd"] == ODD.encode()
    assert after["controlState"] == b'"OFF"'
    assert after.keys() == before.keys()
    assert sent.method == "PUT"


def test_a_second_apply_does_nothing(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.run("apply", plan)
    done = bench.run("apply", plan)
    assert (done.code, "nothing to do" in done.out) == (0, True)
    assert len(bench.vos.requests.sent) == 1


def test_the_rollback_file_takes_it_back(bench: Bench) -> None:
    before = bench.everything()
    document = {
        "services": [
            {"name": "news-01", "controlState": "OFF", "rank": 3, "addons": {"scte35SlateAddon": None}},
        ],
        "sources": [{"name": "news-01-feed", "enableMonitoring": False, "labels": ["a", "b"]}],
    }
    done = bench.run("apply", bench.plan(document))
    assert done.code == 0, done.said
    assert bench.everything() != before
    assert stat.S_IMODE(Path(done.rollback).stat().st_mode) == 0o600
    back = bench.run("apply", done.rollback)
    assert back.code == 0, back.said
    assert bench.everything() == before


def test_the_rollback_of_a_rollback_is_the_change(bench: Bench) -> None:
    done = bench.run("apply", bench.plan(OFF))
    changed = bench.everything()
    back = bench.run("apply", done.rollback)
    bench.run("apply", back.rollback)
    assert bench.everything() == changed


# What others do meanwhile.


def test_a_plan_whose_world_has_moved_is_stale(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.put("news-01", json.dumps(bench.named("news-01") | {"rank": 7}))
    done = bench.run("apply", plan)
    assert done.code == 4
    assert "somebody changed rank since the plan was made" in done.out
    assert not bench.vos.requests.sent
    assert bench.named("news-01")["controlState"] == "ACTIVATED"
    assert bench.audit()[-1]["outcome"] == "stale"


def test_if_one_step_is_stale_no_step_is_done(bench: Bench) -> None:
    plan = bench.plan({"services": [*OFF["services"], {"name": "sport-01", "controlState": "OFF"}]})
    bench.vos.break_plant("rename", "sport-01", "football-01")
    before = bench.everything()
    done = bench.run("apply", plan)
    assert done.code == 4
    assert "service news-01: not tried" in done.out
    assert bench.everything() == before


def test_an_object_that_is_gone_is_stale(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.vos.break_plant("delete", "news-01")
    assert bench.run("apply", plan).code == 4


def test_it_is_read_again_just_before_the_write(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.vos.fault("services", "read-raced", {"rank": 7}, times=1)
    done = bench.run("apply", plan)
    assert done.code == 4
    assert not bench.vos.requests.sent


def test_whoever_overwrites_it_at_the_same_time_is_told_of(bench: Bench) -> None:
    bench.vos.fault("services", "write-overtaken", {"controlState": "ACTIVATED", "rank": 7})
    done = bench.run("apply", bench.plan(OFF))
    assert done.code == 4
    assert "somebody else wrote it at the same time" in done.out


def test_what_vos_changes_besides_is_told(bench: Bench) -> None:
    bench.vos.fault("services", "write-overtaken", {"version": 2})
    done = bench.run("apply", bench.plan(OFF))
    assert done.code == 0
    assert "VOS also changed version" in done.out
    assert bench.run("apply", done.rollback).code == 0


def test_the_race_between_the_last_read_and_the_write_is_lost_as_the_page_says(bench: Bench) -> None:
    """Nobody can close it without VOS: what somebody wrote in this moment is overwritten."""
    bench.vos.fault("services", "write-raced", {"rank": 7})
    assert bench.run("apply", bench.plan(OFF)).code == 0
    assert bench.named("news-01")["rank"] == 0
    page = (Path(__file__).parents[2] / "docs/vosctl.md").read_text()
    assert "between the last read and the write" in page


# What becomes of a write.


@pytest.mark.parametrize(
    ("fault", "value"), [("write-late", 800), ("write-lost", None), ("write-slow", 60_000)], ids=str
)
def test_a_write_that_was_taken_is_found_out(bench: Bench, fault: str, value: int | None) -> None:
    bench.configure(write_timeout="1s")
    bench.vos.fault("services", fault, value)
    done = bench.run("apply", bench.plan(OFF))
    assert done.code == 0, done.said
    assert ("the answer was lost" in done.out) is (fault != "write-late")
    assert len(bench.vos.requests.sent) == 1
    assert bench.audit()[-1]["outcome"] == "done"


@pytest.mark.parametrize("fault", ["write-cut", "write-ignored"])
def test_a_write_that_is_not_seen_in_time_is_pending_and_never_repeated(bench: Bench, fault: str) -> None:
    bench.vos.fault("services", fault)
    done = bench.run("apply", bench.plan(OFF))
    assert done.code == 3
    assert "service news-01: pending" in done.out
    assert "look before you try again" in done.out
    assert len(bench.vos.requests.sent) == 1
    assert bench.audit()[-1]["outcome"] == "pending"


def test_a_pending_write_that_comes_later_can_be_taken_back(bench: Bench) -> None:
    before = bench.everything()
    bench.vos.fault("services", "write-late", 2_500, times=1)
    done = bench.run("apply", bench.plan(OFF))
    assert done.code == 3
    deadline = time.monotonic() + 20
    while bench.named("news-01")["controlState"] != "OFF":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert bench.run("apply", done.rollback).code == 0
    assert bench.everything() == before


def test_a_refusal_is_an_error_and_changes_nothing(bench: Bench) -> None:
    before = bench.everything()
    bench.vos.fault("services", "write-refused", 409)
    done = bench.run("apply", bench.plan(OFF))
    assert (done.code, "VOS answered 409; it is as it was" in done.out) == (1, True)
    assert bench.everything() == before
    assert bench.audit()[-1]["outcome"] == "refused"


def test_a_client_that_may_only_read_is_refused(bench: Bench) -> None:
    plan = bench.plan(OFF)
    target = {
        "name": "headend-a",
        "url": bench.vos.url,
        "auth": {"client_id": bench.vos.client_id, "client_secret": bench.vos.client_secret},
        "tls": {"ca_file": str(bench.vos.ca_file)},
    }
    bench.configure(targets=[target])
    done = bench.run("apply", plan)
    assert (done.code, "VOS answered 403" in done.out) == (1, True)
    assert len(bench.vos.requests.sent) == 1


def test_a_vos_that_falls_silent_after_the_write_leaves_it_pending(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Api.replace

    async def replaced(self: Api, *arguments: Any) -> None:
        await replace(self, *arguments)
        bench.vos.fault("services", "status", 503)

    monkeypatch.setattr(Api, "replace", replaced)
    done = bench.run("apply", bench.plan(OFF))
    assert done.code == 3
    assert "cannot be read" in done.out


# Several steps.


def test_a_plan_stops_at_its_first_failure_and_says_how_to_go_back(bench: Bench) -> None:
    before = bench.everything()
    names = ("news-01", "sport-01", "movies-01")
    plan = bench.plan(
        {
            "services": [{"name": names[0], "controlState": "OFF"}],
            "sources": [{"name": f"{name}-feed", "enableMonitoring": False} for name in names[:2]],
        }
    )
    bench.vos.fault("services", "write-refused")
    done = bench.run("apply", plan)
    assert done.code == 1
    assert [line.partition(":")[0] + line.partition(":")[2][:8] for line in done.out.splitlines()[:3]] == [
        "source news-01-feed done", "source sport-01-feed done", "service news-01 refused",
    ]  # fmt: skip
    assert "stopped: 2 of 3 done" in done.out
    bench.vos.clear_faults()
    assert bench.run("apply", done.rollback).code == 0
    assert bench.everything() == before


def test_what_comes_after_a_failure_is_not_tried(bench: Bench) -> None:
    plan = bench.plan({"services": [*OFF["services"], {"name": "sport-01", "controlState": "OFF"}]})
    bench.vos.fault("services", "write-refused", times=1)
    done = bench.run("apply", plan)
    assert "service sport-01: not tried" in done.out
    assert bench.named("sport-01")["controlState"] == "ACTIVATED"
    assert len(bench.vos.requests.sent) == 1


def test_there_are_two_seconds_between_two_writes_of_whatever_process(bench: Bench) -> None:
    plan = bench.plan({"services": [*OFF["services"], {"name": "sport-01", "controlState": "OFF"}]})
    bench.as_it_ships()
    done = bench.run("apply", plan)
    bench.run("apply", done.rollback)
    times = [sent.at for sent in bench.vos.requests.sent]
    assert len(times) == 4
    assert min(later - earlier for earlier, later in pairwise(times)) >= 2


# What is kept.


def test_every_attempt_is_kept_before_and_after(bench: Bench) -> None:
    bench.run("apply", bench.plan(OFF))
    begin, end = bench.audit()
    assert begin["attempt"] == end["attempt"]
    assert (begin["event"], end["event"], end["outcome"]) == ("begin", "end", "done")
    assert (begin["before"], begin["after"]) == ({"controlState": "ACTIVATED"}, {"controlState": "OFF"})
    assert begin["digest_before"] != begin["digest_after"]
    assert {"at", "who", "host", "from", "pid", "target", "url", "kind", "id", "name", "action"} <= end.keys()
    assert stat.S_IMODE((bench.state / "audit.jsonl").stat().st_mode) == 0o600


def test_killed_between_write_and_answer_the_attempt_and_the_way_back_are_there(bench: Bench) -> None:
    before = bench.everything()
    plan = bench.plan(OFF)
    bench.vos.fault("services", "write-slow", 60_000)
    with bench.start("apply", plan) as process:
        bench.vos.requests.wait_until(lambda requests: len(requests.sent) == 1, 60)
        process.kill()
    (begin,) = bench.audit()
    assert begin["event"] == "begin"
    bench.vos.clear_faults()
    (rollback,) = bench.state.glob("rollback-*.json")
    assert bench.run("apply", rollback).code == 0
    assert bench.everything() == before


def test_an_interrupted_apply_says_how_to_go_back(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.vos.fault("services", "write-slow", 60_000)
    with bench.start("apply", plan) as process:
        bench.vos.requests.wait_until(lambda requests: len(requests.sent) == 1, 60)
        process.send_signal(2)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "to go back: vosctl apply" in err
    assert "Traceback" not in err
    assert bench.audit()[-1]["outcome"] == "pending"


def test_what_cannot_be_kept_is_not_written(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.state.write_text("a file in the place of the folder")
    done = bench.run("apply", plan)
    assert (done.code, "nothing is written to VOS" in done.err) == (1, True)
    assert not bench.vos.requests.sent


def test_a_link_in_the_place_of_the_audit_file_is_not_followed(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.state.mkdir()
    (bench.state / "audit.jsonl").symlink_to(bench.folder / "elsewhere")
    done = bench.run("apply", plan)
    assert done.code == 1
    assert not (bench.folder / "elsewhere").exists()
    assert not bench.vos.requests.sent


# Two at once.


def test_two_on_one_object_one_wins_and_the_other_says_stale(bench: Bench) -> None:
    first = bench.plan(OFF).rename(bench.folder / "first.plan")
    second = bench.plan({"services": [{"name": "news-01", "rank": 7}]})
    bench.vos.fault("services", "write-slow", 500)
    processes = [bench.start("apply", plan) for plan in (first, second)]
    said = [process.communicate(timeout=60)[0] for process in processes]
    codes = [process.returncode for process in processes]
    assert sorted(codes) == [0, 4], said
    service = bench.named("news-01")
    won = codes.index(0)
    assert (service["controlState"], service["rank"]) == [("OFF", 0), ("ACTIVATED", 7)][won]
    assert len(bench.vos.requests.sent) == 1


def test_a_plan_is_only_for_its_own_system(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.write("other.plan", plan.read_text().replace(bench.vos.url, "https://vos-b.example.com"))
    done = bench.run("apply", "other.plan")
    assert (done.code, "this plan is for headend-a (https://vos-b.example.com)" in done.err) == (1, True)


@pytest.mark.parametrize("text", ["", "{}", "services: []", '{"vosctl_plan": 1}', '{"vosctl_plan": "x"}'])
def test_what_is_no_plan_is_refused(bench: Bench, text: str) -> None:
    bench.write("no.plan", text)
    done = bench.run("apply", "no.plan")
    assert (done.code, "this is not a plan" in done.err) == (1, True)


def test_a_plan_of_another_form_is_refused(bench: Bench) -> None:
    plan = bench.plan(OFF)
    plan.write_text(plan.read_text().replace('"vosctl_plan": 1', '"vosctl_plan": 2'))
    done = bench.run("apply", plan)
    assert (done.code, "this vosctl reads form 1" in done.err) == (1, True)


# What goes wrong on the way.


def test_a_vos_that_cannot_be_read_before_the_write_is_not_written_to(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall_silent(self: Applier) -> None:
        bench.vos.fault("services", "status", 503)

    monkeypatch.setattr(Applier, "_wait_for_pause", fall_silent)
    done = bench.run("apply", bench.plan(OFF))
    assert (done.code, "service news-01: failed" in done.out, "it was not written" in done.out) == (
        1,
        True,
        True,
    )
    assert not bench.vos.requests.sent


def test_references_that_cannot_be_looked_at_are_an_error_before_anything_is_written(bench: Bench) -> None:
    plan = bench.plan({"services": [{"name": "news-01", "profile": "sd-ladder"}]})
    bench.vos.fault("profiles", "status", 503)
    done = bench.run("apply", plan)
    assert (done.code, "profiles cannot be read" in done.err) == (1, True)
    assert not bench.vos.requests.sent


def test_a_read_that_takes_too_long_is_an_error(bench: Bench) -> None:
    bench.configure(read_timeout="200ms")
    bench.vos.fault("services", "hold")
    done = bench.run("services", "list")
    assert (done.code, "services cannot be read: VOS did not answer in time" in done.err) == (1, True)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Do ``act`` just before the write is sent."""
    begin = Journal.begin

    def begun(self: Journal, *arguments: Any) -> str:
        act()
        return begin(self, *arguments)

    monkeypatch.setattr(Journal, "begin", begun)


def test_a_refusal_that_cannot_be_looked_at_says_so(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.vos.fault("services", "write-refused")
    meanwhile(monkeypatch, lambda: bench.vos.fault("services", "status", 503))
    done = bench.run("apply", bench.plan(OFF))
    assert (done.code, "it could not be looked at afterwards" in done.out) == (1, True)


def test_a_refusal_of_what_has_changed_nevertheless_says_so(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = json.dumps(bench.named("news-01") | {"rank": 7})
    plan = bench.plan(OFF)

    def change() -> None:
        bench.put("news-01", body)
        bench.vos.fault("services", "write-refused")

    meanwhile(monkeypatch, change)
    done = bench.run("apply", plan)
    assert (done.code, "it is not as it was, look at it" in done.out) == (1, True)


def test_a_state_that_is_neither_the_old_nor_the_new_is_pending(bench: Bench) -> None:
    bench.vos.fault("services", "write-overtaken", {"controlState": "STARTING"})
    done = bench.run("apply", bench.plan(OFF))
    assert (done.code, "neither the old nor the new state" in done.out) == (3, True)


def test_a_plan_that_names_a_secret_without_a_place_is_not_written(bench: Bench) -> None:
    plan = bench.plan({"services": [{"name": "news-01", "addons": {"logoAddon": {"url": "x"}}}]})
    plan.write_text(plan.read_text().replace('"url": "x"', '"password": "<secret>"'))
    done = bench.run("apply", plan)
    assert (done.code, "has nothing to stay in; it was not written" in done.out) == (1, True)
    assert not bench.vos.requests.sent


def test_on_a_full_disk_nothing_is_written_to_vos(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.state.mkdir()
    try:
        os.mknod(bench.state / "audit.jsonl", 0o600 | stat.S_IFCHR, os.makedev(1, 7))
        os.close(os.open(bench.state / "audit.jsonl", os.O_WRONLY))
    except PermissionError:
        missing("a disk that is full needs root")
    done = bench.run("apply", plan)
    assert (done.code, "No space left on device" in done.err) == (1, True)
    assert not bench.vos.requests.sent


def test_half_an_audit_line_is_no_audit_line(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = bench.plan(OFF)
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, line: write(handle, line[:10]))
    done = bench.run("apply", plan)
    monkeypatch.undo()
    assert (done.code, "no space left on device" in done.err) == (1, True)
    assert not bench.vos.requests.sent


def test_a_way_back_that_cannot_be_kept_is_a_write_that_does_not_happen(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = bench.plan(OFF)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = bench.run("apply", plan)
    monkeypatch.undo()
    assert (done.code, "it cannot be written: No space left on device" in done.err) == (1, True)
    assert not bench.vos.requests.sent
    assert not [path for path in bench.state.iterdir() if "rollback" in path.name]


def test_what_became_of_a_write_is_told_even_if_it_can_no_longer_be_kept(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Journal, *arguments: Any) -> None:
        raise ControlError("audit.jsonl: it cannot be written: No space left on device")

    monkeypatch.setattr(Journal, "end", full)
    done = bench.run("apply", bench.plan(OFF))
    assert (done.code, "service news-01: done: audit.jsonl" in done.out) == (0, True)


def test_a_way_back_that_cannot_be_renewed_is_still_the_first_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bench.everything()
    plan = bench.plan(OFF)
    keep, calls = Journal.can_go_back, []

    def once(self: Journal, step: Step, *, over: Step) -> None:
        calls.append(step)
        if len(calls) > 1:
            raise ControlError("rollback.json: it cannot be written: No space left on device")
        keep(self, step, over=over)

    monkeypatch.setattr(Journal, "can_go_back", once)
    done = bench.run("apply", plan)
    monkeypatch.undo()
    assert (done.code, "the way back is that of before VOS answered" in done.out) == (0, True)
    assert bench.run("apply", done.rollback).code == 0
    assert bench.everything() == before


def test_whoever_waits_too_long_for_another_gives_up(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.state.mkdir()
    bench.configure(settle="300ms")
    with (bench.state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = bench.run("apply", plan)
    assert (done.code, "another vosctl is writing" in done.err) == (1, True)
    assert not bench.vos.requests.sent


def test_a_user_without_a_name_is_a_number(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("getpass.getuser", nobody)
    bench.run("apply", bench.plan(OFF))
    assert bench.audit()[0]["who"] == str(os.getuid())


def test_who_came_through_sudo_and_from_where_is_kept(bench: Bench) -> None:
    plan = bench.plan(OFF)
    bench.run("apply", plan, SUDO_USER="alice", SSH_CONNECTION="192.0.2.7 50000 192.0.2.8 22")
    begin = bench.audit()[0]
    assert (begin["who"].endswith("(sudo by alice)"), begin["from"]) == (True, "192.0.2.7")


@pytest.mark.parametrize("path", ["nothing.plan", "."])
def test_a_plan_that_cannot_be_read_is_an_error(bench: Bench, path: str) -> None:
    done = bench.run("apply", path)
    assert (done.code, "it cannot be read" in done.err) == (1, True)


def test_a_plan_that_cannot_be_saved_is_an_error(bench: Bench) -> None:
    done = bench.run("plan", bench.write("wanted.yml", OFF), "-o", "nowhere/a.plan")
    assert (done.code, "it cannot be written" in done.err) == (1, True)
